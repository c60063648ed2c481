package dev.perdure.internal.coroutine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SchedulerTest {
  private final Scheduler scheduler = new Scheduler(Duration.ofSeconds(10));
  private final List<String> log = new ArrayList<>();

  @AfterEach
  void close() {
    scheduler.close();
  }

  @Test
  void coroutines_run_in_the_order_of_their_start_and_take_turns() {
    for (String name : List.of("a", "b", "c")) {
      scheduler.start(
          name,
          () -> {
            for (int i = 0; i < 2; i++) {
              log.add(name + i);
              scheduler.wake(scheduler.current());
              scheduler.park();
            }
          });
    }

    scheduler.runUntilBlocked();

    assertThat(log).containsExactly("a0", "b0", "c0", "a1", "b1", "c1");
  }

  @Test
  void each_condition_that_holds_lets_its_coroutine_go_on_before_the_next_is_tested() {
    boolean[] locked = {false};
    for (String name : List.of("a", "b")) {
      scheduler.start(
          name,
          () -> {
            scheduler.await(() -> !locked[0]);
            locked[0] = true;
            log.add(name + " in");
            scheduler.wake(scheduler.current());
            scheduler.park();
            log.add(name + " out");
            locked[0] = false;
          });
    }

    scheduler.runUntilBlocked();

    assertThat(log).containsExactly("a in", "a out", "b in", "b out");
  }

  @Test
  void what_a_condition_throws_is_thrown_where_it_was_given() {
    boolean[] fail = {false};
    scheduler.start(
        "a",
        () -> {
          try {
            scheduler.await(
                () -> {
                  if (fail[0]) {
                    throw new IllegalArgumentException("no");
                  }
                  return false;
                });
          } catch (IllegalArgumentException e) {
            log.add(e.getMessage());
          }
        });
    scheduler.runUntilBlocked();
    assertThat(log).isEmpty();

    fail[0] = true;
    scheduler.runUntilBlocked();

    assertThat(log).containsExactly("no");
  }

  @Test
  void the_same_program_runs_in_the_same_order_every_time() {
    List<String> first = randomProgram(42);

    for (int i = 0; i < 20; i++) {
      assertThat(randomProgram(42)).isEqualTo(first);
    }
  }

  /// Coroutines that start others, wait for conditions and take turns, by seeded chance.
  private static List<String> randomProgram(long seed) {
    var random = new Random(seed);
    var result = new ArrayList<String>();
    var program = new Scheduler(Duration.ofSeconds(10));
    int[] counter = {0};
    for (int i = 0; i < 4; i++) {
      String name = "c" + i;
      program.start(name, () -> step(program, random, result, name, counter, 0));
    }
    program.runUntilBlocked();
    program.close();
    return result;
  }

  private static void step(
      Scheduler program,
      Random random,
      List<String> result,
      String name,
      int[] counter,
      int depth) {
    for (int i = 0; i < 5; i++) {
      result.add(name + "." + i);
      counter[0]++;
      switch (random.nextInt(3)) {
        case 0 -> {
          program.wake(program.current());
          program.park();
        }
        case 1 -> {
          int until = counter[0] + random.nextInt(3);
          program.await(() -> counter[0] >= until || random.nextInt(10) == 0);
        }
        default -> {
          if (depth < 3) {
            String child = name + "." + i;
            program.start(child, () -> step(program, random, result, child, counter, depth + 1));
          }
        }
      }
    }
  }

  @Test
  void closing_runs_the_finally_blocks_in_order_and_forbids_to_wait_again() {
    for (String name : List.of("a", "b")) {
      scheduler.start(
          name,
          () -> {
            try {
              scheduler.await(() -> false);
            } finally {
              log.add("finally " + name);
              assertThatThrownBy(scheduler::park).isInstanceOf(CoroutineStopped.class);
            }
          });
    }
    scheduler.runUntilBlocked();

    scheduler.close();

    assertThat(log).containsExactly("finally a", "finally b");
  }

  @Test
  void a_coroutine_that_was_never_run_vanishes() {
    scheduler.start("a", () -> log.add("ran"));

    scheduler.close();

    assertThat(log).isEmpty();
  }

  @Test
  void code_that_blocks_is_reported_with_its_line_and_ends_later() throws Exception {
    var quick = new Scheduler(Duration.ofMillis(200));
    var ended = new CountDownLatch(2);
    quick.start(
        "first",
        () -> {
          try {
            quick.await(() -> false);
          } finally {
            ended.countDown();
          }
        });
    quick.start("second", () -> Blocking.sleep(ended));

    assertThatThrownBy(quick::runUntilBlocked)
        .isInstanceOf(PotentialDeadlockException.class)
        .hasMessageContaining(
            "[TMPRL1101] Potential deadlock detected: workflow didn't yield within 0.2 second(s).")
        .satisfies(
            e ->
                assertThat(e.getStackTrace())
                    .anyMatch(frame -> frame.getClassName().endsWith("SchedulerTest$Blocking")));
    quick.close();

    assertThat(ended.await(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
  }

  private static final class Blocking {
    static void sleep(CountDownLatch ended) {
      try {
        Thread.sleep(60_000);
      } catch (InterruptedException e) {
        ended.countDown();
      }
    }
  }

  @Test
  void without_a_limit_code_may_take_its_time() {
    var patient = new Scheduler(Duration.ZERO);
    patient.start("a", () -> log.add("interrupted: " + sleptFor(Duration.ofMillis(300))));

    patient.runUntilBlocked();
    patient.close();

    assertThat(log).containsExactly("interrupted: false");
  }

  private static boolean sleptFor(Duration duration) {
    try {
      Thread.sleep(duration);
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }

  @Test
  void many_short_steps_are_no_deadlock_but_a_long_one_is() {
    var now = new AtomicLong();
    var quick = new Scheduler(Duration.ofMillis(200), now::get, _ -> null);
    quick.start(
        "a",
        () -> {
          for (int millis : List.of(150, 150, 199, 201, 150)) {
            log.add("" + millis);
            now.addAndGet(Duration.ofMillis(millis).toNanos());
            quick.check(0);
            if (Thread.currentThread().isInterrupted()) {
              return;
            }
            quick.wake(quick.current());
            quick.park();
          }
        });

    assertThatThrownBy(quick::runUntilBlocked).isInstanceOf(PotentialDeadlockException.class);
    assertThat(log).containsExactly("150", "150", "199", "201");
    quick.close();
  }

  @Test
  void a_hundred_thousand_coroutines_can_wait() {
    int[] count = {0};
    List<Coroutine> parked = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      parked.add(
          scheduler.start(
              "c",
              () -> {
                scheduler.park();
                count[0]++;
              }));
    }
    scheduler.runUntilBlocked();
    assertThat(count[0]).isZero();

    for (int i = parked.size() - 1; i >= parked.size() - 10; i--) {
      scheduler.wake(parked.get(i));
    }
    scheduler.runUntilBlocked();

    assertThat(count[0]).isEqualTo(10);
  }
}
