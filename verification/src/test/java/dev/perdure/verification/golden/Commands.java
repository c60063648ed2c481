package dev.perdure.verification.golden;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import io.temporal.api.command.v1.CancelTimerCommandAttributes;
import io.temporal.api.command.v1.CancelWorkflowExecutionCommandAttributes;
import io.temporal.api.command.v1.Command;
import io.temporal.api.command.v1.CompleteWorkflowExecutionCommandAttributes;
import io.temporal.api.command.v1.ContinueAsNewWorkflowExecutionCommandAttributes;
import io.temporal.api.command.v1.FailWorkflowExecutionCommandAttributes;
import io.temporal.api.command.v1.ModifyWorkflowPropertiesCommandAttributes;
import io.temporal.api.command.v1.ProtocolMessageCommandAttributes;
import io.temporal.api.command.v1.RecordMarkerCommandAttributes;
import io.temporal.api.command.v1.RequestCancelActivityTaskCommandAttributes;
import io.temporal.api.command.v1.RequestCancelExternalWorkflowExecutionCommandAttributes;
import io.temporal.api.command.v1.ScheduleActivityTaskCommandAttributes;
import io.temporal.api.command.v1.SignalExternalWorkflowExecutionCommandAttributes;
import io.temporal.api.command.v1.StartChildWorkflowExecutionCommandAttributes;
import io.temporal.api.command.v1.StartTimerCommandAttributes;
import io.temporal.api.command.v1.UpsertWorkflowSearchAttributesCommandAttributes;
import io.temporal.api.common.v1.ActivityType;
import io.temporal.api.common.v1.Memo;
import io.temporal.api.common.v1.RetryPolicy;
import io.temporal.api.common.v1.SearchAttributes;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.api.taskqueue.v1.TaskQueue;
import java.util.function.Consumer;

/// The commands that programs give, in their plainest form.
final class Commands {
  private Commands() {}

  static Command activity(Stage stage, String id) {
    return activity(stage, id, _ -> {});
  }

  /// An activity that has ten seconds and is tried twice.
  static Command activity(
      Stage stage, String id, Consumer<ScheduleActivityTaskCommandAttributes.Builder> options) {
    var attributes =
        ScheduleActivityTaskCommandAttributes.newBuilder()
            .setActivityId(id)
            .setActivityType(ActivityType.newBuilder().setName("Act"))
            .setTaskQueue(stage.queue())
            .setInput(Stage.payloads(id))
            .setStartToCloseTimeout(seconds(10))
            .setRetryPolicy(
                RetryPolicy.newBuilder()
                    .setInitialInterval(Durations.fromMillis(1))
                    .setMaximumAttempts(2));
    options.accept(attributes);
    return of(CommandType.COMMAND_TYPE_SCHEDULE_ACTIVITY_TASK)
        .setScheduleActivityTaskCommandAttributes(attributes)
        .build();
  }

  static Command cancelActivity(long scheduledEventId) {
    return of(CommandType.COMMAND_TYPE_REQUEST_CANCEL_ACTIVITY_TASK)
        .setRequestCancelActivityTaskCommandAttributes(
            RequestCancelActivityTaskCommandAttributes.newBuilder()
                .setScheduledEventId(scheduledEventId))
        .build();
  }

  static Command timer(String id, long millis) {
    return of(CommandType.COMMAND_TYPE_START_TIMER)
        .setStartTimerCommandAttributes(
            StartTimerCommandAttributes.newBuilder()
                .setTimerId(id)
                .setStartToFireTimeout(Durations.fromMillis(millis)))
        .build();
  }

  static Command cancelTimer(String id) {
    return of(CommandType.COMMAND_TYPE_CANCEL_TIMER)
        .setCancelTimerCommandAttributes(CancelTimerCommandAttributes.newBuilder().setTimerId(id))
        .build();
  }

  static Command completeWorkflow() {
    return of(CommandType.COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION)
        .setCompleteWorkflowExecutionCommandAttributes(
            CompleteWorkflowExecutionCommandAttributes.newBuilder()
                .setResult(Stage.payloads("result")))
        .build();
  }

  static Command failWorkflow() {
    return of(CommandType.COMMAND_TYPE_FAIL_WORKFLOW_EXECUTION)
        .setFailWorkflowExecutionCommandAttributes(
            FailWorkflowExecutionCommandAttributes.newBuilder()
                .setFailure(Stage.failure("no good")))
        .build();
  }

  static Command cancelWorkflow() {
    return of(CommandType.COMMAND_TYPE_CANCEL_WORKFLOW_EXECUTION)
        .setCancelWorkflowExecutionCommandAttributes(
            CancelWorkflowExecutionCommandAttributes.newBuilder()
                .setDetails(Stage.payloads("canceled")))
        .build();
  }

  static Command continueAsNew() {
    return of(CommandType.COMMAND_TYPE_CONTINUE_AS_NEW_WORKFLOW_EXECUTION)
        .setContinueAsNewWorkflowExecutionCommandAttributes(
            ContinueAsNewWorkflowExecutionCommandAttributes.newBuilder()
                .setInput(Stage.payloads("next")))
        .build();
  }

  static Command marker(String name) {
    return of(CommandType.COMMAND_TYPE_RECORD_MARKER)
        .setRecordMarkerCommandAttributes(
            RecordMarkerCommandAttributes.newBuilder()
                .setMarkerName(name)
                .putDetails("data", Stage.payloads(name)))
        .build();
  }

  static Command searchAttributes(SearchAttributes attributes) {
    return of(CommandType.COMMAND_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES)
        .setUpsertWorkflowSearchAttributesCommandAttributes(
            UpsertWorkflowSearchAttributesCommandAttributes.newBuilder()
                .setSearchAttributes(attributes))
        .build();
  }

  static Command memo(String key) {
    return of(CommandType.COMMAND_TYPE_MODIFY_WORKFLOW_PROPERTIES)
        .setModifyWorkflowPropertiesCommandAttributes(
            ModifyWorkflowPropertiesCommandAttributes.newBuilder()
                .setUpsertedMemo(Memo.newBuilder().putFields(key, Stage.payload("upserted"))))
        .build();
  }

  /// A child with a task queue of its own, so that the program plays parent and child apart.
  static Command child(Stage stage, String workflowId) {
    return child(stage, workflowId, ParentClosePolicy.PARENT_CLOSE_POLICY_UNSPECIFIED, _ -> {});
  }

  static Command child(
      Stage stage,
      String workflowId,
      ParentClosePolicy policy,
      Consumer<StartChildWorkflowExecutionCommandAttributes.Builder> options) {
    var attributes =
        StartChildWorkflowExecutionCommandAttributes.newBuilder()
            .setWorkflowId(workflowId)
            .setWorkflowType(WorkflowType.newBuilder().setName("Child"))
            .setTaskQueue(childQueue(stage))
            .setInput(Stage.payloads("for the child"))
            .setParentClosePolicy(policy);
    options.accept(attributes);
    return of(CommandType.COMMAND_TYPE_START_CHILD_WORKFLOW_EXECUTION)
        .setStartChildWorkflowExecutionCommandAttributes(attributes)
        .build();
  }

  static TaskQueue childQueue(Stage stage) {
    return stage.queue().toBuilder().setName(stage.name() + "-children").build();
  }

  static Command signalExternal(String workflowId, boolean childOnly) {
    return of(CommandType.COMMAND_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION)
        .setSignalExternalWorkflowExecutionCommandAttributes(
            SignalExternalWorkflowExecutionCommandAttributes.newBuilder()
                .setExecution(WorkflowExecution.newBuilder().setWorkflowId(workflowId))
                .setSignalName("from outside")
                .setInput(Stage.payloads("hello"))
                .setChildWorkflowOnly(childOnly))
        .build();
  }

  static Command cancelExternal(String workflowId, boolean childOnly) {
    return of(CommandType.COMMAND_TYPE_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION)
        .setRequestCancelExternalWorkflowExecutionCommandAttributes(
            RequestCancelExternalWorkflowExecutionCommandAttributes.newBuilder()
                .setWorkflowId(workflowId)
                .setReason("enough")
                .setChildWorkflowOnly(childOnly))
        .build();
  }

  static Command message(String id) {
    return of(CommandType.COMMAND_TYPE_PROTOCOL_MESSAGE)
        .setProtocolMessageCommandAttributes(
            ProtocolMessageCommandAttributes.newBuilder().setMessageId(id))
        .build();
  }

  private static Command.Builder of(CommandType type) {
    return Command.newBuilder().setCommandType(type);
  }

  private static Duration seconds(long seconds) {
    return Durations.fromSeconds(seconds);
  }
}
