package dev.perdure.internal.workflow;

import dev.perdure.converter.ActivitySerializationContext;
import dev.perdure.converter.DataConverter;
import dev.perdure.internal.replay.LocalActivityRequest;
import dev.perdure.internal.wire.UserMetadataPayloads;
import dev.perdure.internal.wire.Wire;
import dev.perdure.worker.WorkflowOutboundCalls.StartLocalActivityInput;
import dev.perdure.workflow.LocalActivityOptions;
import io.temporal.api.command.v1.ScheduleActivityTaskCommandAttributes;
import io.temporal.api.common.v1.ActivityType;
import io.temporal.api.common.v1.Header;

/// Writes what a worker needs to run a local activity. In replay too: if the history does not say
/// how it ended, it runs again.
final class LocalActivityCommands {
  private LocalActivityCommands() {}

  /// The converter for the values of a local activity.
  static DataConverter converter(RunContext run, StartLocalActivityInput input) {
    return run.settings
        .converter()
        .withContext(
            new ActivitySerializationContext(
                run.settings.namespace(),
                run.workflowId,
                run.started.getWorkflowType().getName(),
                input.activityType(),
                input.options().activityId(),
                run.settings.taskQueue(),
                true));
  }

  static LocalActivityRequest request(
      RunContext run, DataConverter converter, StartLocalActivityInput input) {
    LocalActivityOptions options = input.options();
    var attributes =
        ScheduleActivityTaskCommandAttributes.newBuilder()
            .setActivityType(ActivityType.newBuilder().setName(input.activityType()));
    if (options.activityId() != null) {
      attributes.setActivityId(options.activityId());
    }
    if (!input.arguments().isEmpty()) {
      attributes.setInput(converter.encodeList(input.arguments()));
    }
    if (!input.headers().isEmpty()) {
      attributes.setHeader(Header.newBuilder().putAllFields(input.headers()));
    }
    Wire.ifSet(options.startToCloseTimeout(), attributes::setStartToCloseTimeout);
    Wire.ifSet(options.scheduleToCloseTimeout(), attributes::setScheduleToCloseTimeout);
    Wire.ifSet(options.scheduleToStartTimeout(), attributes::setScheduleToStartTimeout);
    if (options.retryPolicy() != null) {
      attributes.setRetryPolicy(Wire.retryPolicy(options.retryPolicy()));
    }
    return new LocalActivityRequest(
        attributes.build(),
        1,
        null,
        Wire.duration(options.localRetryThreshold()),
        options.cancellationType(),
        UserMetadataPayloads.encode(options.summary(), null, run.settings.converter()));
  }
}
