package dev.perdure.engine.workflowtask;

import dev.perdure.engine.activity.ClaimActivity;
import dev.perdure.engine.decision.ClaimedActivityTask;
import dev.perdure.engine.decision.ClaimedWorkflowTask;
import dev.perdure.engine.decision.CommandScope;
import dev.perdure.engine.decision.CompletedWorkflowTask;
import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Decision.Outcome;
import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.query.Queries;
import dev.perdure.engine.record.Note;
import dev.perdure.engine.record.TaskToken;
import dev.perdure.engine.state.PendingWorkflowTask;
import dev.perdure.engine.state.RunState;
import dev.perdure.engine.state.Sticky;
import dev.perdure.engine.state.Times;
import dev.perdure.engine.state.TransientTask;
import dev.perdure.engine.update.UpdateAnswers;
import dev.perdure.engine.update.Updates;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkerVersioningMode;
import io.temporal.api.history.v1.WorkflowTaskCompletedEventAttributes;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A worker has completed a workflow task: its commands become events.
///
/// Either all of a completion counts or none of it: a bad command takes everything back, and the
/// task is on record as failed.
public final class CompleteWorkflowTask {
  /// How long a task waits for a sticky worker that does not say: without an end it could hang.
  private static final Duration STICKY_PATIENCE = Duration.ofSeconds(10);

  private static final String INLINE_REQUEST_ID = "request-from-RespondWorkflowTaskCompleted";

  private CompleteWorkflowTask() {}

  public static Outcome<CompletedWorkflowTask> decide(
      Draft draft, Request.CompleteWorkflowTask completion) {
    var request = completion.request();
    var run = draft.state().run(completion.token().runId());
    var task = run == null ? null : running(run, completion.token());
    if (run == null || task == null) {
      return Decision.reject(ClaimWorkflowTask.notFound());
    }
    var problem = versioningProblem(request);
    if (problem == null) {
      problem = Commands.problem(request.getCommandsList());
    }
    if (problem == null) {
      problem = UpdateAnswers.problem(request.getMessagesList());
    }
    if (problem != null) {
      return Decision.reject(Rejection.invalidArgument(problem));
    }
    boolean isHeartbeat = isHeartbeat(request);
    if (isHeartbeat
        && draft
            .now()
            .isAfter(task.originalScheduledTime().plus(draft.limits().workflowTaskHeartbeat()))) {
      WorkflowTasks.timeOut(draft, run);
      return Decision.reject(Rejection.notFound("workflow task heartbeat timeout"));
    }

    var savepoint = draft.savepoint();
    boolean leavesNothing = SpeculativeTasks.leavesNothing(run, request);
    var scope =
        leavesNothing
            ? new CommandScope(draft, run, 0, request.getIdentity())
            : emitCompleted(draft, run, task, request);
    var updates = new UpdateAnswers(scope, request.getMessagesList());
    var failure = Commands.apply(scope, updates, request);
    if (failure != null) {
      draft.restore(savepoint);
      return BadCompletion.decide(draft, completion, failure);
    }
    if (leavesNothing) {
      draft.discardSpeculativeTask(run);
      keepSticky(draft, run, request);
    }
    updates.settle(request.getForceCreateNewWorkflowTask());
    Queries.answer(draft, run, request.getQueryResultsMap());
    if (!run.isOpen()) {
      draft.dropHeld();
      return Decision.accept(new CompletedWorkflowTask(null, List.of()));
    }
    var activities = startEagerly(draft, scope, completion);
    long resetTo = leavesNothing ? run.previousStartedEventId() : 0;
    var next = next(draft, run, task, completion);
    return Decision.accept(new CompletedWorkflowTask(next, activities, resetTo));
  }

  /// Schedules the run's next workflow task, if there is something to do for one.
  ///
  /// @return the task, if the worker wants it with the reply
  private static @Nullable ClaimedWorkflowTask next(
      Draft draft,
      RunState run,
      PendingWorkflowTask completed,
      Request.CompleteWorkflowTask completion) {
    var request = completion.request();
    boolean isForced = request.getForceCreateNewWorkflowTask();
    if (draft.flush(run) || draft.isAwake() || isForced) {
      if (isHeartbeat(request)) {
        WorkflowTasks.scheduleHeartbeat(draft, run, completed.originalScheduledTime());
      } else {
        WorkflowTasks.schedule(draft, run, true);
      }
    } else if (!Updates.hasUnsent(run)) {
      return null;
    } else if (request.getReturnNewWorkflowTask()) {
      WorkflowTasks.scheduleSpeculative(draft, run);
    } else {
      WorkflowTasks.schedule(draft, run, true);
    }
    if (!request.getReturnNewWorkflowTask()) {
      return null;
    }
    WorkflowTasks.start(draft, run, request.getIdentity(), INLINE_REQUEST_ID, completion.epoch());
    return ClaimWorkflowTask.claimed(draft, run, true, !isForced);
  }

  /// The task that the token is about, if it is still running.
  static @Nullable PendingWorkflowTask running(RunState run, TaskToken token) {
    var task = run.workflowTask();
    return task != null
            && task.isStarted()
            && task.startedEventId() == token.startedEventId()
            && task.scheduledEventId() == token.scheduledEventId()
            && task.attempt() == token.attempt()
            && task.stamp() == token.stamp()
        ? task
        : null;
  }

  @SuppressWarnings("deprecation") // Older SDKs send the deprecated field.
  private static @Nullable String versioningProblem(RespondWorkflowTaskCompletedRequest request) {
    return request.getVersioningBehaviorValue() == 0
            || request.hasDeployment()
            || request.getDeploymentOptions().getWorkerVersioningMode()
                == WorkerVersioningMode.WORKER_VERSIONING_MODE_VERSIONED
        ? null
        : "versioning behavior cannot be specified without deployment options being set with"
            + " versioned mode";
  }

  private static boolean isHeartbeat(RespondWorkflowTaskCompletedRequest request) {
    return request.getForceCreateNewWorkflowTask()
        && request.getCommandsCount() == 0
        && request.getMessagesCount() == 0;
  }

  // Older SDKs send only the deprecated fields, and readers of histories look for them.
  @SuppressWarnings("deprecation")
  private static CommandScope emitCompleted(
      Draft draft,
      RunState run,
      PendingWorkflowTask task,
      RespondWorkflowTaskCompletedRequest request) {
    if (task.isTransient()) {
      for (var event : TransientTask.events(run, task)) {
        draft.emit(run.runId(), event.toBuilder());
      }
    }
    var attributes =
        WorkflowTaskCompletedEventAttributes.newBuilder()
            .setScheduledEventId(task.scheduledEventId())
            .setStartedEventId(task.startedEventId())
            .setIdentity(request.getIdentity())
            .setBinaryChecksum(request.getBinaryChecksum())
            .setVersioningBehaviorValue(request.getVersioningBehaviorValue());
    if (request.hasWorkerVersionStamp()) {
      attributes.setWorkerVersion(request.getWorkerVersionStamp());
    }
    if (request.hasSdkMetadata()) {
      attributes.setSdkMetadata(request.getSdkMetadata());
    }
    if (request.hasMeteringMetadata()) {
      attributes.setMeteringMetadata(request.getMeteringMetadata());
    }
    if (request.hasDeployment()) {
      attributes.setDeployment(request.getDeployment());
    }
    var completed =
        draft.emit(
            run.runId(),
            Draft.event(EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED)
                .setWorkflowTaskCompletedEventAttributes(attributes));
    keepSticky(draft, run, request);
    return new CommandScope(draft, run, completed.getEventId(), request.getIdentity());
  }

  private static void keepSticky(
      Draft draft, RunState run, RespondWorkflowTaskCompletedRequest request) {
    var attributes = request.getStickyAttributes();
    var queue = attributes.getWorkerTaskQueue().getName();
    if (queue.isEmpty()) {
      if (run.sticky() != null) {
        draft.note(new Note.StickyCleared(run.runId()));
      }
      return;
    }
    var wait = Times.duration(attributes.getScheduleToStartTimeout());
    var sticky = new Sticky(queue, wait.compareTo(Duration.ZERO) > 0 ? wait : STICKY_PATIENCE);
    if (!sticky.equals(run.sticky())) {
      draft.note(new Note.StickySet(run.runId(), queue, sticky.scheduleToStart()));
    }
  }

  private static List<ClaimedActivityTask> startEagerly(
      Draft draft, CommandScope scope, Request.CompleteWorkflowTask completion) {
    if (scope.eagerActivities().isEmpty()) {
      return List.of();
    }
    var claimed = new ArrayList<ClaimedActivityTask>();
    for (var id : scope.eagerActivities()) {
      var activity = scope.run().activity(id);
      if (activity != null) {
        claimed.add(
            ClaimActivity.start(
                draft,
                scope.run(),
                activity,
                completion.request().getIdentity(),
                draft.ids().next(),
                completion.epoch()));
      }
    }
    return claimed;
  }
}
