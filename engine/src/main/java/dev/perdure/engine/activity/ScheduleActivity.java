package dev.perdure.engine.activity;

import dev.perdure.engine.EngineLimits;
import dev.perdure.engine.decision.CommandFailure;
import dev.perdure.engine.decision.CommandScope;
import dev.perdure.engine.decision.QueueNames;
import dev.perdure.engine.decision.TaskPriority;
import dev.perdure.engine.retry.RetryPolicies;
import dev.perdure.engine.state.Times;
import io.temporal.api.command.v1.Command;
import io.temporal.api.command.v1.ScheduleActivityTaskCommandAttributes;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.TaskQueueKind;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.history.v1.ActivityTaskScheduledEventAttributes;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The command to schedule an activity.
public final class ScheduleActivity {
  private ScheduleActivity() {}

  public static @Nullable CommandFailure apply(CommandScope scope, Command command) {
    var attributes = command.getScheduleActivityTaskCommandAttributes();
    var problem = problem(attributes, scope.draft().limits());
    if (problem != null) {
      return new CommandFailure(
          WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_BAD_SCHEDULE_ACTIVITY_ATTRIBUTES,
          problem);
    }
    if (attributes.getInput().getSerializedSize() > scope.draft().limits().blobBytes()) {
      return new CommandFailure(
          WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_BAD_SCHEDULE_ACTIVITY_ATTRIBUTES,
          "ScheduleActivityTaskCommandAttributes.Input exceeds size limit.",
          true);
    }
    int limit = scope.draft().limits().pendingActivities();
    if (scope.run().activities().size() >= limit) {
      return new CommandFailure(
          WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_PENDING_ACTIVITIES_LIMIT_EXCEEDED,
          "the number of pending activities, %d, has reached the per-workflow limit of %d"
              .formatted(scope.run().activities().size(), limit));
    }
    if (scope.run().activity(attributes.getActivityId()) != null) {
      return new CommandFailure(
          WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_SCHEDULE_ACTIVITY_DUPLICATE_ID,
          "an activity with this id is pending, ActivityID: " + attributes.getActivityId());
    }
    var event =
        scope.emit(
            CommandScope.event(EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED, command)
                .setActivityTaskScheduledEventAttributes(scheduled(scope, attributes)));
    if (attributes.getRequestEagerExecution()
        && attributes.getTaskQueue().getName().equals(scope.run().taskQueue())) {
      scope.eagerActivities().add(event.getEventId());
    }
    return null;
  }

  /// What is wrong with an activity's options, null if nothing is.
  static @Nullable String problem(
      ScheduleActivityTaskCommandAttributes attributes, EngineLimits limits) {
    var queue = attributes.getTaskQueue().getName();
    var id = attributes.getActivityId();
    var type = attributes.getActivityType().getName();
    if (queue.isEmpty()) {
      return "taskQueue is not set";
    }
    var named = QueueNames.problem(queue, limits);
    if (named != null) {
      return named;
    }
    if (id.isEmpty()) {
      return "activityId is not set";
    }
    if (type.isEmpty()) {
      return "activityType is not set";
    }
    if (limits.isTooLong(id)) {
      return "activityId exceeds length limit." + length(id, limits);
    }
    if (limits.isTooLong(type)) {
      return "activityType exceeds length limit." + length(type, limits);
    }
    var priority = TaskPriority.problem(attributes.getPriority());
    if (priority != null) {
      return "invalid priorities: " + priority;
    }
    var timeout = timeoutProblem(attributes);
    if (timeout != null) {
      return timeout;
    }
    return attributes.hasRetryPolicy() ? RetryPolicies.problem(attributes.getRetryPolicy()) : null;
  }

  private static String length(String name, EngineLimits limits) {
    return " Length=%d Limit=%d".formatted(EngineLimits.length(name), limits.idLength());
  }

  private static @Nullable String timeoutProblem(ScheduleActivityTaskCommandAttributes attributes) {
    if (Times.duration(attributes.getScheduleToCloseTimeout()).isNegative()) {
      return "invalid ScheduleToCloseTimeout: negative duration";
    }
    if (Times.duration(attributes.getScheduleToStartTimeout()).isNegative()) {
      return "invalid ScheduleToStartTimeout: negative duration";
    }
    if (Times.duration(attributes.getStartToCloseTimeout()).isNegative()) {
      return "invalid StartToCloseTimeout: negative duration";
    }
    if (Times.duration(attributes.getHeartbeatTimeout()).isNegative()) {
      return "invalid HeartbeatTimeout: negative duration";
    }
    if (Times.duration(attributes.getScheduleToCloseTimeout()).isZero()
        && Times.duration(attributes.getStartToCloseTimeout()).isZero()) {
      return ("a valid StartToCloseTimeout or ScheduleToCloseTimeout must be set on the activity."
              + " ActivityId=%s ActivityType=%s")
          .formatted(attributes.getActivityId(), attributes.getActivityType().getName());
    }
    return null;
  }

  /// The event, with every timeout that follows from the others filled in.
  @SuppressWarnings("deprecation") // Readers of histories look for the deprecated field.
  private static ActivityTaskScheduledEventAttributes scheduled(
      CommandScope scope, ScheduleActivityTaskCommandAttributes attributes) {
    var runTimeout = scope.run().runTimeout();
    var scheduleToClose = Times.duration(attributes.getScheduleToCloseTimeout());
    var scheduleToStart = Times.duration(attributes.getScheduleToStartTimeout());
    var startToClose = Times.duration(attributes.getStartToCloseTimeout());
    if (scheduleToClose.isZero()) {
      scheduleToClose = runTimeout;
    }
    scheduleToClose = Times.shorter(scheduleToClose, runTimeout);
    scheduleToStart = Times.shorter(scheduleToStart, scheduleToClose);
    startToClose = Times.shorter(startToClose, scheduleToClose);
    Duration heartbeat = Times.duration(attributes.getHeartbeatTimeout());
    if (!heartbeat.isZero()) {
      heartbeat = Times.shorter(heartbeat, startToClose);
    }
    var queue = attributes.getTaskQueue();
    if (queue.getKind() == TaskQueueKind.TASK_QUEUE_KIND_UNSPECIFIED) {
      queue = queue.toBuilder().setKind(TaskQueueKind.TASK_QUEUE_KIND_NORMAL).build();
    }
    var scheduled =
        ActivityTaskScheduledEventAttributes.newBuilder()
            .setActivityId(attributes.getActivityId())
            .setActivityType(attributes.getActivityType())
            .setTaskQueue(queue)
            .setScheduleToCloseTimeout(Times.proto(scheduleToClose))
            .setScheduleToStartTimeout(Times.proto(scheduleToStart))
            .setStartToCloseTimeout(Times.proto(startToClose))
            .setHeartbeatTimeout(Times.proto(heartbeat))
            .setWorkflowTaskCompletedEventId(scope.completedEventId())
            .setRetryPolicy(RetryPolicies.withDefaults(attributes.getRetryPolicy()))
            .setUseWorkflowBuildId(attributes.getUseWorkflowBuildId());
    if (attributes.hasHeader()) {
      scheduled.setHeader(attributes.getHeader());
    }
    if (attributes.hasInput()) {
      scheduled.setInput(attributes.getInput());
    }
    if (attributes.hasPriority()) {
      scheduled.setPriority(attributes.getPriority());
    }
    return scheduled.build();
  }
}
