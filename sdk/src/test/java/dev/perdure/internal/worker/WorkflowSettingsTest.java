package dev.perdure.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.worker.PollerBehavior;
import dev.perdure.worker.SlotSupplier;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkflowSettingsTest {
  private static WorkflowSettings settings(int slots, int cachedRuns, int pollers) {
    return settings(slots, cachedRuns, PollerBehavior.simpleMaximum(pollers), 0.2);
  }

  private static WorkflowSettings settings(
      int slots, int cachedRuns, PollerBehavior pollers, double ratio) {
    return new WorkflowSettings(
        SlotSupplier.fixedSize(slots),
        new RunCache(cachedRuns),
        pollers,
        ratio,
        Duration.ofSeconds(10),
        List.of(),
        false);
  }

  private static int normalPolls(WorkflowSettings settings) {
    return settings.normalScale(0).target();
  }

  private static int stickyPolls(WorkflowSettings settings) {
    return settings.stickyScale(0).target();
  }

  @Test
  void one_poll_in_five_asks_the_normal_queue() {
    assertThat(normalPolls(settings(100, 1000, 5))).isEqualTo(1);
    assertThat(stickyPolls(settings(100, 1000, 5))).isEqualTo(4);
    assertThat(normalPolls(settings(100, 1000, 20))).isEqualTo(4);
  }

  @Test
  void the_polls_are_no_more_than_were_asked_for() {
    var allNormal = settings(100, 1000, PollerBehavior.simpleMaximum(5), 1);

    assertThat(normalPolls(allNormal)).isEqualTo(4);
    assertThat(stickyPolls(allNormal)).isEqualTo(1);
  }

  @Test
  void both_queues_are_asked_however_few_polls_there_are() {
    assertThat(normalPolls(settings(100, 1000, 1))).isEqualTo(1);
    assertThat(stickyPolls(settings(100, 1000, 1))).isEqualTo(1);
  }

  @Test
  void polls_of_the_sticky_queue_leave_a_slot_for_the_normal_one() {
    assertThat(normalPolls(settings(2, 1000, 5))).isEqualTo(1);
    assertThat(stickyPolls(settings(2, 1000, 5))).isEqualTo(1);
  }

  @Test
  void few_slots_are_shared_as_few_polls_are() {
    assertThat(normalPolls(settings(5, 1000, 20))).isEqualTo(1);
    assertThat(stickyPolls(settings(5, 1000, 20))).isEqualTo(4);
  }

  @Test
  void without_a_cache_all_polls_ask_the_normal_queue() {
    assertThat(normalPolls(settings(100, 0, 5))).isEqualTo(5);
    assertThat(normalPolls(settings(3, 0, 5))).isEqualTo(3);
  }

  @Test
  void polls_that_scale_share_the_slots_between_both_queues() {
    var scaling = settings(6, 1000, PollerBehavior.autoscaling(), 0.2);

    assertThat(normalPolls(scaling)).isEqualTo(3);
    assertThat(stickyPolls(scaling)).isEqualTo(3);
    assertThat(normalPolls(settings(100, 1000, PollerBehavior.autoscaling(), 0.2))).isEqualTo(5);
  }
}
