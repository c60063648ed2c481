package dev.perdure.engine.run;

import dev.perdure.engine.child.SoughtChild;
import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.Effect;
import dev.perdure.engine.decision.Message;
import dev.perdure.engine.message.Outbox;
import dev.perdure.engine.record.Note;
import dev.perdure.engine.record.Owed;
import dev.perdure.engine.record.Parent;
import dev.perdure.engine.state.RunState;
import io.temporal.api.common.v1.Priority;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.api.enums.v1.StartChildWorkflowExecutionFailedCause;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.api.history.v1.StartChildWorkflowExecutionInitiatedEventAttributes;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import org.jspecify.annotations.Nullable;

/// A parent starts a child. Its first workflow task waits until the parent knows of it, unless it
/// waits for something else anyway.
///
/// Where the id has had a run before, the child may have been started already, be long over and
/// forgotten: so the parent must say again that it wants the child, and that holds for as long as
/// the id has no other run.
public final class StartChildRun {
  private StartChildRun() {}

  public static void decide(Draft draft, Message.StartChild message) {
    var parent = message.parent();
    var attributes = message.initiated().getStartChildWorkflowExecutionInitiatedEventAttributes();
    var current = draft.state().current();
    if (current != null && isChild(current, message)) {
      sayAgain(draft, current, message, attributes.getParentClosePolicy());
      return;
    }
    var firstRunId = current == null ? null : formerChild(current, parent);
    if (firstRunId != null) {
      draft.effect(
          new Effect.Tell(
              parent.key(), started(draft, parent, firstRunId, attributes.getParentClosePolicy())));
      return;
    }
    var policy = policy(current, message, attributes.getWorkflowIdReusePolicy());
    boolean isRefused = policy instanceof IdPolicy.Refuse;
    if (current != null && !isRefused && !current.runId().equals(message.after())) {
      draft.effect(
          new Effect.Tell(
              parent.key(),
              new Message.ChildStillWanted(parent, current.workflowId(), current.runId())));
      return;
    }
    switch (policy) {
      case IdPolicy.Create() -> create(draft, draft.ids().next(), message);
      case IdPolicy.Replace(var open) -> replace(draft, open, message);
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

  private static IdPolicy policy(
      @Nullable RunState current, Message.StartChild message, WorkflowIdReusePolicy reuse) {
    return current != null && current.isOpen() && isOfResetBase(current, message)
        ? new IdPolicy.Replace(current)
        : IdPolicy.of(
            current,
            reuse,
            WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_UNSPECIFIED,
            WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_FAIL);
  }

  private static void replace(Draft draft, RunState open, Message.StartChild message) {
    var runId = draft.ids().next();
    StartWorkflow.terminateFor(draft, open, runId);
    create(draft, runId, message);
  }

  /// Whether this very child is there already, in whatever run of its chain.
  private static boolean isChild(RunState run, Message.StartChild message) {
    if (!run.started().hasParentWorkflowExecution()) {
      return false;
    }
    var known = Parent.of(run.started());
    var parent = message.parent();
    return known.equals(parent)
        || (known.initiatedEventId() == parent.initiatedEventId()
            && !message.isAfterReset()
            && isOfResetBase(run, message));
  }

  /// The first run of this very child if others have taken its place, and its parent does not know
  /// of its end.
  private static @Nullable String formerChild(RunState run, Parent parent) {
    for (var owed : run.owed()) {
      if (owed instanceof Owed.ChildClosed closed && closed.parent().equals(parent)) {
        return closed.firstRunId();
      }
    }
    return null;
  }

  private static Message started(
      Draft draft, Parent parent, String firstRunId, ParentClosePolicy policy) {
    return new Message.ChildStarted(
        parent,
        draft.state().key().id(),
        firstRunId,
        policy,
        new Owed.ChildStarted(parent, firstRunId, policy).id());
  }

  /// Whether the run is a child of a run that the parent was reset from.
  private static boolean isOfResetBase(RunState run, Message.StartChild message) {
    if (message.resetBases().isEmpty() || !run.started().hasParentWorkflowExecution()) {
      return false;
    }
    var known = Parent.of(run.started());
    return known.key().equals(message.parent().key())
        && message.resetBases().contains(known.runId());
  }

  /// A run that a reset made has not heard of its child's end, if that came after the point to
  /// which it was reset.
  private static void sayAgain(
      Draft draft, RunState run, Message.StartChild message, ParentClosePolicy policy) {
    var parent = message.parent();
    var firstRunId = run.started().getFirstExecutionRunId();
    draft.effect(new Effect.Tell(parent.key(), started(draft, parent, firstRunId, policy)));
    if (!Parent.of(run.started()).equals(parent)) {
      SoughtChild.reportEnd(draft, run, parent);
    }
  }

  private static void create(Draft draft, String runId, Message.StartChild message) {
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
    StartWorkflow.remember(draft, run, Outbox.requestId(parent.runId(), parent.initiatedEventId()));
    draft.note(
        new Note.OwedAdded(
            runId, new Owed.ChildStarted(parent, runId, attributes.getParentClosePolicy())));
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
