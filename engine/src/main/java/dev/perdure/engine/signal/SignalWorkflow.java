package dev.perdure.engine.signal;

import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Decision.Outcome;
import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.decision.SignalReply;
import dev.perdure.engine.state.RunState;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowExecutionSignaledEventAttributes;
import org.jspecify.annotations.Nullable;

/// A signal comes in.
public final class SignalWorkflow {
  private SignalWorkflow() {}

  public static Outcome<SignalReply> decide(Draft draft, Request.Signal signal) {
    var request = signal.request();
    var runId = request.getWorkflowExecution().getRunId();
    var run = draft.state().run(runId);
    if (run == null) {
      return Decision.reject(Rejection.noSuchRun(draft.state().key().id(), runId));
    }
    if (isRepeat(run, request.getRequestId())) {
      return Decision.accept(new SignalReply(run.runId()));
    }
    if (!run.isOpen()) {
      return Decision.reject(Rejection.alreadyCompleted());
    }
    var rejection = rejection(draft, run, request.getInput().getSerializedSize());
    if (rejection != null) {
      return Decision.reject(rejection);
    }
    var attributes =
        WorkflowExecutionSignaledEventAttributes.newBuilder()
            .setSignalName(request.getSignalName())
            .setIdentity(request.getIdentity())
            .setRequestId(request.getRequestId());
    if (request.hasInput()) {
      attributes.setInput(request.getInput());
    }
    if (request.hasHeader()) {
      attributes.setHeader(request.getHeader());
    }
    draft.buffer(run, event(attributes).addAllLinks(request.getLinksList()));
    draft.wake();
    return Decision.accept(new SignalReply(run.runId()));
  }

  /// Whether a signal with this request id was taken already.
  public static boolean isRepeat(RunState run, String requestId) {
    return !requestId.isEmpty() && run.knowsSignal(requestId);
  }

  /// Why an open run does not take this signal, null if it does.
  public static @Nullable Rejection rejection(Draft draft, RunState run, int inputBytes) {
    if (inputBytes > draft.limits().blobBytes()) {
      return Rejection.invalidArgument("Blob data size exceeds limit.");
    }
    if (run.signalCount() + run.buffer().size() >= draft.limits().signals()) {
      return Rejection.invalidArgument("exceeded workflow execution limit for signal events");
    }
    if (run.closeAttempted() && run.isWorkflowTaskStarted()) {
      return Rejection.busyWorkflow(
          "workflow operation can not be applied because workflow is closing");
    }
    return null;
  }

  public static HistoryEvent.Builder event(
      WorkflowExecutionSignaledEventAttributes.Builder attributes) {
    return Draft.event(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED)
        .setWorkflowExecutionSignaledEventAttributes(attributes);
  }
}
