package dev.perdure.client;

import dev.perdure.common.PerdureException;
import dev.perdure.failure.Failure;

/// A standalone activity has no result because it failed, timed out, was cancelled or terminated.
/// The cause says which of these; [#reason] is the failure below all layers.
public final class ActivityFailedException extends PerdureException {
  private final String activityId;
  private final String runId;
  private final Failure failure;

  ActivityFailedException(String activityId, String runId, Failure failure) {
    super("Activity %s (run %s): %s".formatted(activityId, runId, failure.getMessage()), failure);
    this.activityId = activityId;
    this.runId = runId;
    this.failure = failure;
  }

  /// The activity's id.
  public String activityId() {
    return activityId;
  }

  /// The run that ended so.
  public String runId() {
    return runId;
  }

  /// The reason below the layers that only say where it happened.
  public Failure reason() {
    return failure.reason();
  }
}
