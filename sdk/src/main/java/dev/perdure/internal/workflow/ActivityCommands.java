package dev.perdure.internal.workflow;

import dev.perdure.converter.ActivitySerializationContext;
import dev.perdure.converter.DataConverter;
import dev.perdure.internal.wire.Wire;
import dev.perdure.worker.WorkflowOutboundCalls.StartActivityInput;
import dev.perdure.workflow.ActivityOptions;
import io.temporal.api.command.v1.ScheduleActivityTaskCommandAttributes;
import io.temporal.api.common.v1.ActivityType;
import io.temporal.api.common.v1.Header;
import io.temporal.api.sdk.v1.UserMetadata;
import io.temporal.api.taskqueue.v1.TaskQueue;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
    set(options.startToCloseTimeout(), result::setStartToCloseTimeout);
    set(options.scheduleToCloseTimeout(), result::setScheduleToCloseTimeout);
    set(options.scheduleToStartTimeout(), result::setScheduleToStartTimeout);
    set(options.heartbeatTimeout(), result::setHeartbeatTimeout);
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

  static void set(@Nullable Duration duration, Consumer<com.google.protobuf.Duration> field) {
    if (duration != null) {
      field.accept(Wire.duration(duration));
    }
  }

  /// What user interfaces show; null for nothing.
  static @Nullable UserMetadata metadata(RunContext run, ActivityOptions options) {
    return run.metadata(options.summary());
  }
}
