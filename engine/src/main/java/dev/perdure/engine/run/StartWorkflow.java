package dev.perdure.engine.run;

import com.google.protobuf.ByteString;
import dev.perdure.engine.decision.ClaimedWorkflowTask;
import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Decision.Outcome;
import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.decision.StartReply;
import dev.perdure.engine.record.CompletionCallback;
import dev.perdure.engine.record.Note;
import dev.perdure.engine.state.RunState;
import dev.perdure.engine.state.Times;
import dev.perdure.engine.workflowtask.ClaimWorkflowTask;
import dev.perdure.engine.workflowtask.WorkflowTasks;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.history.v1.WorkflowExecutionOptionsUpdatedEventAttributes;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import org.jspecify.annotations.Nullable;

/// A client starts a workflow.
public final class StartWorkflow {
  private StartWorkflow() {}

  public static Outcome<StartReply> decide(Draft draft, Request.Start start) {
    var request = start.request();
    var current = draft.state().current();
    var repeat = repeated(current, request.getRequestId());
    if (repeat != null) {
      return Decision.accept(repeat);
    }
    return switch (IdPolicy.of(
        current,
        request.getWorkflowIdReusePolicy(),
        request.getWorkflowIdConflictPolicy(),
        WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_FAIL)) {
      case IdPolicy.Refuse(var rejection) -> Decision.reject(rejection);
      case IdPolicy.Use(var open) -> use(draft, open, request);
      case IdPolicy.Replace(var open) -> {
        var runId = draft.ids().next();
        terminateFor(draft, open, runId);
        yield Decision.accept(create(draft, runId, start));
      }
      case IdPolicy.Create() -> Decision.accept(create(draft, draft.ids().next(), start));
    };
  }

  private static Outcome<StartReply> use(
      Draft draft, RunState open, StartWorkflowExecutionRequest request) {
    if (request.getOnConflictOptions().getAttachCompletionCallbacks()
        && open.callbacks().size() + request.getCompletionCallbacksCount()
            > CompletionCallback.MOST) {
      return Decision.reject(
          Rejection.failedPrecondition(
              ("cannot attach more than %d callbacks to a workflow"
                      + " (%d callbacks already attached)")
                  .formatted(CompletionCallback.MOST, open.callbacks().size())));
    }
    attach(draft, open, request);
    return Decision.accept(reply(open, false, null));
  }

  /// The reply to a start whose request id this run has seen already, else null.
  static @Nullable StartReply repeated(@Nullable RunState current, String requestId) {
    if (current == null || requestId.isEmpty()) {
      return null;
    }
    var seen = current.requests().get(requestId);
    return seen == null
        ? null
        : reply(current, seen.eventType() == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED, null);
  }

  /// Terminates the run in whose place another one is started.
  static void terminateFor(Draft draft, RunState open, String runId) {
    var details =
        Payloads.newBuilder()
            .addPayloads(
                Payload.newBuilder()
                    .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
                    .setData(ByteString.copyFromUtf8("\"terminated by new runID: " + runId + "\"")))
            .build();
    CloseRun.terminate(
        draft,
        open,
        "TerminateIfRunning WorkflowIdReusePolicy",
        details,
        WorkflowTasks.SERVER_IDENTITY);
  }

  private static StartReply create(Draft draft, String runId, Request.Start start) {
    var request = start.request();
    var started = StartRequests.started(draft, runId, request);
    boolean isEager =
        start.eager() && Times.duration(started.getFirstWorkflowTaskBackoff()).isZero();
    started.setEagerExecutionAccepted(isEager);
    var run = NewRun.begin(draft, runId, StartRequests.event(started, request));
    remember(draft, run, request.getRequestId());
    ClaimedWorkflowTask task = null;
    if (isEager) {
      WorkflowTasks.start(draft, run, request.getIdentity(), request.getRequestId(), start.epoch());
      task = ClaimWorkflowTask.claimed(draft, run, false);
    }
    return reply(run, true, task);
  }

  /// A repeat of the request finds the run by it.
  static void remember(Draft draft, RunState run, String requestId) {
    if (!requestId.isEmpty()) {
      draft.note(
          new Note.RequestSeen(
              run.runId(), requestId, EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED, 1));
    }
  }

  /// Ties a request to the run that was there already, as far as it asks for that.
  private static void attach(Draft draft, RunState run, StartWorkflowExecutionRequest request) {
    if (!request.hasOnConflictOptions()) {
      return;
    }
    var options = request.getOnConflictOptions();
    var attributes = WorkflowExecutionOptionsUpdatedEventAttributes.newBuilder();
    if (options.getAttachRequestId()) {
      attributes.setAttachedRequestId(request.getRequestId());
    }
    if (options.getAttachCompletionCallbacks()) {
      attributes.addAllAttachedCompletionCallbacks(request.getCompletionCallbacksList());
    }
    var event =
        Draft.event(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED)
            .setWorkerMayIgnore(true)
            .setWorkflowExecutionOptionsUpdatedEventAttributes(attributes);
    if (options.getAttachLinks()) {
      event.addAllLinks(request.getLinksList());
    }
    draft.buffer(run, event);
  }

  static StartReply reply(RunState run, boolean started, @Nullable ClaimedWorkflowTask task) {
    return new StartReply(
        run.runId(), started, run.status(), run.started().getFirstExecutionRunId(), task);
  }
}
