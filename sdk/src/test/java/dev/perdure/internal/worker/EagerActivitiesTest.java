package dev.perdure.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.worker.SlotType;
import io.temporal.api.command.v1.Command;
import io.temporal.api.command.v1.ScheduleActivityTaskCommandAttributes;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EagerActivitiesTest {
  private final FixedSizeSlots supplier = new FixedSizeSlots(10);
  private final Slots slots = new Slots(supplier, SlotType.ACTIVITY, TestWorkers.IDENTITY);
  private final List<PollActivityTaskQueueResponse> started = new ArrayList<>();
  private final EagerActivities eager =
      new EagerActivities(
          "queue", 3, slots::tryAcquire, Slots.Slot::release, (task, _) -> started.add(task));

  private static Command activity(String queue) {
    return Command.newBuilder()
        .setCommandType(CommandType.COMMAND_TYPE_SCHEDULE_ACTIVITY_TASK)
        .setScheduleActivityTaskCommandAttributes(
            ScheduleActivityTaskCommandAttributes.newBuilder()
                .setTaskQueue(TaskQueue.newBuilder().setName(queue))
                .setRequestEagerExecution(true))
        .build();
  }

  private int free() {
    int free = 0;
    while (slots.tryAcquire() != null) {
      free++;
    }
    return free;
  }

  private static List<Boolean> wanted(EagerActivities.Request request) {
    return request.commands().stream()
        .map(c -> c.getScheduleActivityTaskCommandAttributes().getRequestEagerExecution())
        .toList();
  }

  @Test
  void at_most_three_activities_are_asked_for() {
    var request =
        eager.prepare(
            List.of(activity("queue"), activity("queue"), activity("queue"), activity("queue")));

    assertThat(wanted(request)).containsExactly(true, true, true, false);
    assertThat(request.slots()).hasSize(3);
  }

  @Test
  void activities_of_other_queues_are_not_asked_for() {
    var request = eager.prepare(List.of(activity("other"), activity("queue")));

    assertThat(wanted(request)).containsExactly(false, true);
  }

  @Test
  void without_a_free_slot_nothing_is_asked_for() {
    assertThat(free()).isEqualTo(10);

    var request = eager.prepare(List.of(activity("queue")));

    assertThat(wanted(request)).containsExactly(false);
    assertThat(request.slots()).isEmpty();
  }

  @Test
  void what_comes_back_is_started_and_the_other_slots_are_given_back() {
    var request = eager.prepare(List.of(activity("queue"), activity("queue")));

    eager.settle(request, List.of(PollActivityTaskQueueResponse.getDefaultInstance()));

    assertThat(started).hasSize(1);
    assertThat(free()).isEqualTo(9);
  }
}
