package dev.perdure.server.dispatch;

import dev.perdure.engine.decision.Rejection;
import dev.perdure.server.clock.InFlight;
import dev.perdure.server.entity.EntityStore;
import dev.perdure.server.matching.Matching;
import dev.perdure.server.matching.QueueKey;
import dev.perdure.server.matching.Task;
import io.temporal.api.query.v1.WorkflowQueryResult;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The callers of queries, by the queries' ids. In memory only: a query changes nothing, and its
/// caller asks again after a crash.
public final class Queries {
  /// How long a query waits for the worker that has the run's state before any worker may take it.
  private static final Duration STICKY_WAIT = Duration.ofSeconds(10);

  private final ConcurrentHashMap<String, Caller> callers = new ConcurrentHashMap<>();
  private final ScheduledExecutorService scheduler;
  private final Matching matching;
  private final EntityStore store;
  private final InFlight inFlight;

  /// Waits for a query's answer.
  public interface Answered {
    void answered(WorkflowQueryResult result);

    void rejected(Rejection rejection);
  }

  private static final class Caller {
    final Answered answered;
    volatile @Nullable Offered offered;

    Caller(Answered answered) {
      this.answered = answered;
    }
  }

  /// Where a query is offered by itself.
  ///
  /// @param normal the queue in which every worker finds it in the end
  private record Offered(QueueKey queue, Task offer, QueueKey normal) {}

  public Queries(
      ScheduledExecutorService scheduler, Matching matching, EntityStore store, InFlight inFlight) {
    this.scheduler = scheduler;
    this.matching = matching;
    this.store = store;
    this.inFlight = inFlight;
  }

  /// Registers who waits for a query that is about to be asked.
  public void await(String queryId, Answered answered) {
    if (callers.put(queryId, new Caller(answered)) == null) {
      inFlight.add(1);
    }
  }

  private @Nullable Caller remove(String queryId) {
    var caller = callers.remove(queryId);
    if (caller != null) {
      inFlight.add(-1);
    }
    return caller;
  }

  /// A workflow task answered the query. What it said counts when that task is durable.
  void answered(String queryId, WorkflowQueryResult result, long lsn) {
    release(queryId, lsn, caller -> caller.answered(result));
  }

  void rejected(String queryId, Rejection rejection, long lsn) {
    release(queryId, lsn, caller -> caller.rejected(rejection));
  }

  /// A worker answered the query by itself.
  ///
  /// @return false when nobody waits for it any more
  public boolean answered(String queryId, WorkflowQueryResult result) {
    var caller = remove(queryId);
    if (caller != null) {
      caller.answered.answered(result);
    }
    return caller != null;
  }

  /// The caller waits no longer: the query is taken back from where it is offered.
  ///
  /// @return the task queue on which the query was offered to all workers, null if it was not
  public @Nullable QueueKey forget(String queryId) {
    var caller = remove(queryId);
    var offered = caller == null ? null : caller.offered;
    if (offered == null) {
      return null;
    }
    matching.withdraw(offered.queue, offered.offer);
    return offered.normal;
  }

  /// The state that all queries wait for was dropped: their callers have to ask again.
  public void clear() {
    for (var queryId : callers.keySet()) {
      var caller = remove(queryId);
      if (caller != null) {
        caller.answered.rejected(LOST);
      }
    }
  }

  /// Offers a query by itself: in `best`, and after a while in `normal` if that is another queue.
  void offer(String queryId, Task offer, QueueKey best, QueueKey normal) {
    offerIn(queryId, offer, best, normal);
    if (!best.equals(normal)) {
      var _ =
          scheduler.schedule(
              () -> {
                if (matching.withdraw(best, offer)) {
                  offerIn(queryId, offer, normal, normal);
                }
              },
              STICKY_WAIT.toMillis(),
              TimeUnit.MILLISECONDS);
    }
  }

  private void offerIn(String queryId, Task offer, QueueKey queue, QueueKey normal) {
    var caller = callers.get(queryId);
    if (caller == null) {
      return;
    }
    caller.offered = new Offered(queue, offer, normal);
    matching.offer(queue, offer);
    if (!callers.containsKey(queryId)) {
      // Its caller left in between, and did not find it.
      matching.withdraw(queue, offer);
    }
  }

  private void release(String queryId, long lsn, Consumer<Answered> action) {
    var caller = remove(queryId);
    if (caller != null) {
      store.release(
          lsn, () -> action.accept(caller.answered), () -> caller.answered.rejected(LOST));
    }
  }

  private static final Rejection LOST =
      new Rejection(Rejection.Code.UNAVAILABLE, "buffered query cleared, please retry", null);
}
