package dev.perdure.internal.worker;

import io.temporal.api.command.v1.Command;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Activities that come back with the answer to the workflow task that scheduled them, and so need
/// no poll. A slot is set aside for each before the server is asked for it.
final class EagerActivities {
  /// How many a workflow task may ask for.
  private static final int LIMIT = 3;

  private final String taskQueue;
  private final BooleanSupplier trySlot;
  private final Runnable releaseSlot;
  private final Consumer<PollActivityTaskQueueResponse> start;

  /// @param trySlot sets a slot aside if there is one
  /// @param releaseSlot gives one back
  /// @param start starts an activity in a slot that was set aside
  EagerActivities(
      String taskQueue,
      BooleanSupplier trySlot,
      Runnable releaseSlot,
      Consumer<PollActivityTaskQueueResponse> start) {
    this.taskQueue = taskQueue;
    this.trySlot = trySlot;
    this.releaseSlot = releaseSlot;
    this.start = start;
  }

  /// Commands as they are sent, and how many slots were set aside for them.
  record Request(List<Command> commands, int slots) {}

  /// Sets slots aside for the activities that may be eager, and withdraws that from the rest.
  Request prepare(List<Command> commands) {
    List<Command> result = new ArrayList<>(commands.size());
    int slots = 0;
    for (Command command : commands) {
      if (!wantsEager(command)) {
        result.add(command);
      } else if (slots < LIMIT && isOwnQueue(command) && trySlot.getAsBoolean()) {
        result.add(command);
        slots++;
      } else {
        result.add(withoutEager(command));
      }
    }
    return new Request(result, slots);
  }

  /// Starts what came back, and gives back the slots for what did not.
  void settle(Request request, List<PollActivityTaskQueueResponse> tasks) {
    tasks.forEach(start);
    for (int i = tasks.size(); i < request.slots; i++) {
      releaseSlot.run();
    }
  }

  private static boolean wantsEager(Command command) {
    return command.getCommandType() == CommandType.COMMAND_TYPE_SCHEDULE_ACTIVITY_TASK
        && command.getScheduleActivityTaskCommandAttributes().getRequestEagerExecution();
  }

  private boolean isOwnQueue(Command command) {
    String queue = command.getScheduleActivityTaskCommandAttributes().getTaskQueue().getName();
    return queue.isEmpty() || queue.equals(taskQueue);
  }

  private static Command withoutEager(Command command) {
    var changed = command.toBuilder();
    changed.getScheduleActivityTaskCommandAttributesBuilder().setRequestEagerExecution(false);
    return changed.build();
  }
}
