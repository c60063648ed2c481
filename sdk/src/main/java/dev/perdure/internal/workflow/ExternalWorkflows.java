package dev.perdure.internal.workflow;

import dev.perdure.internal.replay.Job;
import dev.perdure.worker.WorkflowOutboundCalls.CancelExternalWorkflowInput;
import dev.perdure.worker.WorkflowOutboundCalls.SignalChildWorkflowInput;
import dev.perdure.worker.WorkflowOutboundCalls.SignalExternalWorkflowInput;
import io.temporal.api.command.v1.RequestCancelExternalWorkflowExecutionCommandAttributes;
import io.temporal.api.command.v1.SignalExternalWorkflowExecutionCommandAttributes;
import io.temporal.api.common.v1.Header;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.failure.v1.Failure;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Signals and cancels other workflows, and tells who waits what came of it.
final class ExternalWorkflows {
  private ExternalWorkflows() {}

  static void signal(WorkflowContext context, SignalChildWorkflowInput input) {
    var attributes =
        SignalExternalWorkflowExecutionCommandAttributes.newBuilder()
            .setExecution(execution(input.workflowId(), null))
            .setSignalName(input.signalName())
            .setChildWorkflowOnly(true);
    signal(context, attributes, input.arguments(), input.headers());
  }

  static void signal(WorkflowContext context, SignalExternalWorkflowInput input) {
    var attributes =
        SignalExternalWorkflowExecutionCommandAttributes.newBuilder()
            .setExecution(execution(input.workflowId(), input.runId()))
            .setSignalName(input.signalName());
    signal(context, attributes, input.arguments(), input.headers());
  }

  private static void signal(
      WorkflowContext context,
      SignalExternalWorkflowExecutionCommandAttributes.Builder attributes,
      List<@Nullable Object> arguments,
      Map<String, Payload> headers) {
    RunContext run = context.run();
    run.requireWritable("signal another workflow");
    if (context.isCancelled()) {
      throw context.cancelled();
    }
    if (!run.replaying) { // only the workflow's id is compared with the history
      if (!arguments.isEmpty()) {
        String target = attributes.getExecution().getWorkflowId();
        attributes.setInput(ChildWorkflows.converter(run, target).encodeList(arguments));
      }
      if (!headers.isEmpty()) {
        attributes.setHeader(Header.newBuilder().putAllFields(headers));
      }
    }
    int seq = run.machines.otherWorkflows().signal(attributes);
    var promise = new RunPromise<@Nullable Void>(run);
    run.requests.put(seq, promise);
    promise.onCancel(
        context.cancelScope(),
        () -> {
          Failure ended = run.machines.otherWorkflows().cancelSignal(seq);
          if (ended != null) {
            answered(run, new Job.ExternalAnswered(seq, ended));
          }
        });
    promise.get();
  }

  /// A cancel request cannot be taken back.
  static void cancel(WorkflowContext context, CancelExternalWorkflowInput input) {
    RunContext run = context.run();
    run.requireWritable("cancel another workflow");
    if (context.isCancelled()) {
      throw context.cancelled();
    }
    int seq =
        run.machines
            .otherWorkflows()
            .cancel(
                RequestCancelExternalWorkflowExecutionCommandAttributes.newBuilder()
                    .setWorkflowId(input.workflowId())
                    .setRunId(Objects.requireNonNullElse(input.runId(), ""))
                    .setReason(
                        "Cancel requested by workflow with run id %s with reason: %s"
                            .formatted(run.runId, input.reason()))
                    .build());
    var promise = new RunPromise<@Nullable Void>(run);
    run.requests.put(seq, promise);
    promise.get();
  }

  private static WorkflowExecution execution(String workflowId, @Nullable String runId) {
    return WorkflowExecution.newBuilder()
        .setWorkflowId(workflowId)
        .setRunId(Objects.requireNonNullElse(runId, ""))
        .build();
  }

  /// Tells who waits for the answer to a request.
  static void answered(RunContext run, Job.ExternalAnswered answer) {
    var promise = run.requests.remove(answer.seq());
    if (promise == null) {
      return;
    }
    Failure failure = answer.failure();
    if (failure == null) {
      promise.complete(null);
    } else {
      promise.fail(run.settings.converter().decodeFailure(failure));
    }
  }
}
