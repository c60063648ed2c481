package dev.perdure.engine.decision;

import dev.perdure.engine.calendar.CompiledSpec;
import dev.perdure.engine.record.TaskToken;
import dev.perdure.engine.state.RunState;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.workflow.v1.WorkflowExecutionOptions;
import io.temporal.api.workflowservice.v1.CreateScheduleRequest;
import io.temporal.api.workflowservice.v1.CreateScheduleResponse;
import io.temporal.api.workflowservice.v1.DescribeScheduleResponse;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.PatchScheduleRequest;
import io.temporal.api.workflowservice.v1.PauseActivityRequest;
import io.temporal.api.workflowservice.v1.QueryWorkflowRequest;
import io.temporal.api.workflowservice.v1.RecordActivityTaskHeartbeatResponse;
import io.temporal.api.workflowservice.v1.RequestCancelWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.ResetActivityRequest;
import io.temporal.api.workflowservice.v1.ResetWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskFailedRequest;
import io.temporal.api.workflowservice.v1.SignalWithStartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.SignalWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.TerminateWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.UnpauseActivityRequest;
import io.temporal.api.workflowservice.v1.UpdateActivityOptionsRequest;
import io.temporal.api.workflowservice.v1.UpdateActivityOptionsResponse;
import io.temporal.api.workflowservice.v1.UpdateScheduleRequest;
import io.temporal.api.workflowservice.v1.UpdateWorkflowExecutionOptionsRequest;
import io.temporal.api.workflowservice.v1.UpdateWorkflowExecutionRequest;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the shell asks the engine to decide. `R` is the reply's type.
///
/// The shell has checked what can be seen without state: that names are set and not too long, that
/// the namespace exists. An empty run id means the workflow id's current run; any other must be a
/// run that the state has (`WorkflowState.run`), so the shell loads an older run by itself first.
public sealed interface Request<R> {
  /// Start a run.
  ///
  /// @param eager whether the caller can take the first workflow task with the reply
  /// @param epoch the server's boot if that caller is a worker in its process, else 0
  record Start(StartWorkflowExecutionRequest request, boolean eager, long epoch)
      implements Request<StartReply> {
    public Start(StartWorkflowExecutionRequest request, boolean eager) {
      this(request, eager, 0);
    }
  }

  /// Signal the current run, or start one and signal it.
  record SignalWithStart(SignalWithStartWorkflowExecutionRequest request)
      implements Request<StartReply> {}

  record Signal(SignalWorkflowExecutionRequest request) implements Request<SignalReply> {}

  /// Ask the workflow to cancel itself.
  record RequestCancel(RequestCancelWorkflowExecutionRequest request) implements Request<Done> {}

  /// Close the run from outside.
  record Terminate(TerminateWorkflowExecutionRequest request) implements Request<Done> {}

  /// Ask the workflow a question.
  ///
  /// @param queryId names this call in the effects to come
  record Query(String queryId, QueryWorkflowRequest request) implements Request<QueryRoute> {}

  /// The caller of a query is gone.
  record AbandonQuery(String runId, String queryId) implements Request<Done> {}

  /// Bring an update to the workflow, or find it where it is already.
  record Update(UpdateWorkflowExecutionRequest request) implements Request<UpdateStatus> {}

  /// Bring an update to the workflow, and start it first if it is not there.
  record UpdateWithStart(StartWorkflowExecutionRequest start, UpdateWorkflowExecutionRequest update)
      implements Request<UpdateWithStartReply> {}

  /// Ask how far an update is.
  record PollUpdate(String runId, String updateId) implements Request<UpdateStatus> {}

  /// A worker polled a workflow task queue and is to have this task.
  ///
  /// @param scheduledEventId and `stamp`: from the dispatch
  /// @param taskQueue the queue that was polled
  /// @param sticky whether that is a sticky queue
  /// @param identity the worker's
  /// @param requestId names the poll
  /// @param epoch the server's boot if the worker runs in its process, else 0
  record ClaimWorkflowTask(
      String runId,
      long scheduledEventId,
      long stamp,
      String taskQueue,
      boolean sticky,
      String identity,
      String requestId,
      long epoch)
      implements Request<ClaimedWorkflowTask> {}

  /// A worker polled a workflow task queue and is to answer this query.
  record ClaimQuery(String runId, String queryId, boolean sticky)
      implements Request<ClaimedQuery> {}

  record CompleteWorkflowTask(
      TaskToken token, RespondWorkflowTaskCompletedRequest request, long epoch)
      implements Request<CompletedWorkflowTask> {}

  record FailWorkflowTask(TaskToken token, RespondWorkflowTaskFailedRequest request)
      implements Request<Done> {}

  /// No worker keeps the run any more: offer its workflow tasks to all.
  record ResetSticky(String runId) implements Request<Done> {}

  /// A worker polled an activity queue and is to have this attempt.
  ///
  /// @param epoch the server's boot if the worker runs in its process, else 0
  record ClaimActivityTask(
      String runId,
      long scheduledEventId,
      long stamp,
      String identity,
      String requestId,
      long epoch)
      implements Request<ClaimedActivityTask> {}

  /// An activity is alive.
  ///
  /// @param details what it has reached; null keeps what it said before
  record Heartbeat(ActivityRef activity, @Nullable Payloads details, String identity)
      implements Request<RecordActivityTaskHeartbeatResponse> {}

  record CompleteActivity(ActivityRef activity, @Nullable Payloads result, String identity)
      implements Request<Done> {}

  /// An attempt of the activity failed.
  ///
  /// @param lastHeartbeatDetails details that no heartbeat brought yet, or null
  record FailActivity(
      ActivityRef activity,
      Failure failure,
      @Nullable Payloads lastHeartbeatDetails,
      String identity)
      implements Request<Done> {}

  /// The activity's worker has heeded a request to cancel.
  record CancelActivity(ActivityRef activity, @Nullable Payloads details, String identity)
      implements Request<Done> {}

  /// Hold activities back.
  record PauseActivity(PauseActivityRequest request) implements Request<Done> {}

  /// Let paused activities go on.
  record UnpauseActivity(UnpauseActivityRequest request) implements Request<Done> {}

  /// Have activities begin anew.
  record ResetActivity(ResetActivityRequest request) implements Request<Done> {}

  record UpdateActivityOptions(UpdateActivityOptionsRequest request)
      implements Request<UpdateActivityOptionsResponse> {}

  /// The state's `nextDue()` has come. Harmless at any other time.
  record TimersDue() implements Request<Done> {}

  /// The server has started again: tasks that workers in its own former process held are lost.
  ///
  /// @param epoch the number of this boot
  record EpochBegan(long epoch) implements Request<Done> {}

  /// Another workflow id has something to say. Rejected only if it is to be said again later.
  record Deliver(Message message) implements Request<Done> {}

  /// An attempt to tell somebody outside how a run has ended is over.
  ///
  /// @param owedId names it, as [Effect.Call] did
  /// @param problem why it failed, null if it was told
  /// @param isRetryable whether another attempt may help
  /// @param former the run that a reply [CallbackReply#BRING_RUN] has asked for, by run id; empty
  ///   if there is no such run
  record CallbackAnswered(
      String owedId,
      @Nullable String problem,
      boolean isRetryable,
      Map<String, Optional<RunState>> former)
      implements Request<CallbackReply> {
    public CallbackAnswered {
      former = Map.copyOf(former);
    }
  }

  /// Have a run go on from an earlier point of its history.
  ///
  /// @param former the runs that a reply [ResetReply.Needs] has asked for, by run id; empty if
  ///   there is no such run
  record Reset(ResetWorkflowExecutionRequest request, Map<String, Optional<RunState>> former)
      implements Request<ResetReply> {
    public Reset {
      former = Map.copyOf(former);
    }
  }

  /// Delete a run; an open one is terminated first.
  ///
  /// @param runId the run, or empty for the current one
  /// @param isStored whether there is such a run, should the state not hold it
  /// @param closedOnly leave an open run alone
  record Delete(String runId, boolean isStored, boolean closedOnly)
      implements Request<DeleteReply> {}

  /// Change a run's options.
  record UpdateOptions(UpdateWorkflowExecutionOptionsRequest request)
      implements Request<WorkflowExecutionOptions> {}

  record Describe(String runId) implements Request<DescribeWorkflowExecutionResponse> {}

  /// About a schedule. What is wrong with one as such is checked in the shell.
  sealed interface OfSchedule<R> extends Request<R> {}

  /// Create a schedule.
  ///
  /// @param jitterSeed tells its jitter from that of other schedules
  record CreateSchedule(CreateScheduleRequest request, String jitterSeed)
      implements OfSchedule<CreateScheduleResponse> {}

  record DescribeSchedule() implements OfSchedule<DescribeScheduleResponse> {}

  /// Ask when the schedule is due.
  record ScheduleTimes() implements OfSchedule<CompiledSpec> {}

  /// Put another definition in the schedule's place.
  record UpdateSchedule(UpdateScheduleRequest request) implements OfSchedule<Done> {}

  /// Have the schedule act at once, make up for times of the past, pause or go on.
  record PatchSchedule(PatchScheduleRequest request) implements OfSchedule<Done> {}

  /// Delete the schedule. What it has started goes on.
  record DeleteSchedule() implements OfSchedule<Done> {}

  /// Names an activity of the entity.
  sealed interface ActivityRef {
    /// By the token that its worker got.
    record ByToken(TaskToken token) implements ActivityRef {}

    /// By its activity id, in the current run if `runId` is empty.
    record ById(String runId, String activityId) implements ActivityRef {}
  }
}
