package dev.perdure.internal.worker;

import dev.perdure.internal.worker.Slots.Slot;
import io.temporal.api.command.v1.Command;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Activities that come back with the answer to the workflow task that scheduled them, and so need
/// no poll. A slot is set aside for each before the server is asked for it.
final class EagerActivities {
  private final String taskQueue;
  private final int limit;
  private final Supplier<@Nullable Slot> trySlot;
  private final Consumer<Slot> releaseUnused;
  private final BiConsumer<PollActivityTaskQueueResponse, Slot> start;

  /// @param limit how many a workflow task may ask for
  /// @param trySlot sets a slot aside if there is one
  /// @param releaseUnused gives one back
  /// @param start starts an activity in a slot that was set aside
  EagerActivities(
      String taskQueue,
      int limit,
      Supplier<@Nullable Slot> trySlot,
      Consumer<Slot> releaseUnused,
      BiConsumer<PollActivityTaskQueueResponse, Slot> start) {
    this.taskQueue = taskQueue;
    this.limit = limit;
    this.trySlot = trySlot;
    this.releaseUnused = releaseUnused;
    this.start = start;
  }

  /// Commands as they are sent, and the slots that were set aside for them.
  record Request(List<Command> commands, List<Slot> slots) {}

  /// Sets slots aside for the activities that may be eager, and withdraws that from the rest.
  Request prepare(List<Command> commands) {
    List<Command> result = new ArrayList<>(commands.size());
    List<Slot> slots = new ArrayList<>(0);
    for (Command command : commands) {
      if (!wantsEager(command)) {
        result.add(command);
        continue;
      }
      Slot slot = slots.size() < limit && isOwnQueue(command) ? trySlot.get() : null;
      if (slot == null) {
        result.add(withoutEager(command));
      } else {
        result.add(command);
        slots.add(slot);
      }
    }
    return new Request(result, slots);
  }

  /// Starts what came back, and gives back the slots for what did not.
  void settle(Request request, List<PollActivityTaskQueueResponse> tasks) {
    for (int i = 0; i < request.slots.size(); i++) {
      Slot slot = request.slots.get(i);
      if (i < tasks.size()) {
        start.accept(tasks.get(i), slot);
      } else {
        releaseUnused.accept(slot);
      }
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
