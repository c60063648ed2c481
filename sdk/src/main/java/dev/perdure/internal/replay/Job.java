package dev.perdure.internal.replay;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.enums.v1.StartChildWorkflowExecutionFailedCause;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.history.v1.WorkflowExecutionSignaledEventAttributes;
import io.temporal.api.history.v1.WorkflowExecutionStartedEventAttributes;
import io.temporal.api.update.v1.Request;
import org.jspecify.annotations.Nullable;

/// Something that workflow code must learn at the start of an activation. Of several jobs those
/// with a smaller [#rank] come first, and equal ones in the order of the history.
public sealed interface Job {
  /// The place in the order of an activation's jobs.
  int rank();

  /// The run begins.
  ///
  /// @param attributes what it was started with
  /// @param time when it was started
  record Start(WorkflowExecutionStartedEventAttributes attributes, Timestamp time) implements Job {
    @Override
    public int rank() {
      return 0;
    }
  }

  /// Randomness begins anew: the run was reset, and `runId` is the run that goes on.
  record Reseed(String runId) implements Job {
    @Override
    public int rank() {
      return 1;
    }
  }

  /// A signal came.
  record Signal(WorkflowExecutionSignaledEventAttributes attributes) implements Job {
    @Override
    public int rank() {
      return 2;
    }
  }

  /// An update came.
  ///
  /// @param instanceId what the answers to it are about
  /// @param request what it asks for
  /// @param validates whether its validator must be asked; not in replay, where it has answered
  record Update(String instanceId, Request request, boolean validates) implements Job {
    @Override
    public int rank() {
      return 2;
    }
  }

  /// Somebody wants the run to be cancelled, for a reason that may be empty.
  record Cancel(String reason) implements Job {
    @Override
    public int rank() {
      return 3;
    }
  }

  /// A timer fired.
  record TimerFired(int seq) implements Job {
    @Override
    public int rank() {
      return 3;
    }
  }

  /// An activity, remote or local, has a result.
  record ActivityCompleted(int seq, Payloads result) implements Job {
    @Override
    public int rank() {
      return 3;
    }
  }

  /// An activity, remote or local, failed, timed out or was cancelled.
  record ActivityFailed(int seq, Failure failure) implements Job {
    @Override
    public int rank() {
      return 3;
    }
  }

  /// Something about another workflow.
  sealed interface OfOtherWorkflow extends Job {
    @Override
    default int rank() {
      return 3;
    }
  }

  /// A child started.
  ///
  /// @param runId its first run
  record ChildStarted(int seq, String runId) implements OfOtherWorkflow {}

  /// A child could not be started.
  record ChildStartFailed(int seq, StartChildWorkflowExecutionFailedCause cause)
      implements OfOtherWorkflow {}

  /// A child has a result.
  record ChildCompleted(int seq, Payloads result) implements OfOtherWorkflow {}

  /// A child failed, timed out, was cancelled or terminated.
  record ChildFailed(int seq, Failure failure) implements OfOtherWorkflow {}

  /// Another workflow has got a signal or cancel request, or cannot get it.
  ///
  /// @param failure why it cannot; null when it has
  record ExternalAnswered(int seq, @Nullable Failure failure) implements OfOtherWorkflow {}

  /// A local activity failed and is to be asked for again, with a new number, after a timer.
  ///
  /// @param attempt the number of the next attempt
  /// @param duration how long the timer runs
  /// @param originalScheduleTime when the first of all attempts was asked for; null when not known
  record LocalActivityBackoff(
      int seq, int attempt, Duration duration, @Nullable Timestamp originalScheduleTime)
      implements Job {
    @Override
    public int rank() {
      return 4;
    }
  }
}
