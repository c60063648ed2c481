package com.acme;

import static dev.perdure.internal.workflow.SimulatedServer.start;
import static dev.perdure.internal.workflow.SimulatedServer.types;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.activity.Activity;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.failure.CancelledFailure;
import dev.perdure.workflow.ActivityOptions;
import dev.perdure.workflow.Promise;
import dev.perdure.workflow.Workflow;
import dev.perdure.workflow.WorkflowLock;
import dev.perdure.workflow.WorkflowQueue;
import dev.perdure.workflow.WorkflowSemaphore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Locks, semaphores, queues, and promises as they come.
final class SynchronizationTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final ActivityOptions OPTIONS = ActivityOptions.startToClose(SECOND);

  /// The activities that the workflows here name.
  public interface Work {
    @Activity.Definition
    String work(int number);
  }

  @Workflow.Definition
  public static final class OneByOne {
    private final WorkflowLock lock = new WorkflowLock();
    private final List<String> log = new ArrayList<>();

    @Workflow.Run
    public List<String> run() {
      try (var scope = Workflow.scope()) {
        for (int i = 1; i <= 3; i++) {
          int number = i;
          scope.fork(() -> inTurn(number));
        }
        scope.join();
      }
      log.add("locked " + lock.isLocked());
      return log;
    }

    private void inTurn(int number) {
      lock.lock();
      try {
        log.add(number + " in");
        Workflow.sleep(SECOND);
        log.add(number + " out");
      } finally {
        lock.unlock();
      }
    }
  }

  @Test
  void a_lock_is_given_in_the_order_in_which_it_was_asked_for() {
    try (var server = start(OneByOne.class)) {
      assertThat(types(server.task())).containsExactly("START_TIMER");
      assertThat(types(server.fireTimer("1").task())).containsExactly("START_TIMER");
      server.evict();
      assertThat(types(server.fireTimer("2").task())).containsExactly("START_TIMER");

      assertThat(server.result(server.fireTimer("3").task()))
          .isEqualTo(List.of("1 in", "1 out", "2 in", "2 out", "3 in", "3 out", "locked false"));
    }
  }

  @Workflow.Definition
  public static final class MisusedLock {
    @Workflow.Run
    public List<String> run() {
      List<String> problems = new ArrayList<>();
      var lock = new WorkflowLock();
      lock.lock();
      try {
        lock.lock();
      } catch (IllegalStateException e) {
        problems.add(String.valueOf(e.getMessage()));
      }
      try {
        Workflow.async(lock::unlock).get();
      } catch (IllegalStateException e) {
        problems.add(String.valueOf(e.getMessage()));
      }
      problems.add("" + lock.tryLock());
      problems.add("" + Workflow.async(() -> lock.tryLock(SECOND)).get());
      lock.unlock();
      problems.add("" + lock.tryLock());
      return problems;
    }
  }

  @Test
  void a_lock_is_not_reentrant_and_belongs_to_who_took_it() {
    try (var server = start(MisusedLock.class)) {
      assertThat(types(server.task())).containsExactly("START_TIMER");

      assertThat(server.result(server.fireTimer("1").task()))
          .isEqualTo(
              List.of(
                  "The code has the lock already. A WorkflowLock is not reentrant.",
                  "The code cannot unlock what it has not locked.",
                  "false",
                  "false",
                  "true"));
    }
  }

  @Workflow.Definition
  public static final class CancelledWaiter {
    @Workflow.Run
    public List<String> run() {
      List<String> log = new ArrayList<>();
      var semaphore = new WorkflowSemaphore(1);
      semaphore.acquire();
      Promise<?> first = Workflow.async(() -> take(semaphore, "first", log));
      Promise<?> second = Workflow.async(() -> take(semaphore, "second", log));
      Workflow.sleep(SECOND);
      first.cancel();
      Workflow.sleep(SECOND);
      semaphore.release();
      Workflow.await(second::isDone);
      log.add("left " + semaphore.availablePermits());
      return log;
    }

    private static void take(WorkflowSemaphore semaphore, String name, List<String> log) {
      try {
        semaphore.acquire();
        log.add(name + " has it");
        semaphore.release();
      } catch (CancelledFailure e) {
        log.add(name + " was cancelled");
      }
    }
  }

  @Test
  void who_is_cancelled_leaves_the_line_and_takes_no_permit_along() {
    try (var server = start(CancelledWaiter.class)) {
      server.task();
      server.fireTimer("1").task();

      assertThat(server.result(server.fireTimer("2").task()))
          .isEqualTo(List.of("first was cancelled", "second has it", "left 1"));
    }
  }

  @Workflow.Definition
  public static final class Limited {
    @Workflow.Run
    public int run() {
      var semaphore = new WorkflowSemaphore(2);
      List<Promise<Boolean>> all =
          IntStream.range(0, 5)
              .mapToObj(
                  i ->
                      Workflow.<Boolean>async(
                          () -> {
                            semaphore.acquire();
                            Workflow.executeActivity(Work::work, i, OPTIONS);
                            semaphore.release();
                            return true;
                          }))
              .toList();
      return Promise.allOf(all).get().size();
    }
  }

  @Test
  void a_semaphore_limits_how_much_goes_on_at_a_time() {
    try (var server = start(Limited.class)) {
      assertThat(server.task()).hasSize(2);
      assertThat(server.completeActivity("1", "a").task()).hasSize(1);
      assertThat(server.completeActivity("2", "a").completeActivity("3", "a").task()).hasSize(2);

      assertThat(server.result(server.completeActivity("4", "a").completeActivity("5", "a").task()))
          .isEqualTo(5);
    }
  }

  @Workflow.Definition
  public static final class Queued {
    private final WorkflowQueue<String> queue = new WorkflowQueue<>(2);

    @Workflow.Run
    public List<Object> run() {
      List<Object> taken = new ArrayList<>();
      Workflow.sleep(SECOND);
      taken.add(queue.size());
      taken.add(queue.offer("no room"));
      taken.add(queue.offer("no room", SECOND));
      for (int i = 0; i < 4; i++) {
        taken.add(queue.take());
      }
      taken.add(String.valueOf(queue.poll()));
      taken.add(String.valueOf(queue.poll(SECOND)));
      Promise<String> waiting = Workflow.async(queue::take);
      Workflow.sleep(SECOND);
      queue.put("handed over");
      taken.add(queue.isEmpty());
      taken.add(waiting.get());
      return taken;
    }

    @Workflow.Signal
    public void put(String element) {
      queue.put(element);
    }
  }

  @Test
  void a_queue_keeps_the_order_of_what_is_put_also_when_it_is_full() {
    try (var server = start(Queued.class)) {
      server.signal("put", "a").signal("put", "b").signal("put", "c").signal("put", "d").task();
      assertThat(types(server.fireTimer("1").task())).containsExactly("START_TIMER");
      server.fireTimer("2").task();
      server.fireTimer("3").task();

      assertThat(server.result(server.fireTimer("4").task()))
          .isEqualTo(
              List.of(2, false, false, "a", "b", "c", "d", "null", "null", true, "handed over"));
    }
  }

  @Workflow.Definition
  public static final class CancelledPutter {
    @Workflow.Run
    public List<String> run() {
      var queue = new WorkflowQueue<String>(1);
      queue.put("a");
      Promise<?> cancelled = Workflow.async(() -> queue.put("b"));
      Promise<?> patient = Workflow.async(() -> queue.put("c"));
      Workflow.sleep(SECOND);
      cancelled.cancel();
      List<String> taken = List.of(queue.take(), queue.take(), String.valueOf(queue.poll()));
      Workflow.await(() -> cancelled.isDone() && patient.isDone());
      return List.of(taken.toString(), cancelled.failure() + "", patient.failure() + "");
    }
  }

  @Test
  void who_is_cancelled_while_it_puts_has_put_nothing() {
    try (var server = start(CancelledPutter.class)) {
      server.task();

      assertThat(String.valueOf(server.result(server.fireTimer("1").task())))
          .matches("\\[\\[a, c, null], .*Cancelled.*, null]");
    }
  }

  @Workflow.Definition
  public static final class AsTheyCome {
    @Workflow.Run
    public List<String> run() {
      List<Promise<String>> all =
          IntStream.range(0, 3)
              .mapToObj(i -> Workflow.startActivity(Work::work, i, OPTIONS))
              .toList();
      List<String> results = new ArrayList<>();
      for (Promise<String> next : Promise.asCompleted(all)) {
        Throwable failure = next.failure();
        results.add(failure == null ? next.get() : "failed");
      }
      return results;
    }
  }

  @Test
  void promises_are_given_in_the_order_in_which_they_are_done() {
    try (var server = start(AsTheyCome.class)) {
      server.task();
      server.completeActivity("3", "three").task();
      server.failActivity("1", ApplicationFailure.of("one", "Bad"));
      server.completeActivity("2", "two");

      assertThat(server.result(server.task())).isEqualTo(List.of("three", "failed", "two"));
    }
  }

  @Workflow.Definition
  public static final class CancelledWhole {
    private final WorkflowQueue<String> queue = new WorkflowQueue<>();

    @Workflow.Run
    public String run() {
      try {
        return queue.take();
      } catch (CancelledFailure e) {
        Workflow.upsertMemo(java.util.Map.of("cleaned", true));
        throw e;
      }
    }
  }

  @Test
  void a_cancelled_workflow_stops_waiting_for_a_queue() {
    try (var server = start(CancelledWhole.class)) {
      server.task();

      assertThat(types(server.cancel("enough").task()))
          .containsExactly("MODIFY_WORKFLOW_PROPERTIES", "CANCEL_WORKFLOW_EXECUTION");
    }
  }
}
