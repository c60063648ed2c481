package dev.perdure.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.worker.PollerBehavior;
import io.temporal.api.taskqueue.v1.PollerScalingDecision;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PollScaleTest {
  private static final long PERIOD = Duration.ofMillis(100).toNanos();

  private final PollScale scale = PollScale.of(PollerBehavior.autoscaling(1, 10, 5), 100, 0);

  private static PollerScalingDecision decision(int change) {
    return PollerScalingDecision.newBuilder().setPollRequestDeltaSuggestion(change).build();
  }

  @Test
  void a_fixed_number_does_not_move() {
    var fixed = PollScale.of(PollerBehavior.simpleMaximum(5), 100, 0);

    fixed.serverDecides();
    fixed.polled(true, decision(3), 0);
    fixed.polled(false, null, 0);
    fixed.failed(true);

    assertThat(fixed.target()).isEqualTo(5);
  }

  @Test
  void there_are_no_more_polls_than_slots() {
    assertThat(PollScale.of(PollerBehavior.simpleMaximum(5), 2, 0).target()).isEqualTo(2);
    assertThat(PollScale.of(PollerBehavior.autoscaling(), 2, 0).target()).isEqualTo(2);
  }

  @Test
  void the_servers_decisions_move_the_number_within_its_bounds() {
    scale.polled(true, decision(3), 0);
    assertThat(scale.target()).isEqualTo(8);

    scale.polled(true, decision(9), 0);
    assertThat(scale.target()).isEqualTo(10);

    scale.polled(true, decision(-20), 0);
    assertThat(scale.target()).isEqualTo(1);
  }

  @Test
  void it_grows_only_while_more_tasks_come() {
    for (int i = 0; i < 20; i++) {
      scale.polled(true, decision(0), 1);
    }
    scale.polled(true, decision(1), PERIOD + 1); // 20 tasks after none
    assertThat(scale.target()).isEqualTo(6);

    scale.polled(true, decision(1), 2 * PERIOD + 1); // 1 task after 20
    assertThat(scale.target()).isEqualTo(6);

    scale.polled(true, decision(-1), 2 * PERIOD + 2);
    assertThat(scale.target()).as("fewer is always possible").isEqualTo(5);
  }

  @Test
  void after_a_quiet_time_it_may_grow_again() {
    for (int i = 0; i < 20; i++) {
      scale.polled(true, decision(0), 1);
    }
    scale.polled(true, null, PERIOD + 1);
    scale.polled(true, decision(1), 9 * PERIOD);

    assertThat(scale.target()).isEqualTo(6);
  }

  @Test
  void polls_without_a_task_become_fewer_only_where_the_server_decides() {
    scale.polled(false, null, 0);
    assertThat(scale.target()).isEqualTo(5);

    scale.serverDecides();
    scale.polled(false, null, 0);
    assertThat(scale.target()).isEqualTo(4);
  }

  @Test
  void a_busy_server_halves_the_number() {
    scale.failed(true);
    assertThat(scale.target()).as("nobody would make it more again").isEqualTo(5);

    scale.serverDecides();
    scale.failed(true);
    assertThat(scale.target()).isEqualTo(2);
    scale.failed(false);
    assertThat(scale.target()).isEqualTo(1);
    scale.failed(false);
    assertThat(scale.target()).isEqualTo(1);
  }
}
