package dev.perdure.client;

import io.grpc.StatusRuntimeException;

/// A standalone activity was not started because its id is taken: by a running activity, or by a
/// closed one where the reuse policy does not allow it again.
public final class ActivityAlreadyStartedException extends RpcException {
  private final String activityId;
  private final String activityType;
  private final String runId;

  ActivityAlreadyStartedException(
      String activityId, String activityType, String runId, StatusRuntimeException cause) {
    super(
        ("Activity %s was not started: the id is taken by run %s. Take its handle with"
             + " getActivityHandle, or allow it with withIdConflictPolicy (a running activity) or"
             + " withIdReusePolicy (a closed one).")
            .formatted(activityId, runId),
        cause);
    this.activityId = activityId;
    this.activityType = activityType;
    this.runId = runId;
  }

  /// The id that is taken.
  public String activityId() {
    return activityId;
  }

  /// The type of the activity that was to be started.
  public String activityType() {
    return activityType;
  }

  /// The run that has the id.
  public String runId() {
    return runId;
  }
}
