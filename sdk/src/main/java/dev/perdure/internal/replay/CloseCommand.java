package dev.perdure.internal.replay;

import io.temporal.api.command.v1.CancelWorkflowExecutionCommandAttributes;
import io.temporal.api.command.v1.Command;
import io.temporal.api.command.v1.CompleteWorkflowExecutionCommandAttributes;
import io.temporal.api.command.v1.ContinueAsNewWorkflowExecutionCommandAttributes;
import io.temporal.api.command.v1.FailWorkflowExecutionCommandAttributes;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.failure.v1.Failure;

/// How a run closes itself.
public sealed interface CloseCommand {
  /// The workflow returned.
  record Complete(Payloads result) implements CloseCommand {}

  /// The workflow failed.
  record Fail(Failure failure) implements CloseCommand {}

  /// The workflow ended because its cancellation was requested.
  record Cancel() implements CloseCommand {}

  /// The workflow goes on in a new run.
  record ContinueAsNew(ContinueAsNewWorkflowExecutionCommandAttributes attributes)
      implements CloseCommand {}

  /// The command as it is sent.
  default Command build() {
    return switch (this) {
      case Complete(var result) ->
          Command.newBuilder()
              .setCommandType(CommandType.COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION)
              .setCompleteWorkflowExecutionCommandAttributes(
                  CompleteWorkflowExecutionCommandAttributes.newBuilder().setResult(result))
              .build();
      case Fail(var failure) ->
          Command.newBuilder()
              .setCommandType(CommandType.COMMAND_TYPE_FAIL_WORKFLOW_EXECUTION)
              .setFailWorkflowExecutionCommandAttributes(
                  FailWorkflowExecutionCommandAttributes.newBuilder().setFailure(failure))
              .build();
      case Cancel() ->
          Command.newBuilder()
              .setCommandType(CommandType.COMMAND_TYPE_CANCEL_WORKFLOW_EXECUTION)
              .setCancelWorkflowExecutionCommandAttributes(
                  CancelWorkflowExecutionCommandAttributes.getDefaultInstance())
              .build();
      case ContinueAsNew(var attributes) ->
          Command.newBuilder()
              .setCommandType(CommandType.COMMAND_TYPE_CONTINUE_AS_NEW_WORKFLOW_EXECUTION)
              .setContinueAsNewWorkflowExecutionCommandAttributes(attributes)
              .build();
    };
  }
}
