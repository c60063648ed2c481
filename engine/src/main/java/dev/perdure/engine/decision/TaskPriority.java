package dev.perdure.engine.decision;

import dev.perdure.engine.EngineLimits;
import dev.perdure.engine.state.PendingActivity;
import dev.perdure.engine.state.RunState;
import io.temporal.api.common.v1.Priority;
import org.jspecify.annotations.Nullable;

/// How urgent a task is among those that wait in the same queue.
///
/// @param key from 1, the most urgent; 0 stands for the default, which queues define
/// @param fairnessKey tasks of one key get their turns one after the other, beside those of others
/// @param fairnessWeight how many turns this key gets for one of a key of weight 1; 0 for 1
public record TaskPriority(int key, String fairnessKey, float fairnessWeight) {
  public static final TaskPriority DEFAULT = new TaskPriority(0, "", 0);

  /// The longest fairness key, in bytes of UTF-8.
  private static final int LONGEST_KEY = 64;

  /// What is wrong with a priority, null if nothing is.
  public static @Nullable String problem(Priority priority) {
    if (priority.getPriorityKey() < 0) {
      return "priority key can't be negative";
    }
    if (EngineLimits.length(priority.getFairnessKey()) > LONGEST_KEY) {
      return "fairness key length exceeds limit";
    }
    return priority.getFairnessWeight() < 0 ? "must be greater than zero" : null;
  }

  /// The priority of a run's workflow tasks.
  public static TaskPriority of(RunState run) {
    return of(run.priority());
  }

  /// The priority of an activity's tasks: what it does not say itself, its run says.
  public static TaskPriority of(RunState run, PendingActivity activity) {
    return of(merged(run, activity));
  }

  /// An activity's priority in the protocol's form.
  public static Priority merged(RunState run, PendingActivity activity) {
    var base = run.priority();
    if (!activity.scheduled().hasPriority()) {
      return base;
    }
    var own = activity.scheduled().getPriority();
    return Priority.newBuilder()
        .setPriorityKey(own.getPriorityKey() != 0 ? own.getPriorityKey() : base.getPriorityKey())
        .setFairnessKey(
            own.getFairnessKey().isEmpty() ? base.getFairnessKey() : own.getFairnessKey())
        .setFairnessWeight(
            own.getFairnessWeight() != 0 ? own.getFairnessWeight() : base.getFairnessWeight())
        .build();
  }

  private static TaskPriority of(Priority priority) {
    return priority.equals(Priority.getDefaultInstance())
        ? DEFAULT
        : new TaskPriority(
            priority.getPriorityKey(), priority.getFairnessKey(), priority.getFairnessWeight());
  }
}
