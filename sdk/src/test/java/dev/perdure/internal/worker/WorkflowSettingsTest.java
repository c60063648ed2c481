package dev.perdure.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkflowSettingsTest {
  private static WorkflowSettings settings(int slots, int cachedRuns, int pollers) {
    return new WorkflowSettings(
        slots, cachedRuns, pollers, 0.2, Duration.ofSeconds(10), List.of(), false);
  }

  @Test
  void one_poll_in_five_asks_the_normal_queue() {
    assertThat(settings(100, 1000, 5).normalPollers()).isEqualTo(1);
    assertThat(settings(100, 1000, 5).stickyPollers()).isEqualTo(4);
    assertThat(settings(100, 1000, 20).normalPollers()).isEqualTo(4);
  }

  @Test
  void the_polls_are_no_more_than_were_asked_for() {
    var allNormal = new WorkflowSettings(100, 1000, 5, 1, Duration.ofSeconds(10), List.of(), false);

    assertThat(allNormal.normalPollers()).isEqualTo(4);
    assertThat(allNormal.stickyPollers()).isEqualTo(1);
  }

  @Test
  void both_queues_are_asked_however_few_polls_there_are() {
    assertThat(settings(100, 1000, 1).normalPollers()).isEqualTo(1);
    assertThat(settings(100, 1000, 1).stickyPollers()).isEqualTo(1);
  }

  @Test
  void polls_of_the_sticky_queue_leave_a_slot_for_the_normal_one() {
    assertThat(settings(2, 1000, 5).normalPollers()).isEqualTo(1);
    assertThat(settings(2, 1000, 5).stickyPollers()).isEqualTo(1);
  }

  @Test
  void without_a_cache_all_polls_ask_the_normal_queue() {
    assertThat(settings(100, 0, 5).normalPollers()).isEqualTo(5);
    assertThat(settings(100, 0, 5).stickyPollers()).isZero();
  }
}
