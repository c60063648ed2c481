package dev.perdure.server;

import dev.perdure.engine.decision.DeleteReply;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.state.RunSummary;
import dev.perdure.server.entity.Answer;
import dev.perdure.server.entity.Entities;
import dev.perdure.server.store.Namespace;
import dev.perdure.server.store.Store;
import dev.perdure.server.store.StoredSchedule;
import dev.perdure.server.store.StoredSchedules;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Removes what namespaces that were deleted have left: their schedules and runs, a few at a time
/// and with rests in between, and at last the namespaces themselves. A start goes on with what the
/// one before has not finished.
final class NamespaceRemoval {
  private static final int CHUNK = 64;
  private static final int PAUSES = 4;
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Chore chore;
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
    this.chore =
        new Chore(scheduler, "A deleted namespace could not be removed yet", this::tryAgain);
    this.store = store;
    this.entities = entities;
    this.whenGoing = whenGoing;
  }

  /// Looks for namespaces that were deleted, unless it is removing one already.
  void look() {
    if (busy.compareAndSet(false, true)) {
      chore.later(this::step, 0);
    }
  }

  private void tryAgain() {
    chore.later(this::step, RETRY_NANOS);
  }

  private void step() {
    var going = store.get().namespaces().all().stream().filter(Namespace::isGoing).findFirst();
    if (going.isPresent()) {
      remove(going.get().name());
    } else {
      busy.set(false);
      // One may have been deleted since.
      if (store.get().namespaces().all().stream().anyMatch(Namespace::isGoing)) {
        look();
      }
    }
  }

  private void remove(String name) {
    whenGoing.accept(name);
    chore.then(
        new StoredSchedules(store.get()).part(name, "", CHUNK),
        schedules -> {
          if (schedules.isEmpty()) {
            removeRuns(name);
          } else {
            deleteSchedules(name, schedules);
          }
        });
  }

  private void deleteSchedules(String name, List<StoredSchedule> schedules) {
    var gone = new AtomicInteger();
    var answered = Chore.afterAll(schedules.size(), () -> goOn(gone.get(), 0));
    for (var schedule : schedules) {
      entities.askInternally(
          EntityKey.schedule(name, schedule.scheduleId()),
          new Request.DeleteSchedule(),
          new Deleted<>(_ -> true, gone, answered));
    }
  }

  private void removeRuns(String name) {
    long begun = System.nanoTime();
    chore.then(
        store.get().list(name, null, CHUNK, null),
        page -> {
          if (page.runs().isEmpty()) {
            chore.then(store.get().namespaces().drop(name), _ -> step());
          } else {
            deleteRuns(name, page.runs(), begun);
          }
        });
  }

  private void deleteRuns(String name, List<RunSummary> runs, long begun) {
    var gone = new AtomicInteger();
    var answered =
        Chore.afterAll(runs.size(), () -> goOn(gone.get(), PAUSES * (System.nanoTime() - begun)));
    for (var run : runs) {
      entities.askInternally(
          EntityKey.workflow(name, run.workflowId()),
          new Request.Delete(run.runId(), true, false),
          new Deleted<>(DeleteReply::isGone, gone, answered));
    }
  }

  private void goOn(int gone, long pause) {
    chore.later(this::step, gone == 0 ? Math.max(pause, RETRY_NANOS) : pause);
  }

  /// Whatever became of it: what is still there is found again.
  private record Deleted<R>(Predicate<R> isGone, AtomicInteger gone, Runnable answered)
      implements Answer<R> {
    @Override
    public Runnable accepted(R reply) {
      if (isGone.test(reply)) {
        gone.incrementAndGet();
      }
      return answered;
    }

    @Override
    public void rejected(Rejection rejection) {
      answered.run();
    }
  }
}
