package dev.perdure.engine;

import dev.perdure.engine.activity.CancelActivity;
import dev.perdure.engine.activity.ClaimActivity;
import dev.perdure.engine.activity.CompleteActivity;
import dev.perdure.engine.activity.FailActivity;
import dev.perdure.engine.activity.HeartbeatActivity;
import dev.perdure.engine.activity.PauseActivity;
import dev.perdure.engine.activity.ResetActivity;
import dev.perdure.engine.activity.UnpauseActivity;
import dev.perdure.engine.activity.UpdateActivityOptions;
import dev.perdure.engine.attribute.AttributeTypes;
import dev.perdure.engine.callback.AnswerCallback;
import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Decision.Outcome;
import dev.perdure.engine.decision.Done;
import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.Effect;
import dev.perdure.engine.decision.Ids;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.message.DeliverMessage;
import dev.perdure.engine.query.QueryWorkflow;
import dev.perdure.engine.run.DeleteWorkflow;
import dev.perdure.engine.run.DescribeWorkflow;
import dev.perdure.engine.run.EpochBegan;
import dev.perdure.engine.run.RequestCancelWorkflow;
import dev.perdure.engine.run.ResetWorkflow;
import dev.perdure.engine.run.SignalWithStart;
import dev.perdure.engine.run.StartWorkflow;
import dev.perdure.engine.run.TerminateWorkflow;
import dev.perdure.engine.run.UpdateOptions;
import dev.perdure.engine.schedule.Schedules;
import dev.perdure.engine.signal.SignalWorkflow;
import dev.perdure.engine.state.EntityState;
import dev.perdure.engine.state.ScheduleState;
import dev.perdure.engine.state.WorkflowState;
import dev.perdure.engine.timer.TimersDue;
import dev.perdure.engine.update.UpdateWithStart;
import dev.perdure.engine.update.UpdateWorkflow;
import dev.perdure.engine.workflowtask.ClaimWorkflowTask;
import dev.perdure.engine.workflowtask.CompleteWorkflowTask;
import dev.perdure.engine.workflowtask.FailWorkflowTask;
import dev.perdure.engine.workflowtask.ResetSticky;
import java.time.Instant;
import java.util.List;

/// The pure core: decides what a request leads to, and finds the effects that a state calls for.
///
/// Stateless and thread-safe; a state belongs to one caller at a time.
public final class Engine {
  private final EngineLimits limits;
  private final AttributeTypes attributeTypes;

  /// An engine that takes any search attribute.
  public Engine(EngineLimits limits) {
    this(limits, AttributeTypes.ANY);
  }

  /// @param attributeTypes the search attributes that workflows may set
  public Engine(EngineLimits limits, AttributeTypes attributeTypes) {
    this.limits = limits;
    this.attributeTypes = attributeTypes;
  }

  /// Decides a request and applies what follows from it to the state.
  ///
  /// @param now the engine's time, which never goes back
  /// @param ids the only source of ids and randomness
  /// @throws RuntimeException if something impossible happened: the state is not to be used again
  public <R> Decision<R> decide(EntityState state, Request<R> request, Instant now, Ids ids) {
    return switch (state) {
      case WorkflowState workflow -> decide(workflow, request, now, ids);
      case ScheduleState schedule -> Schedules.decide(schedule, request, now, ids);
    };
  }

  private <R> Decision<R> decide(WorkflowState state, Request<R> request, Instant now, Ids ids) {
    var draft = new Draft(state, now, ids, limits, attributeTypes);
    @SuppressWarnings("unchecked") // Each kind of request is decided with its own reply type.
    var outcome = (Outcome<R>) outcome(draft, request);
    Aftermath.settle(draft);
    return new Decision<>(outcome, List.copyOf(draft.records()), List.copyOf(draft.effects()));
  }

  private static Outcome<?> outcome(Draft draft, Request<?> request) {
    return switch (request) {
      case Request.Start r -> StartWorkflow.decide(draft, r);
      case Request.SignalWithStart r -> SignalWithStart.decide(draft, r);
      case Request.Signal r -> SignalWorkflow.decide(draft, r);
      case Request.RequestCancel r -> RequestCancelWorkflow.decide(draft, r);
      case Request.Terminate r -> TerminateWorkflow.decide(draft, r);
      case Request.Query r -> QueryWorkflow.decide(draft, r);
      case Request.AbandonQuery r -> QueryWorkflow.abandon(draft, r);
      case Request.Update r -> UpdateWorkflow.decide(draft, r);
      case Request.UpdateWithStart r -> UpdateWithStart.decide(draft, r);
      case Request.PollUpdate r -> UpdateWorkflow.poll(draft, r);
      case Request.ClaimWorkflowTask r -> ClaimWorkflowTask.decide(draft, r);
      case Request.ClaimQuery r -> QueryWorkflow.claim(draft, r);
      case Request.CompleteWorkflowTask r -> CompleteWorkflowTask.decide(draft, r);
      case Request.FailWorkflowTask r -> FailWorkflowTask.decide(draft, r);
      case Request.ResetSticky r -> ResetSticky.decide(draft, r);
      case Request.ClaimActivityTask r -> ClaimActivity.decide(draft, r);
      case Request.Heartbeat r -> HeartbeatActivity.decide(draft, r);
      case Request.CompleteActivity r -> CompleteActivity.decide(draft, r);
      case Request.FailActivity r -> FailActivity.decide(draft, r);
      case Request.CancelActivity r -> CancelActivity.decide(draft, r);
      case Request.PauseActivity r -> PauseActivity.decide(draft, r);
      case Request.UnpauseActivity r -> UnpauseActivity.decide(draft, r);
      case Request.ResetActivity r -> ResetActivity.decide(draft, r);
      case Request.UpdateActivityOptions r -> UpdateActivityOptions.decide(draft, r);
      case Request.TimersDue() -> {
        TimersDue.decide(draft);
        yield Decision.accept(Done.DONE);
      }
      case Request.EpochBegan r -> {
        EpochBegan.decide(draft, r);
        yield Decision.accept(Done.DONE);
      }
      case Request.Deliver r -> DeliverMessage.decide(draft, r.message());
      case Request.CallbackAnswered r -> AnswerCallback.decide(draft, r);
      case Request.Reset r -> ResetWorkflow.decide(draft, r);
      case Request.Delete r -> DeleteWorkflow.decide(draft, r);
      case Request.UpdateOptions r -> UpdateOptions.decide(draft, r);
      case Request.Describe r -> DescribeWorkflow.decide(draft, r);
      case Request.OfSchedule<?> _ ->
          throw new IllegalArgumentException("for a schedule, not a workflow: " + request);
    };
  }

  /// Every effect that must be live in this state. Marks what it offers as offered.
  public List<Effect> redrive(EntityState state, Instant now) {
    return switch (state) {
      case WorkflowState workflow -> Aftermath.redrive(workflow, now);
      case ScheduleState schedule -> Schedules.redrive(schedule);
    };
  }
}
