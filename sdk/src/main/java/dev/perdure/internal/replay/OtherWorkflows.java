package dev.perdure.internal.replay;

import dev.perdure.workflow.ChildWorkflowCancellationType;
import io.temporal.api.command.v1.RequestCancelExternalWorkflowExecutionCommandAttributes;
import io.temporal.api.command.v1.SignalExternalWorkflowExecutionCommandAttributes;
import io.temporal.api.command.v1.StartChildWorkflowExecutionCommandAttributes;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.sdk.v1.UserMetadata;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one run has to do with other workflows: its children, and what it asks of others.
public final class OtherWorkflows {
  private final List<Job> jobs;
  private final ExternalRequests external;
  private final Children children;
  private final SmallMap<Integer, ExternalRequests.Request> signals = new SmallMap<>();
  private int lastRequest;

  OtherWorkflows(CommandQueue commands, List<Job> jobs) {
    this.jobs = jobs;
    this.external = new ExternalRequests(commands);
    this.children = new Children(commands, jobs, external);
  }

  /// Takes in an event about another workflow that no command causes.
  void take(HistoryEvent event) {
    switch (event.getEventType()) {
      case EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_STARTED -> children.started(event);
      case EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_FAILED -> children.startFailed(event);
      case EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_COMPLETED -> children.completed(event);
      case EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_FAILED -> children.failed(event);
      case EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_TIMED_OUT -> children.timedOut(event);
      case EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_CANCELED -> children.cancelled(event);
      case EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_TERMINATED -> children.terminated(event);
      case EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_SIGNALED -> external.signaled(event);
      case EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED -> external.signalFailed(event);
      case EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_CANCEL_REQUESTED ->
          external.cancelRequested(event);
      case EVENT_TYPE_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED ->
          external.cancelFailed(event);
      default -> throw new IllegalArgumentException(event.getEventType().name());
    }
  }

  /// Starts a child, whose id must be set; returns its sequence number.
  public int startChild(
      StartChildWorkflowExecutionCommandAttributes.Builder attributes,
      ChildWorkflowCancellationType cancellation,
      @Nullable UserMetadata metadata) {
    return children.start(attributes, cancellation, metadata);
  }

  /// Cancels a child as its cancellation type says. Returns the failure with which it ends if it
  /// ends at once; null when its outcome comes later, or has come.
  public @Nullable Failure cancelChild(int seq, String reason) {
    return children.cancel(seq, reason);
  }

  /// Signals another workflow; returns the request's sequence number.
  public int signal(SignalExternalWorkflowExecutionCommandAttributes.Builder attributes) {
    int seq = ++lastRequest;
    signals.put(
        seq,
        external.signal(
            attributes,
            failure -> {
              signals.remove(seq);
              jobs.add(new Job.ExternalAnswered(seq, failure));
            }));
    return seq;
  }

  /// Takes a signal back. Returns the failure with which it ends if it was not sent yet; null when
  /// its outcome comes later, or has come.
  public @Nullable Failure cancelSignal(int seq) {
    ExternalRequests.Request signal = signals.get(seq);
    Failure ended = signal == null ? null : external.withdraw(signal);
    if (ended != null) {
      signals.remove(seq);
    }
    return ended;
  }

  /// Requests another workflow's cancellation; returns the request's sequence number.
  public int cancel(RequestCancelExternalWorkflowExecutionCommandAttributes attributes) {
    int seq = ++lastRequest;
    external.cancel(attributes, failure -> jobs.add(new Job.ExternalAnswered(seq, failure)));
    return seq;
  }
}
