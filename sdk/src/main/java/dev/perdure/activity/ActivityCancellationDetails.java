package dev.perdure.activity;

import java.io.Serializable;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Why an attempt of an activity is to stop. Several reasons can hold at once. Immutable: each
/// `with…` method returns new details.
public final class ActivityCancellationDetails implements Serializable {
  private static final ActivityCancellationDetails NONE = new ActivityCancellationDetails(Set.of());

  @SuppressWarnings("serial") // each of the sets here is serializable
  private final Set<Reason> reasons;

  private enum Reason {
    NOT_FOUND,
    CANCEL_REQUESTED,
    PAUSED,
    RESET,
    TIMED_OUT,
    WORKER_SHUTDOWN
  }

  private ActivityCancellationDetails(Set<Reason> reasons) {
    this.reasons = reasons;
  }

  /// No reason: what to change with `with…`.
  public static ActivityCancellationDetails none() {
    return NONE;
  }

  private ActivityCancellationDetails with(Reason reason, boolean holds) {
    Set<Reason> changed = EnumSet.noneOf(Reason.class);
    changed.addAll(reasons);
    if (holds) {
      changed.add(reason);
    } else {
      changed.remove(reason);
    }
    return new ActivityCancellationDetails(Collections.unmodifiableSet(changed));
  }

  /// See [#notFound].
  public ActivityCancellationDetails withNotFound(boolean holds) {
    return with(Reason.NOT_FOUND, holds);
  }

  /// See [#cancelRequested].
  public ActivityCancellationDetails withCancelRequested(boolean holds) {
    return with(Reason.CANCEL_REQUESTED, holds);
  }

  /// See [#paused].
  public ActivityCancellationDetails withPaused(boolean holds) {
    return with(Reason.PAUSED, holds);
  }

  /// See [#reset].
  public ActivityCancellationDetails withReset(boolean holds) {
    return with(Reason.RESET, holds);
  }

  /// See [#timedOut].
  public ActivityCancellationDetails withTimedOut(boolean holds) {
    return with(Reason.TIMED_OUT, holds);
  }

  /// See [#workerShutdown].
  public ActivityCancellationDetails withWorkerShutdown(boolean holds) {
    return with(Reason.WORKER_SHUTDOWN, holds);
  }

  /// These reasons and those of others.
  public ActivityCancellationDetails and(ActivityCancellationDetails others) {
    ActivityCancellationDetails result = this;
    for (Reason reason : others.reasons) {
      result = result.with(reason, true);
    }
    return result;
  }

  /// Whether the server no longer waits for this attempt: the workflow ended, the attempt timed out
  /// there, or it was already completed. What it returns is dropped.
  public boolean notFound() {
    return reasons.contains(Reason.NOT_FOUND);
  }

  /// Whether the workflow, or somebody through the workflow, asked for it.
  public boolean cancelRequested() {
    return reasons.contains(Reason.CANCEL_REQUESTED);
  }

  /// Whether an operator paused the activity.
  public boolean paused() {
    return reasons.contains(Reason.PAUSED);
  }

  /// Whether an operator reset the activity to its first attempt.
  public boolean reset() {
    return reasons.contains(Reason.RESET);
  }

  /// Whether this attempt's start-to-close or heartbeat timeout is over, as seen here.
  public boolean timedOut() {
    return reasons.contains(Reason.TIMED_OUT);
  }

  /// Whether the worker stops and its graceful shutdown timeout is over.
  public boolean workerShutdown() {
    return reasons.contains(Reason.WORKER_SHUTDOWN);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ActivityCancellationDetails details && reasons.equals(details.reasons);
  }

  @Override
  public int hashCode() {
    return reasons.hashCode();
  }

  /// The reasons that hold.
  @Override
  public String toString() {
    return "ActivityCancellationDetails" + reasons;
  }
}
