package dev.perdure.engine.activity;

import com.google.protobuf.FieldMask;
import dev.perdure.engine.EngineLimits;
import dev.perdure.engine.retry.RetryPolicies;
import dev.perdure.engine.state.PendingActivity;
import dev.perdure.engine.state.Times;
import io.temporal.api.activity.v1.ActivityOptions;
import io.temporal.api.command.v1.ScheduleActivityTaskCommandAttributes;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An activity's options after a change of some of their fields.
sealed interface OptionsChange {
  record Changed(ActivityOptions options) implements OptionsChange {}

  record Invalid(String problem) implements OptionsChange {}

  /// Takes the fields that the mask names from `from`.
  static OptionsChange of(
      PendingActivity activity, ActivityOptions from, FieldMask mask, EngineLimits limits) {
    var fields = fields(mask);
    var missing = missing(from, fields);
    if (missing != null) {
      return new Invalid(missing + " is not provided");
    }
    var options = activity.options().toBuilder();
    merge(options, from, fields);
    mergePriority(options, from, fields);
    mergeRetryPolicy(options, from, fields);
    if (fields.stream().anyMatch(field -> field.startsWith("retrypolicy"))) {
      var problem = RetryPolicies.problem(options.getRetryPolicy());
      if (problem != null) {
        return new Invalid(problem);
      }
    }
    var problem = ScheduleActivity.problem(attributes(activity, options), limits);
    return problem == null ? new Changed(withTimeouts(options)) : new Invalid(problem);
  }

  /// The mask's paths without case and underscores: clients write them in either style.
  private static Set<String> fields(FieldMask mask) {
    var fields = new HashSet<String>();
    for (var path : mask.getPathsList()) {
      fields.add(path.replace("_", "").toLowerCase(Locale.ROOT));
    }
    return fields;
  }

  private static @Nullable String missing(ActivityOptions from, Set<String> fields) {
    if (fields.contains("taskqueue.name") && !from.hasTaskQueue()) {
      return "TaskQueue";
    }
    for (var field : fields) {
      if (field.startsWith("priority.") && !from.hasPriority()) {
        return "Priority";
      }
      if (field.startsWith("retrypolicy") && !from.hasRetryPolicy()) {
        return "RetryPolicy";
      }
    }
    return null;
  }

  private static void merge(
      ActivityOptions.Builder into, ActivityOptions from, Set<String> fields) {
    if (fields.contains("taskqueue.name")) {
      into.getTaskQueueBuilder().setName(from.getTaskQueue().getName());
    }
    if (fields.contains("scheduletoclosetimeout")) {
      into.setScheduleToCloseTimeout(from.getScheduleToCloseTimeout());
    }
    if (fields.contains("scheduletostarttimeout")) {
      into.setScheduleToStartTimeout(from.getScheduleToStartTimeout());
    }
    if (fields.contains("starttoclosetimeout")) {
      into.setStartToCloseTimeout(from.getStartToCloseTimeout());
    }
    if (fields.contains("heartbeattimeout")) {
      into.setHeartbeatTimeout(from.getHeartbeatTimeout());
    }
  }

  private static void mergePriority(
      ActivityOptions.Builder into, ActivityOptions from, Set<String> fields) {
    var priority = from.getPriority();
    if (fields.contains("priority")) {
      if (from.hasPriority()) {
        into.setPriority(priority);
      } else {
        into.clearPriority();
      }
    }
    if (fields.contains("priority.prioritykey")) {
      into.getPriorityBuilder().setPriorityKey(priority.getPriorityKey());
    }
    if (fields.contains("priority.fairnesskey")) {
      into.getPriorityBuilder().setFairnessKey(priority.getFairnessKey());
    }
    if (fields.contains("priority.fairnessweight")) {
      into.getPriorityBuilder().setFairnessWeight(priority.getFairnessWeight());
    }
  }

  private static void mergeRetryPolicy(
      ActivityOptions.Builder into, ActivityOptions from, Set<String> fields) {
    var policy = from.getRetryPolicy();
    if (fields.contains("retrypolicy")) {
      into.setRetryPolicy(policy);
    }
    var merged = into.getRetryPolicyBuilder();
    if (fields.contains("retrypolicy.initialinterval")) {
      merged.setInitialInterval(policy.getInitialInterval());
    }
    if (fields.contains("retrypolicy.backoffcoefficient")) {
      merged.setBackoffCoefficient(policy.getBackoffCoefficient());
    }
    if (fields.contains("retrypolicy.maximuminterval")) {
      merged.setMaximumInterval(policy.getMaximumInterval());
    }
    if (fields.contains("retrypolicy.maximumattempts")) {
      merged.setMaximumAttempts(policy.getMaximumAttempts());
    }
  }

  private static ScheduleActivityTaskCommandAttributes attributes(
      PendingActivity activity, ActivityOptions.Builder options) {
    return ScheduleActivityTaskCommandAttributes.newBuilder()
        .setActivityId(activity.activityId())
        .setActivityType(activity.scheduled().getActivityType())
        .setTaskQueue(options.getTaskQueue())
        .setScheduleToCloseTimeout(options.getScheduleToCloseTimeout())
        .setScheduleToStartTimeout(options.getScheduleToStartTimeout())
        .setStartToCloseTimeout(options.getStartToCloseTimeout())
        .setHeartbeatTimeout(options.getHeartbeatTimeout())
        .build();
  }

  /// No timeout reaches beyond the one that surrounds it, and the retry policy is whole.
  private static ActivityOptions withTimeouts(ActivityOptions.Builder options) {
    var scheduleToClose = Times.duration(options.getScheduleToCloseTimeout());
    var startToClose =
        Times.shorter(Times.duration(options.getStartToCloseTimeout()), scheduleToClose);
    Duration heartbeat = Times.duration(options.getHeartbeatTimeout());
    return options
        .setScheduleToStartTimeout(
            Times.proto(
                Times.shorter(
                    Times.duration(options.getScheduleToStartTimeout()), scheduleToClose)))
        .setStartToCloseTimeout(Times.proto(startToClose))
        .setHeartbeatTimeout(
            Times.proto(heartbeat.isZero() ? heartbeat : Times.shorter(heartbeat, startToClose)))
        .setRetryPolicy(RetryPolicies.withDefaults(options.getRetryPolicy()))
        .build();
  }
}
