package dev.perdure.engine.script;

import io.temporal.api.command.v1.Command;
import io.temporal.api.command.v1.RequestCancelExternalWorkflowExecutionCommandAttributes;
import io.temporal.api.command.v1.SignalExternalWorkflowExecutionCommandAttributes;
import io.temporal.api.command.v1.StartChildWorkflowExecutionCommandAttributes;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.api.taskqueue.v1.TaskQueue;

/// Commands that are about other workflows, from the words of a script.
final class OthersLine {
  private OthersLine() {}

  static Command command(Line line) {
    return switch (line.word()) {
      case "start-child" ->
          Command.newBuilder()
              .setCommandType(CommandType.COMMAND_TYPE_START_CHILD_WORKFLOW_EXECUTION)
              .setStartChildWorkflowExecutionCommandAttributes(child(line))
              .build();
      case "signal-external" -> signal(line);
      default ->
          Command.newBuilder()
              .setCommandType(CommandType.COMMAND_TYPE_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION)
              .setRequestCancelExternalWorkflowExecutionCommandAttributes(
                  RequestCancelExternalWorkflowExecutionCommandAttributes.newBuilder()
                      .setWorkflowId(line.argument(0))
                      .setRunId(line.option("run"))
                      .setReason(line.option("reason"))
                      .setChildWorkflowOnly(line.has("child-only")))
              .build();
    };
  }

  @SuppressWarnings("deprecation") // Older SDKs send it.
  private static StartChildWorkflowExecutionCommandAttributes child(Line line) {
    var attributes =
        StartChildWorkflowExecutionCommandAttributes.newBuilder()
            .setNamespace(line.option("namespace"))
            .setWorkflowId(line.argument(0))
            .setWorkflowType(WorkflowType.newBuilder().setName(line.option("type", "Child")))
            .setTaskQueue(TaskQueue.newBuilder().setName(line.option("queue")))
            .setParentClosePolicy(
                ParentClosePolicy.valueOf(
                    "PARENT_CLOSE_POLICY_" + line.option("policy", "UNSPECIFIED")))
            .setWorkflowIdReusePolicy(
                WorkflowIdReusePolicy.valueOf(
                    "WORKFLOW_ID_REUSE_POLICY_" + line.option("reuse", "UNSPECIFIED")));
    if (line.has("input")) {
      attributes.setInput(CommandLine.payloads(line.option("input")));
    }
    if (line.has("attempts")) {
      attributes.setRetryPolicy(CommandLine.retryPolicy(line));
    }
    if (line.has("priority")) {
      attributes.setPriority(CommandLine.priority(line));
    }
    var runTimeout = line.duration("run-timeout");
    if (runTimeout != null) {
      attributes.setWorkflowRunTimeout(runTimeout);
    }
    if (line.has("attribute")) {
      attributes.setSearchAttributes(CommandLine.attribute(line.option("attribute")));
    }
    attributes.setCronSchedule(line.option("cron").replace('_', ' '));
    var executionTimeout = line.duration("execution-timeout");
    if (executionTimeout != null) {
      attributes.setWorkflowExecutionTimeout(executionTimeout);
    }
    return attributes.build();
  }

  @SuppressWarnings("deprecation") // Older SDKs send it.
  private static Command signal(Line line) {
    var attributes =
        SignalExternalWorkflowExecutionCommandAttributes.newBuilder()
            .setNamespace(line.option("namespace"))
            .setSignalName(line.argument(1))
            .setChildWorkflowOnly(line.has("child-only"))
            .setInput(CommandLine.payloads(line.option("input", "in")));
    if (!line.has("no-execution")) {
      attributes.setExecution(
          WorkflowExecution.newBuilder()
              .setWorkflowId(line.argument(0))
              .setRunId(line.option("run")));
    }
    return Command.newBuilder()
        .setCommandType(CommandType.COMMAND_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION)
        .setSignalExternalWorkflowExecutionCommandAttributes(attributes)
        .build();
  }
}
