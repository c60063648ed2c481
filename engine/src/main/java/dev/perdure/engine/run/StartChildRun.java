package dev.perdure.engine.run;

import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.Effect;
import dev.perdure.engine.decision.Message;
import dev.perdure.engine.message.Outbox;
import dev.perdure.engine.record.Note;
import dev.perdure.engine.record.Owed;
import dev.perdure.engine.state.RunState;
import io.temporal.api.common.v1.Priority;
import io.temporal.api.enums.v1.StartChildWorkflowExecutionFailedCause;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.history.v1.StartChildWorkflowExecutionInitiatedEventAttributes;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import org.jspecify.annotations.Nullable;

/// A parent starts a child. Its first workflow task waits until the parent knows of it, unless it
/// waits for something else anyway.
public final class StartChildRun {
  private StartChildRun() {}

  public static void decide(Draft draft, Message.StartChild message) {
    var parent = message.parent();
    var attributes = message.initiated().getStartChildWorkflowExecutionInitiatedEventAttributes();
    var requestId = Outbox.requestId(parent.runId(), parent.initiatedEventId());
    var current = draft.state().current();
    if (current != null && current.requests().containsKey(requestId)) {
      draft.effect(
          new Effect.Tell(
              parent.key(),
              started(
                  current,
                  new Owed.ChildStarted(
                      parent, current.runId(), attributes.getParentClosePolicy()))));
      return;
    }
    switch (IdPolicy.of(
        current,
        attributes.getWorkflowIdReusePolicy(),
        WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_UNSPECIFIED,
        WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_FAIL)) {
      case IdPolicy.Create() -> create(draft, draft.ids().next(), message, requestId);
      case IdPolicy.Replace(var open) -> {
        var runId = draft.ids().next();
        StartWorkflow.terminateFor(draft, open, runId);
        create(draft, runId, message, requestId);
      }
      case IdPolicy.Use _, IdPolicy.Refuse _ ->
          draft.effect(
              new Effect.Tell(
                  parent.key(),
                  new Message.ChildNotStarted(
                      parent,
                      StartChildWorkflowExecutionFailedCause
                          .START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_WORKFLOW_ALREADY_EXISTS)));
    }
  }

  private static void create(
      Draft draft, String runId, Message.StartChild message, String requestId) {
    var parent = message.parent();
    var initiated = message.initiated();
    var attributes = initiated.getStartChildWorkflowExecutionInitiatedEventAttributes();
    var started =
        StartRequests.started(draft, runId, request(message, attributes))
            .setParentWorkflowNamespace(parent.namespace())
            .setParentWorkflowExecution(parent.execution())
            .setParentInitiatedEventId(parent.initiatedEventId())
            .setRootWorkflowExecution(message.root());
    var event = NewRun.event(started);
    if (initiated.hasUserMetadata()) {
      event.setUserMetadata(initiated.getUserMetadata());
    }
    var run = NewRun.beginWithoutTask(draft, runId, event);
    StartWorkflow.remember(draft, run, requestId);
    draft.note(
        new Note.OwedAdded(
            runId, new Owed.ChildStarted(parent, runId, attributes.getParentClosePolicy())));
  }

  private static Message started(RunState run, Owed.ChildStarted owed) {
    return new Message.ChildStarted(
        owed.parent(), run.workflowId(), owed.firstRunId(), owed.policy(), owed.id());
  }

  private static StartWorkflowExecutionRequest request(
      Message.StartChild message, StartChildWorkflowExecutionInitiatedEventAttributes attributes) {
    var request =
        StartWorkflowExecutionRequest.newBuilder()
            .setNamespace(attributes.getNamespace())
            .setWorkflowId(attributes.getWorkflowId())
            .setWorkflowType(attributes.getWorkflowType())
            .setTaskQueue(attributes.getTaskQueue())
            .setWorkflowExecutionTimeout(attributes.getWorkflowExecutionTimeout())
            .setWorkflowRunTimeout(attributes.getWorkflowRunTimeout())
            .setWorkflowTaskTimeout(attributes.getWorkflowTaskTimeout())
            .setCronSchedule(attributes.getCronSchedule());
    if (attributes.hasInput()) {
      request.setInput(attributes.getInput());
    }
    if (attributes.hasHeader()) {
      request.setHeader(attributes.getHeader());
    }
    if (attributes.hasRetryPolicy()) {
      request.setRetryPolicy(attributes.getRetryPolicy());
    }
    if (attributes.hasMemo()) {
      request.setMemo(attributes.getMemo());
    }
    if (attributes.hasSearchAttributes()) {
      request.setSearchAttributes(attributes.getSearchAttributes());
    }
    var priority = priority(message.priority(), attributes);
    if (!priority.equals(Priority.getDefaultInstance())) {
      request.setPriority(priority);
    }
    return request.build();
  }

  /// The parent's own priority, where the child's says nothing.
  private static Priority priority(
      @Nullable Priority inherited,
      StartChildWorkflowExecutionInitiatedEventAttributes attributes) {
    var priority = inherited == null ? Priority.newBuilder() : inherited.toBuilder();
    return priority.mergeFrom(attributes.getPriority()).build();
  }
}
