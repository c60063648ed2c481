package dev.perdure.server.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class LaneTest {
  private final Queue<Runnable> handedOver = new ArrayDeque<>();
  private final Lane lane = new Lane(handedOver::add, () -> {});
  private final List<String> ran = new ArrayList<>();

  @Test
  void the_caller_runs_the_turn() {
    lane.offer(() -> ran.add(Thread.currentThread().getName()));

    assertThat(ran).containsExactly(Thread.currentThread().getName());
  }

  @Test
  void a_turn_asked_for_in_a_turn_runs_after_it() {
    lane.offer(
        () -> {
          lane.add(() -> ran.add("inner"));
          ran.add("outer");
        });

    assertThat(ran).containsExactly("outer", "inner");
  }

  @Test
  void internal_turns_go_before_external_ones() {
    lane.offer(
        () -> {
          lane.offer(() -> ran.add("external"));
          lane.add(() -> ran.add("internal"));
          // Fills up the running slice, so that both wait for the next round.
          for (int i = 0; i < 63; i++) {
            lane.offer(() -> {});
          }
        });

    assertThat(ran).containsExactlyInAnyOrder("internal", "external");
  }

  @Test
  void another_lane_that_is_found_idle_in_a_turn_is_drained_after_the_turn() {
    var other = new Lane(handedOver::add, () -> {});

    lane.offer(
        () -> {
          other.add(() -> ran.add("other"));
          ran.add("first");
        });

    assertThat(ran).containsExactly("first", "other");
  }

  @Test
  void a_chain_between_two_lanes_needs_no_stack() {
    var other = new Lane(Runnable::run, () -> {});
    var first = new Lane(Runnable::run, () -> {});

    first.offer(() -> bounce(first, other, 100_000));

    assertThat(ran).containsExactly("done");
  }

  private void bounce(Lane here, Lane there, int left) {
    if (left == 0) {
      ran.add("done");
    } else {
      there.add(() -> bounce(there, here, left - 1));
    }
  }

  @Test
  void a_caller_is_let_go_after_its_budget_of_turns() {
    lane.offer(
        () -> {
          for (int i = 0; i < 1_000; i++) {
            lane.offer(() -> ran.add("turn"));
          }
        });

    assertThat(ran).hasSizeLessThan(300);
    assertThat(handedOver).hasSize(1);
    for (var rest = handedOver.poll(); rest != null; rest = handedOver.poll()) {
      rest.run();
    }
    assertThat(ran).hasSize(1_000);
  }

  @Test
  void what_comes_after_turns_runs_once_for_all_of_them() {
    var noted = new Lane(handedOver::add, () -> ran.add("after"));

    noted.offer(
        () -> {
          noted.add(() -> ran.add("second"));
          ran.add("first");
        });

    assertThat(ran).containsExactly("first", "second", "after");
  }

  @Test
  void a_virtual_thread_hands_the_lane_over() throws InterruptedException {
    Thread.ofVirtual().start(() -> lane.offer(() -> ran.add("turn"))).join();
    assertThat(ran).isEmpty();

    handedOver.remove().run();

    assertThat(ran).containsExactly("turn");
  }

  @Test
  void a_turn_that_fails_does_not_stop_the_lane() {
    lane.offer(
        () -> {
          throw new IllegalStateException("broken");
        });
    lane.offer(() -> ran.add("next"));

    assertThat(ran).containsExactly("next");
  }

  @Test
  void turns_of_many_callers_never_overlap() throws InterruptedException {
    try (var fallback = Executors.newSingleThreadExecutor()) {
      var shared = new Lane(fallback, () -> {});
      var counter = new int[1];
      var done = new CountDownLatch(8 * 10_000);
      for (int caller = 0; caller < 8; caller++) {
        Thread.ofVirtual()
            .start(
                () -> {
                  for (int i = 0; i < 10_000; i++) {
                    shared.add(
                        () -> {
                          counter[0]++;
                          done.countDown();
                        });
                  }
                });
      }
      done.await();
      assertThat(counter[0]).isEqualTo(80_000);
    }
  }
}
