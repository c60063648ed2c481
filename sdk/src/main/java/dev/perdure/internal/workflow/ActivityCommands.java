package dev.perdure.internal.workflow;

import dev.perdure.converter.ActivitySerializationContext;
import dev.perdure.converter.DataConverter;
import dev.perdure.internal.wire.Wire;
import dev.perdure.worker.WorkflowOutboundCalls.StartActivityInput;
import dev.perdure.workflow.ActivityOptions;
import io.temporal.api.command.v1.ScheduleActivityTaskCommandAttributes;
import io.temporal.api.common.v1.ActivityType;
import io.temporal.api.common.v1.Header;
import io.temporal.api.taskqueue.v1.TaskQueue;

/// Writes the command that schedules an activity.
final class ActivityCommands {
  private ActivityCommands() {}

  /// The converter for the values of an activity.
  static DataConverter converter(RunContext run, StartActivityInput input) {
    ActivityOptions options = input.options();
    return run.settings
        .converter()
        .withContext(
            new ActivitySerializationContext(
                run.settings.namespace(),
                run.workflowId,
                run.started.getWorkflowType().getName(),
                input.activityType(),
                options.activityId(),
                options.taskQueue() == null ? ownQueue(run) : options.taskQueue(),
                false));
  }

  static ScheduleActivityTaskCommandAttributes.Builder attributes(
      RunContext run, DataConverter converter, StartActivityInput input) {
    ActivityOptions options = input.options();
    var result =
        ScheduleActivityTaskCommandAttributes.newBuilder()
            .setActivityType(ActivityType.newBuilder().setName(input.activityType()));
    if (options.activityId() != null) {
      result.setActivityId(options.activityId());
    }
    if (run.replaying) {
      return result; // only the type and the id are compared with the history
    }
    if (!input.arguments().isEmpty()) {
      result.setInput(converter.encodeList(input.arguments()));
    }
    if (!input.headers().isEmpty()) {
      result.setHeader(Header.newBuilder().putAllFields(input.headers()));
    }
    String queue = options.taskQueue() == null ? ownQueue(run) : options.taskQueue();
    result
        .setTaskQueue(TaskQueue.newBuilder().setName(queue))
        .setUseWorkflowBuildId(run.staysCompatible(options.versioningIntent(), queue))
        .setRequestEagerExecution(options.eagerExecution());
    Wire.ifSet(options.startToCloseTimeout(), result::setStartToCloseTimeout);
    Wire.ifSet(options.scheduleToCloseTimeout(), result::setScheduleToCloseTimeout);
    Wire.ifSet(options.scheduleToStartTimeout(), result::setScheduleToStartTimeout);
    Wire.ifSet(options.heartbeatTimeout(), result::setHeartbeatTimeout);
    if (options.retryPolicy() != null) {
      result.setRetryPolicy(Wire.retryPolicy(options.retryPolicy()));
    }
    if (options.priority() != null) {
      result.setPriority(Wire.priority(options.priority()));
    }
    return result;
  }

  private static String ownQueue(RunContext run) {
    return run.started.getTaskQueue().getName();
  }
}
