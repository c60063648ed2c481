package dev.perdure.engine.script;

import com.google.protobuf.ByteString;
import io.temporal.api.command.v1.CancelTimerCommandAttributes;
import io.temporal.api.command.v1.CancelWorkflowExecutionCommandAttributes;
import io.temporal.api.command.v1.Command;
import io.temporal.api.command.v1.CompleteWorkflowExecutionCommandAttributes;
import io.temporal.api.command.v1.ContinueAsNewWorkflowExecutionCommandAttributes;
import io.temporal.api.command.v1.FailWorkflowExecutionCommandAttributes;
import io.temporal.api.command.v1.ModifyWorkflowPropertiesCommandAttributes;
import io.temporal.api.command.v1.RecordMarkerCommandAttributes;
import io.temporal.api.command.v1.RequestCancelActivityTaskCommandAttributes;
import io.temporal.api.command.v1.ScheduleActivityTaskCommandAttributes;
import io.temporal.api.command.v1.StartTimerCommandAttributes;
import io.temporal.api.command.v1.UpsertWorkflowSearchAttributesCommandAttributes;
import io.temporal.api.common.v1.ActivityType;
import io.temporal.api.common.v1.Memo;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.common.v1.Priority;
import io.temporal.api.common.v1.RetryPolicy;
import io.temporal.api.common.v1.SearchAttributes;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.failure.v1.ApplicationFailureInfo;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.taskqueue.v1.TaskQueue;

/// Commands, policies and payloads, from the words of a script.
final class CommandLine {
  private CommandLine() {}

  static Command command(Line line) {
    return switch (line.word()) {
      case "schedule-activity" ->
          of(CommandType.COMMAND_TYPE_SCHEDULE_ACTIVITY_TASK)
              .setScheduleActivityTaskCommandAttributes(activity(line))
              .build();
      case "request-cancel-activity" ->
          of(CommandType.COMMAND_TYPE_REQUEST_CANCEL_ACTIVITY_TASK)
              .setRequestCancelActivityTaskCommandAttributes(
                  RequestCancelActivityTaskCommandAttributes.newBuilder()
                      .setScheduledEventId(Long.parseLong(line.argument(0))))
              .build();
      case "start-timer" -> {
        var timer = StartTimerCommandAttributes.newBuilder().setTimerId(line.argument(0));
        var fire = line.duration("in");
        if (fire != null) {
          timer.setStartToFireTimeout(fire);
        }
        yield of(CommandType.COMMAND_TYPE_START_TIMER)
            .setStartTimerCommandAttributes(timer)
            .build();
      }
      case "cancel-timer" ->
          of(CommandType.COMMAND_TYPE_CANCEL_TIMER)
              .setCancelTimerCommandAttributes(
                  CancelTimerCommandAttributes.newBuilder().setTimerId(line.argument(0)))
              .build();
      case "complete" ->
          of(CommandType.COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION)
              .setCompleteWorkflowExecutionCommandAttributes(
                  CompleteWorkflowExecutionCommandAttributes.newBuilder()
                      .setResult(payloads(line.argument(0))))
              .build();
      case "fail" ->
          of(CommandType.COMMAND_TYPE_FAIL_WORKFLOW_EXECUTION)
              .setFailWorkflowExecutionCommandAttributes(
                  FailWorkflowExecutionCommandAttributes.newBuilder().setFailure(failure(line)))
              .build();
      case "cancel" ->
          of(CommandType.COMMAND_TYPE_CANCEL_WORKFLOW_EXECUTION)
              .setCancelWorkflowExecutionCommandAttributes(
                  CancelWorkflowExecutionCommandAttributes.getDefaultInstance())
              .build();
      case "continue-as-new" ->
          of(CommandType.COMMAND_TYPE_CONTINUE_AS_NEW_WORKFLOW_EXECUTION)
              .setContinueAsNewWorkflowExecutionCommandAttributes(continuation(line))
              .build();
      case "start-child", "signal-external", "cancel-external" -> OthersLine.command(line);
      default -> property(line);
    };
  }

  private static Command property(Line line) {
    return switch (line.word()) {
      case "record-marker" ->
          of(CommandType.COMMAND_TYPE_RECORD_MARKER)
              .setRecordMarkerCommandAttributes(
                  RecordMarkerCommandAttributes.newBuilder().setMarkerName(line.argument(0)))
              .build();
      case "upsert-search-attribute" ->
          of(CommandType.COMMAND_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES)
              .setUpsertWorkflowSearchAttributesCommandAttributes(
                  UpsertWorkflowSearchAttributesCommandAttributes.newBuilder()
                      .setSearchAttributes(
                          SearchAttributes.newBuilder()
                              .putIndexedFields(
                                  line.argument(0), payloads(line.argument(1)).getPayloads(0))))
              .build();
      case "modify-memo" ->
          of(CommandType.COMMAND_TYPE_MODIFY_WORKFLOW_PROPERTIES)
              .setModifyWorkflowPropertiesCommandAttributes(
                  ModifyWorkflowPropertiesCommandAttributes.newBuilder()
                      .setUpsertedMemo(
                          Memo.newBuilder().putFields(line.argument(0), payload(line.argument(1)))))
              .build();
      case "type" -> of(CommandType.valueOf("COMMAND_TYPE_" + line.argument(0))).build();
      case "unknown" -> Command.newBuilder().setCommandTypeValue(99).build();
      default -> throw new IllegalArgumentException("command " + line.word());
    };
  }

  private static ContinueAsNewWorkflowExecutionCommandAttributes.Builder continuation(Line line) {
    var attributes =
        ContinueAsNewWorkflowExecutionCommandAttributes.newBuilder()
            .setInput(payloads(line.argument(0)))
            .setCronSchedule(line.option("cron").replace('_', ' '));
    if (line.has("attempts")) {
      attributes.setRetryPolicy(retryPolicy(line));
    }
    if (line.has("attribute")) {
      attributes.setSearchAttributes(attribute(line.option("attribute")));
    }
    if (line.has("queue")) {
      attributes.setTaskQueue(TaskQueue.newBuilder().setName(line.option("queue")));
    }
    return attributes;
  }

  /// `Name:value`.
  static SearchAttributes attribute(String text) {
    int colon = text.indexOf(':');
    return SearchAttributes.newBuilder()
        .putIndexedFields(text.substring(0, colon), payload(text.substring(colon + 1)))
        .build();
  }

  private static ScheduleActivityTaskCommandAttributes.Builder activity(Line line) {
    var id = line.argument(0);
    var attributes =
        ScheduleActivityTaskCommandAttributes.newBuilder()
            .setActivityId(id)
            .setActivityType(ActivityType.newBuilder().setName(line.option("type", "Act")))
            .setTaskQueue(TaskQueue.newBuilder().setName(line.option("queue", "q")))
            .setRequestEagerExecution(line.has("eager"));
    var startToClose = line.duration("start-to-close");
    if (startToClose != null) {
      attributes.setStartToCloseTimeout(startToClose);
    }
    var scheduleToClose = line.duration("schedule-to-close");
    if (scheduleToClose != null) {
      attributes.setScheduleToCloseTimeout(scheduleToClose);
    }
    var scheduleToStart = line.duration("schedule-to-start");
    if (scheduleToStart != null) {
      attributes.setScheduleToStartTimeout(scheduleToStart);
    }
    var heartbeat = line.duration("heartbeat");
    if (heartbeat != null) {
      attributes.setHeartbeatTimeout(heartbeat);
    }
    if (line.has("attempts") || line.has("interval") || line.has("coefficient")) {
      attributes.setRetryPolicy(retryPolicy(line));
    }
    if (line.has("priority")) {
      attributes.setPriority(priority(line));
    }
    return attributes;
  }

  static Priority priority(Line line) {
    return Priority.newBuilder().setPriorityKey(Integer.parseInt(line.option("priority"))).build();
  }

  static RetryPolicy retryPolicy(Line line) {
    var policy =
        RetryPolicy.newBuilder()
            .setMaximumAttempts(Integer.parseInt(line.option("attempts", "0")))
            .setBackoffCoefficient(Double.parseDouble(line.option("coefficient", "0")));
    var interval = line.duration("interval");
    if (interval != null) {
      policy.setInitialInterval(interval);
    }
    return policy.build();
  }

  static Failure failure(Line line) {
    var info =
        ApplicationFailureInfo.newBuilder()
            .setType(line.option("type", "Error"))
            .setNonRetryable(line.has("non-retryable"));
    var delay = line.duration("next-retry");
    if (delay != null) {
      info.setNextRetryDelay(delay);
    }
    return Failure.newBuilder()
        .setMessage(line.option("message", "oh"))
        .setApplicationFailureInfo(info)
        .build();
  }

  static Payload payload(String text) {
    return Payload.newBuilder()
        .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
        .setData(ByteString.copyFromUtf8(text))
        .build();
  }

  /// `big:N` is a payload of N bytes.
  static Payloads payloads(String text) {
    return Payloads.newBuilder()
        .addPayloads(
            payload(
                text.startsWith("big:") ? "x".repeat(Integer.parseInt(text.substring(4))) : text))
        .build();
  }

  private static Command.Builder of(CommandType type) {
    return Command.newBuilder().setCommandType(type);
  }
}
