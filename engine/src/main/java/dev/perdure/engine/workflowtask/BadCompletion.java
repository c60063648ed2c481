package dev.perdure.engine.workflowtask;

import dev.perdure.engine.decision.CommandFailure;
import dev.perdure.engine.decision.CompletedWorkflowTask;
import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Decision.Outcome;
import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.record.Note;
import dev.perdure.engine.run.CloseRun;
import dev.perdure.engine.update.Updates;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.history.v1.WorkflowTaskFailedEventAttributes;

/// A workflow task whose completion had a bad command: it failed, and its worker is told why.
final class BadCompletion {
  private BadCompletion() {}

  /// @param draft as it was before the completion
  static Outcome<CompletedWorkflowTask> decide(
      Draft draft, Request.CompleteWorkflowTask completion, CommandFailure failure) {
    var run = draft.state().run(completion.token().runId());
    if (run == null) {
      throw new IllegalStateException("run " + completion.token().runId() + " is gone");
    }
    var reply = Decision.<CompletedWorkflowTask>reject(Rejection.invalidArgument(failure.text()));
    Updates.badAnswer(draft, run);
    boolean isUnhandled =
        failure.cause() == WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND;
    if (run.taskAttempt() > 1 && !isUnhandled && !failure.terminates()) {
      return reply; // Nothing is written and the task times out: that slows a bad worker down.
    }
    var attributes = failed(completion, failure, isUnhandled);
    WorkflowTasks.fail(draft, run, attributes);
    if (isUnhandled) {
      draft.note(new Note.CloseAttempted(run.runId()));
    }
    if (failure.terminates()) {
      CloseRun.terminate(draft, run, failure.text(), null, WorkflowTasks.SERVER_IDENTITY);
    } else {
      draft.wake();
    }
    return reply;
  }

  @SuppressWarnings("deprecation") // Older SDKs send only the deprecated fields.
  private static WorkflowTaskFailedEventAttributes.Builder failed(
      Request.CompleteWorkflowTask completion, CommandFailure failure, boolean isUnhandled) {
    var request = completion.request();
    var attributes =
        WorkflowTaskFailedEventAttributes.newBuilder()
            .setCause(failure.cause())
            .setIdentity(request.getIdentity())
            .setBinaryChecksum(request.getBinaryChecksum());
    if (request.hasWorkerVersionStamp()) {
      attributes.setWorkerVersion(request.getWorkerVersionStamp());
    }
    if (!isUnhandled) {
      attributes.setFailure(WorkflowTasks.serverFailure(failure.text()));
    }
    return attributes;
  }
}
