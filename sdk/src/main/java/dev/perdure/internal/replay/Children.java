package dev.perdure.internal.replay;

import dev.perdure.internal.replay.ChildMachine.Input;
import dev.perdure.internal.replay.ChildMachine.Output;
import dev.perdure.internal.replay.ChildMachine.State;
import dev.perdure.workflow.ChildWorkflowCancellationType;
import dev.perdure.workflow.NondeterminismException;
import io.temporal.api.command.v1.Command;
import io.temporal.api.command.v1.RequestCancelExternalWorkflowExecutionCommandAttributes;
import io.temporal.api.command.v1.StartChildWorkflowExecutionCommandAttributes;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.RetryState;
import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.api.failure.v1.CanceledFailureInfo;
import io.temporal.api.failure.v1.ChildWorkflowExecutionFailureInfo;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.failure.v1.TerminatedFailureInfo;
import io.temporal.api.failure.v1.TimeoutFailureInfo;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.sdk.v1.UserMetadata;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The child workflows of one run that are not over.
final class Children {
  private final CommandQueue commands;
  private final List<Job> jobs;
  private final ExternalRequests external;
  private final SmallMap<Integer, Child> bySeq = new SmallMap<>();
  private final SmallMap<Long, Child> byInitiatedEvent = new SmallMap<>();
  private int lastSeq;

  Children(CommandQueue commands, List<Job> jobs, ExternalRequests external) {
    this.commands = commands;
    this.jobs = jobs;
    this.external = external;
  }

  private static final class Child {
    final int seq;
    final String id;
    final String type;
    final ChildWorkflowCancellationType cancellation;
    State state = new State.Requested();
    @Nullable PendingCommand start;
    String namespace = "";
    String runId = "";
    String cancelReason = "";
    long initiatedEventId;
    long startedEventId;

    Child(
        int seq,
        StartChildWorkflowExecutionCommandAttributes.Builder attributes,
        ChildWorkflowCancellationType cancellation) {
      this.seq = seq;
      this.id = attributes.getWorkflowId();
      this.type = attributes.getWorkflowType().getName();
      this.cancellation = cancellation;
    }

    List<Output> take(Input input) {
      var transition = ChildMachine.next(state, input);
      state = transition.state();
      return transition.outputs();
    }

    String describe() {
      return "child workflow " + id + " of type " + type;
    }

    Failure failure(String message, Failure cause, RetryState retryState) {
      return Failure.newBuilder()
          .setMessage(message)
          .setCause(cause)
          .setChildWorkflowExecutionFailureInfo(
              ChildWorkflowExecutionFailureInfo.newBuilder()
                  .setNamespace(namespace)
                  .setWorkflowExecution(
                      WorkflowExecution.newBuilder().setWorkflowId(id).setRunId(runId))
                  .setWorkflowType(WorkflowType.newBuilder().setName(type))
                  .setInitiatedEventId(initiatedEventId)
                  .setStartedEventId(startedEventId)
                  .setRetryState(retryState))
          .build();
    }

    Failure cancelled(CanceledFailureInfo info) {
      String message =
          initiatedEventId == 0
              ? "Child Workflow Execution cancelled before scheduled: " + cancelReason
              : "Child Workflow execution cancelled";
      Failure cause =
          Failure.newBuilder().setMessage("Cancelled").setCanceledFailureInfo(info).build();
      return failure(message, cause, RetryState.RETRY_STATE_NON_RETRYABLE_FAILURE);
    }
  }

  int start(
      StartChildWorkflowExecutionCommandAttributes.Builder attributes,
      ChildWorkflowCancellationType cancellation,
      @Nullable UserMetadata metadata) {
    var child = new Child(++lastSeq, attributes, cancellation);
    child.start = new Start(child, attributes, metadata);
    bySeq.put(child.seq, child);
    commands.add(child.start);
    return child.seq;
  }

  /// Cancels a child; returns the failure with which it ends if it does so at once.
  @Nullable Failure cancel(int seq, String reason) {
    Child child = bySeq.get(seq);
    if (child == null) {
      return null;
    }
    child.cancelReason = reason;
    Failure ended = null;
    for (Output output : child.take(new Input.CancelRequested(child.cancellation))) {
      switch (output) {
        case Output.Withdraw() -> {
          if (child.start != null) {
            commands.withdraw(child.start);
          }
        }
        case Output.RequestCancel() -> requestCancel(child);
        case Output.ResolveCancelled() -> {
          bySeq.remove(seq);
          ended = child.cancelled(CanceledFailureInfo.getDefaultInstance());
        }
        case Output.ResolveStarted(), Output.ResolveStartFailed(), Output.Resolve() ->
            throw new IllegalStateException("no event closes it");
      }
    }
    return ended;
  }

  /// It names no run: the child may have continued as new. A request that fails came too late or
  /// too early, which the child's own events tell.
  private void requestCancel(Child child) {
    external.cancel(
        RequestCancelExternalWorkflowExecutionCommandAttributes.newBuilder()
            .setWorkflowId(child.id)
            .setChildWorkflowOnly(true)
            .setReason(child.cancelReason)
            .build(),
        failure -> {
          if (failure == null) {
            cancelAccepted(child);
          }
        });
  }

  private void cancelAccepted(Child child) {
    var accepted = new Input.CancelAccepted(child.cancellation);
    if (child.take(accepted).contains(new Output.ResolveCancelled())) {
      bySeq.remove(child.seq);
      fail(child, child.cancelled(CanceledFailureInfo.getDefaultInstance()));
    }
  }

  void started(HistoryEvent event) {
    var attributes = event.getChildWorkflowExecutionStartedEventAttributes();
    Child child = known(event, byInitiatedEvent.get(attributes.getInitiatedEventId()));
    child.runId = attributes.getWorkflowExecution().getRunId();
    child.startedEventId = event.getEventId();
    if (child.take(new Input.ChildStarted()).contains(new Output.ResolveStarted())) {
      jobs.add(new Job.ChildStarted(child.seq, child.runId));
    }
  }

  void startFailed(HistoryEvent event) {
    var attributes = event.getStartChildWorkflowExecutionFailedEventAttributes();
    Child child = known(event, byInitiatedEvent.remove(attributes.getInitiatedEventId()));
    bySeq.remove(child.seq);
    if (child.take(new Input.StartFailed()).contains(new Output.ResolveStartFailed())) {
      jobs.add(new Job.ChildStartFailed(child.seq, attributes.getCause()));
    }
  }

  void completed(HistoryEvent event) {
    var attributes = event.getChildWorkflowExecutionCompletedEventAttributes();
    Child child = closed(event, attributes.getInitiatedEventId());
    if (child != null) {
      jobs.add(new Job.ChildCompleted(child.seq, attributes.getResult()));
    }
  }

  void failed(HistoryEvent event) {
    var attributes = event.getChildWorkflowExecutionFailedEventAttributes();
    Child child = closed(event, attributes.getInitiatedEventId());
    if (child != null) {
      fail(
          child,
          child.failure(
              "Child Workflow execution failed",
              attributes.getFailure(),
              attributes.getRetryState()));
    }
  }

  void timedOut(HistoryEvent event) {
    var attributes = event.getChildWorkflowExecutionTimedOutEventAttributes();
    Child child = closed(event, attributes.getInitiatedEventId());
    if (child != null) {
      var info =
          TimeoutFailureInfo.newBuilder().setTimeoutType(TimeoutType.TIMEOUT_TYPE_START_TO_CLOSE);
      Failure cause =
          Failure.newBuilder().setMessage("Timed out").setTimeoutFailureInfo(info).build();
      fail(
          child,
          child.failure("Child Workflow execution timed out", cause, attributes.getRetryState()));
    }
  }

  void cancelled(HistoryEvent event) {
    var attributes = event.getChildWorkflowExecutionCanceledEventAttributes();
    Child child = closed(event, attributes.getInitiatedEventId());
    if (child != null) {
      var info = CanceledFailureInfo.newBuilder();
      if (attributes.hasDetails()) {
        info.setDetails(attributes.getDetails());
      }
      fail(child, child.cancelled(info.build()));
    }
  }

  void terminated(HistoryEvent event) {
    var attributes = event.getChildWorkflowExecutionTerminatedEventAttributes();
    Child child = closed(event, attributes.getInitiatedEventId());
    if (child != null) {
      Failure cause =
          Failure.newBuilder()
              .setMessage("Terminated")
              .setTerminatedFailureInfo(TerminatedFailureInfo.getDefaultInstance())
              .build();
      fail(
          child,
          child.failure(
              "Child Workflow execution terminated",
              cause,
              RetryState.RETRY_STATE_NON_RETRYABLE_FAILURE));
    }
  }

  private void fail(Child child, Failure failure) {
    jobs.add(new Job.ChildFailed(child.seq, failure));
  }

  /// Takes in a closing event; returns the child if the workflow must learn of it.
  private @Nullable Child closed(HistoryEvent event, long initiatedEventId) {
    Child child = known(event, byInitiatedEvent.remove(initiatedEventId));
    bySeq.remove(child.seq);
    return child.take(new Input.Closed()).contains(new Output.Resolve()) ? child : null;
  }

  private static Child known(HistoryEvent event, @Nullable Child child) {
    if (child == null) {
      throw new NondeterminismException(
          ("event %d of the history is %s of a child workflow that the workflow code did not"
                  + " start.")
              .formatted(event.getEventId(), CommandQueue.name(event.getEventType())));
    }
    return child;
  }

  private final class Start implements PendingCommand {
    private final Child child;
    private final StartChildWorkflowExecutionCommandAttributes.Builder attributes;
    private final @Nullable UserMetadata metadata;

    Start(
        Child child,
        StartChildWorkflowExecutionCommandAttributes.Builder attributes,
        @Nullable UserMetadata metadata) {
      this.child = child;
      this.attributes = attributes;
      this.metadata = metadata;
    }

    @Override
    public EventType event() {
      return EventType.EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED;
    }

    @Override
    public String describe() {
      return child.describe();
    }

    @Override
    public void recorded(HistoryEvent event) {
      var recorded = event.getStartChildWorkflowExecutionInitiatedEventAttributes();
      String type = recorded.getWorkflowType().getName();
      if (!type.equals(child.type)) {
        throw new NondeterminismException(
            ("event %d of the history starts a child workflow of type %s, but the workflow code"
                    + " asked for type %s (workflow id %s) there.")
                .formatted(event.getEventId(), type, child.type, child.id));
      }
      if (!recorded.getWorkflowId().equals(child.id)) {
        throw new NondeterminismException(
            ("event %d of the history starts the child workflow with id %s, but the workflow code"
                    + " asked for id %s (type %s) there.")
                .formatted(event.getEventId(), recorded.getWorkflowId(), child.id, child.type));
      }
      child.start = null;
      child.initiatedEventId = event.getEventId();
      child.namespace = recorded.getNamespace();
      child.take(new Input.Recorded());
      byInitiatedEvent.put(event.getEventId(), child);
    }

    @Override
    public Command build() {
      var command =
          Command.newBuilder()
              .setCommandType(CommandType.COMMAND_TYPE_START_CHILD_WORKFLOW_EXECUTION)
              .setStartChildWorkflowExecutionCommandAttributes(attributes);
      if (metadata != null) {
        command.setUserMetadata(metadata);
      }
      return command.build();
    }
  }
}
