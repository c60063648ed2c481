package dev.perdure.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.perdure.common.WorkerDeploymentVersion;
import dev.perdure.worker.ResourceBasedSlotConfig;
import dev.perdure.worker.ResourceBasedTunerConfig;
import dev.perdure.worker.SlotPermit;
import dev.perdure.worker.SlotReleaseContext;
import dev.perdure.worker.SlotReserveContext;
import dev.perdure.worker.SlotType;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ResourceBasedSlotsTest {
  private static final Asking ACTIVITY = new Asking(SlotType.ACTIVITY, false);
  private static final Asking NORMAL = new Asking(SlotType.WORKFLOW, false);
  private static final Asking STICKY = new Asking(SlotType.WORKFLOW, true);

  private final Deque<SlotPermit> issued = new ArrayDeque<>();
  private double memory;
  private double cpu;
  private long now;

  private record Asking(SlotType slotType, boolean isSticky) implements SlotReserveContext {
    @Override
    public String taskQueue() {
      return "queue";
    }

    @Override
    public String workerIdentity() {
      return "me";
    }

    @Override
    public String workerBuildId() {
      return "build-1";
    }

    @Override
    public Optional<WorkerDeploymentVersion> workerDeploymentVersion() {
      return Optional.empty();
    }
  }

  private final class Usage implements ResourceUsage {
    @Override
    public double memory() {
      return memory;
    }

    @Override
    public double cpu() {
      return cpu;
    }
  }

  private ResourceBasedSlots slots(ResourceBasedSlotConfig config) {
    return new ResourceBasedSlots(
        ResourceBasedTunerConfig.of(0.8, 0.9), config, new Usage(), () -> now);
  }

  private static ResourceBasedSlotConfig bounds(int minimum, int maximum) {
    return ResourceBasedSlotConfig.defaults()
        .withMinimumSlots(minimum)
        .withMaximumSlots(maximum)
        .withRampThrottle(Duration.ZERO);
  }

  private int take(ResourceBasedSlots slots, SlotReserveContext context) {
    int count = 0;
    for (var permit = slots.tryReserve(context);
        permit.isPresent();
        permit = slots.tryReserve(context)) {
      issued.add(permit.get());
      count++;
    }
    return count;
  }

  private void giveBack(ResourceBasedSlots slots) {
    SlotPermit permit = issued.remove();
    slots.release(
        new SlotReleaseContext() {
          @Override
          public Optional<dev.perdure.worker.SlotInfo> slotInfo() {
            return Optional.empty();
          }

          @Override
          public SlotPermit permit() {
            return permit;
          }
        });
  }

  @Test
  void with_room_all_slots_are_given_out() {
    assertThat(take(slots(bounds(1, 20)), ACTIVITY)).isEqualTo(20);
  }

  @Test
  void without_room_only_the_minimum_is_given_out() {
    cpu = 0.95;
    assertThat(take(slots(bounds(3, 20)), ACTIVITY)).isEqualTo(3);

    cpu = 0;
    memory = 0.79;
    assertThat(take(slots(bounds(3, 20)), ACTIVITY)).isEqualTo(3);
  }

  @Test
  void a_slot_that_is_given_back_can_be_had_again() {
    cpu = 1;
    var slots = slots(bounds(2, 20));
    assertThat(take(slots, ACTIVITY)).isEqualTo(2);

    giveBack(slots);

    assertThat(take(slots, ACTIVITY)).isEqualTo(1);
  }

  @Test
  void more_are_given_out_once_there_is_room_again() {
    cpu = 1;
    var slots = slots(bounds(1, 5));
    assertThat(take(slots, ACTIVITY)).isEqualTo(1);

    cpu = 0.2;
    now += Duration.ofMillis(100).toNanos();

    assertThat(take(slots, ACTIVITY)).isEqualTo(4);
  }

  @Test
  void what_grows_fast_towards_its_target_counts_as_near_it() {
    var slots = slots(bounds(1, 5));
    assertThat(slots.tryReserve(ACTIVITY)).isPresent();
    assertThat(slots.tryReserve(ACTIVITY)).isPresent();

    memory = 0.7; // 0.1 below the target, and 0.7 more than just now
    now += Duration.ofMillis(100).toNanos();
    assertThat(slots.tryReserve(ACTIVITY)).isEmpty();

    now += Duration.ofMillis(100).toNanos();
    assertThat(slots.tryReserve(ACTIVITY)).isPresent();
  }

  @Test
  void beyond_the_minimum_there_is_a_pause_between_two_slots() {
    var slots = slots(ResourceBasedSlotConfig.defaults());
    assertThat(take(slots, ACTIVITY)).isEqualTo(1);

    now += Duration.ofMillis(49).toNanos();
    assertThat(take(slots, ACTIVITY)).isZero();
    now += Duration.ofMillis(1).toNanos();
    assertThat(take(slots, ACTIVITY)).isEqualTo(1);
  }

  @Test
  void each_queue_of_workflow_tasks_gets_a_slot_at_least() {
    cpu = 1;
    var slots = slots(ResourceBasedSlotConfig.defaults());

    assertThat(take(slots, STICKY)).isEqualTo(5);
    assertThat(take(slots, NORMAL)).isEqualTo(1);
    assertThat(take(slots, STICKY)).isZero();
  }

  @Test
  void this_machine_can_be_measured() {
    ResourceUsage usage = ResourceUsage.system();

    assertThat(usage.memory()).isBetween(0.0, 1.0);
    assertThat(usage.cpu()).isBetween(0.0, 1.0);
  }

  @Test
  void targets_and_bounds_out_of_range_are_named() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ResourceBasedTunerConfig.of(1.5, 0.9))
        .withMessage("targetMemoryUsage must be above 0 and at most 1, but is 1.5.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ResourceBasedSlotConfig.defaults().withMaximumSlots(0))
        .withMessage("maximumSlots must be at least 1, but is 0.");
  }
}
