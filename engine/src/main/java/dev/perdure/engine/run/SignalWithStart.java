package dev.perdure.engine.run;

import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Decision.Outcome;
import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.decision.StartReply;
import dev.perdure.engine.signal.SignalWorkflow;
import dev.perdure.engine.state.RunState;
import dev.perdure.engine.workflowtask.WorkflowTasks;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowExecutionSignaledEventAttributes;
import io.temporal.api.workflowservice.v1.SignalWithStartWorkflowExecutionRequest;

/// A client signals a workflow, and starts it first if it is not there.
public final class SignalWithStart {
  private SignalWithStart() {}

  public static Outcome<StartReply> decide(Draft draft, Request.SignalWithStart call) {
    var request = call.request();
    var current = draft.state().current();
    var repeat = StartWorkflow.repeated(current, request.getRequestId());
    if (repeat != null) {
      return Decision.accept(repeat);
    }
    return switch (IdPolicy.of(
        current,
        request.getWorkflowIdReusePolicy(),
        request.getWorkflowIdConflictPolicy(),
        WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)) {
      case IdPolicy.Refuse(var rejection) -> Decision.reject(rejection);
      case IdPolicy.Use(var open) -> signal(draft, open, request);
      case IdPolicy.Replace(var open) -> {
        var runId = draft.ids().next();
        StartWorkflow.terminateFor(draft, open, runId);
        yield Decision.accept(create(draft, runId, call));
      }
      case IdPolicy.Create() -> Decision.accept(create(draft, draft.ids().next(), call));
    };
  }

  private static Outcome<StartReply> signal(
      Draft draft, RunState run, SignalWithStartWorkflowExecutionRequest request) {
    if (!SignalWorkflow.isRepeat(run, request.getRequestId())) {
      var rejection =
          SignalWorkflow.rejection(draft, run, request.getSignalInput().getSerializedSize());
      if (rejection != null) {
        return Decision.reject(rejection);
      }
      draft.buffer(run, event(request));
      if (run.backoffUntil() != null && run.workflowTask() == null) {
        // Whoever starts and signals wants it to run now, whatever the run was waiting for.
        draft.flush(run);
        WorkflowTasks.schedule(draft, run, true);
      }
      draft.wake();
    }
    return Decision.accept(StartWorkflow.reply(run, false, null));
  }

  /// The signal is there before the first workflow task, which does not wait for any delay.
  private static StartReply create(Draft draft, String runId, Request.SignalWithStart call) {
    var request = call.request();
    var start = StartRequests.of(request);
    var run =
        NewRun.beginWithoutTask(
            draft, runId, StartRequests.event(StartRequests.started(draft, runId, start), start));
    StartWorkflow.remember(draft, run, request.getRequestId());
    draft.emit(runId, event(request));
    WorkflowTasks.schedule(draft, run, true);
    return StartWorkflow.reply(run, true, null);
  }

  private static HistoryEvent.Builder event(SignalWithStartWorkflowExecutionRequest request) {
    var attributes =
        WorkflowExecutionSignaledEventAttributes.newBuilder()
            .setSignalName(request.getSignalName())
            .setIdentity(request.getIdentity())
            .setRequestId(request.getRequestId());
    if (request.hasSignalInput()) {
      attributes.setInput(request.getSignalInput());
    }
    if (request.hasHeader()) {
      attributes.setHeader(request.getHeader());
    }
    return SignalWorkflow.event(attributes).addAllLinks(request.getLinksList());
  }
}
