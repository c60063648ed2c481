package dev.perdure.server;

import dev.perdure.engine.decision.DeleteReply;
import dev.perdure.engine.decision.Done;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.server.entity.Answer;
import dev.perdure.server.entity.Entities;
import dev.perdure.server.store.Namespace;
import dev.perdure.server.store.Store;
import dev.perdure.server.store.StoreException;
import dev.perdure.server.store.StoredSchedule;
import dev.perdure.server.store.StoredSchedules;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes what namespaces that were deleted have left: their schedules and runs, a few at a time
/// and with rests in between, and at last the namespaces themselves. A start goes on with what the
/// one before has not finished.
final class NamespaceRemoval {
  private static final Logger log = LoggerFactory.getLogger(NamespaceRemoval.class);
  private static final int CHUNK = 64;
  private static final int PAUSES = 4;
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final ScheduledExecutorService scheduler;
  private final Supplier<Store> store;
  private final Entities entities;
  private final Consumer<String> whenGoing;
  private final AtomicBoolean busy = new AtomicBoolean();

  /// @param whenGoing told of namespaces of which nothing is to be done any more, again and again
  NamespaceRemoval(
      ScheduledExecutorService scheduler,
      Supplier<Store> store,
      Entities entities,
      Consumer<String> whenGoing) {
    this.whenGoing = whenGoing;
    this.scheduler = scheduler;
    this.store = store;
    this.entities = entities;
  }

  /// Looks for namespaces that were deleted, unless it is removing one already.
  void look() {
    if (busy.compareAndSet(false, true)) {
      later(this::step, 0);
    }
  }

  private void later(Runnable action, long nanos) {
    try {
      var _ = scheduler.schedule(() -> safely(action), nanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      log.debug("The server is closed", e);
    }
  }

  private void safely(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      failed(e);
    }
  }

  private void failed(Throwable failure) {
    if (failure instanceof StoreException) {
      log.debug("A deleted namespace could not be removed yet", failure);
    } else {
      log.warn("A deleted namespace could not be removed yet; it is tried again", failure);
    }
    later(this::step, RETRY_NANOS);
  }

  private void step() {
    var going = store.get().namespaces().stream().filter(Namespace::isGoing).findFirst();
    if (going.isPresent()) {
      remove(going.get().name());
    } else {
      busy.set(false);
      // One may have been deleted since.
      if (store.get().namespaces().stream().anyMatch(Namespace::isGoing)) {
        look();
      }
    }
  }

  private void remove(String name) {
    whenGoing.accept(name);
    var _ =
        new StoredSchedules(store.get())
            .part(name, "", CHUNK)
            .whenComplete(
                (schedules, failure) -> {
                  if (failure != null) {
                    failed(failure);
                  } else if (schedules.isEmpty()) {
                    later(() -> removeRuns(name), 0);
                  } else {
                    later(() -> deleteSchedules(name, schedules), 0);
                  }
                });
  }

  private void deleteSchedules(String name, List<StoredSchedule> schedules) {
    var gone = new AtomicInteger();
    var answered =
        afterAll(schedules.size(), () -> later(this::step, gone.get() == 0 ? RETRY_NANOS : 0));
    for (var schedule : schedules) {
      entities.askInternally(
          EntityKey.schedule(name, schedule.scheduleId()),
          new Request.DeleteSchedule(),
          new ScheduleDeleted(answered, gone));
    }
  }

  private static Runnable afterAll(int count, Runnable then) {
    var left = new AtomicInteger(count);
    return () -> {
      if (left.decrementAndGet() == 0) {
        then.run();
      }
    };
  }

  private void removeRuns(String name) {
    long begun = System.nanoTime();
    var _ =
        store
            .get()
            .list(name, null, CHUNK, null)
            .whenComplete(
                (page, failure) -> {
                  if (failure != null) {
                    failed(failure);
                  } else if (page.runs().isEmpty()) {
                    later(() -> drop(name), 0);
                  } else {
                    var keys =
                        page.runs().stream()
                            .map(run -> new Doomed(run.workflowId(), run.runId()))
                            .toList();
                    later(() -> delete(name, keys, begun), 0);
                  }
                });
  }

  private record Doomed(String workflowId, String runId) {}

  private void delete(String name, List<Doomed> runs, long begun) {
    var gone = new AtomicInteger();
    var answered =
        afterAll(
            runs.size(),
            () -> {
              long pause = PAUSES * (System.nanoTime() - begun);
              later(this::step, gone.get() == 0 ? Math.max(pause, RETRY_NANOS) : pause);
            });
    for (var run : runs) {
      entities.askInternally(
          EntityKey.workflow(name, run.workflowId()),
          new Request.Delete(run.runId(), true, false),
          new Deleted(answered, gone));
    }
  }

  private void drop(String name) {
    var _ =
        store
            .get()
            .dropNamespace(name)
            .whenComplete(
                (_, failure) -> {
                  if (failure == null) {
                    later(this::step, 0);
                  } else {
                    failed(failure);
                  }
                });
  }

  /// Whatever became of it: what is still there is found again.
  private record ScheduleDeleted(Runnable answered, AtomicInteger gone) implements Answer<Done> {
    @Override
    public Runnable accepted(Done reply) {
      gone.incrementAndGet();
      return answered;
    }

    @Override
    public void rejected(Rejection rejection) {
      answered.run();
    }
  }

  /// Whatever became of it: what is still there is found again.
  private record Deleted(Runnable answered, AtomicInteger gone) implements Answer<DeleteReply> {
    @Override
    public Runnable accepted(DeleteReply reply) {
      gone.addAndGet(reply.isGone() ? 1 : 0);
      return answered;
    }

    @Override
    public void rejected(Rejection rejection) {
      answered.run();
    }
  }
}
