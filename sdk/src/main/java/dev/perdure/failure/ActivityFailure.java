package dev.perdure.failure;

import java.io.Serializable;

/// An activity failed for good. The cause says why: [ApplicationFailure], [TimeoutFailure] or
/// [CancelledFailure].
public final class ActivityFailure extends Failure {
  /// Which activity it was.
  ///
  /// @param activityType the activity type's name
  /// @param activityId its id within the workflow
  /// @param identity the worker that ran the last attempt; empty when none did
  /// @param scheduledEventId the history event that scheduled it
  /// @param startedEventId the history event of its start; 0 when it never started
  /// @param retryState why there is no further attempt
  public record Attributes(
      String activityType,
      String activityId,
      String identity,
      long scheduledEventId,
      long startedEventId,
      RetryState retryState)
      implements Serializable {}

  private final Attributes attributes;

  /// For converters.
  public ActivityFailure(Origin origin, Attributes attributes) {
    super(origin);
    this.attributes = attributes;
  }

  /// Which activity it was, and why there is no further attempt.
  public Attributes attributes() {
    return attributes;
  }

  /// The activity type's name.
  public String activityType() {
    return attributes.activityType;
  }

  /// The activity's id within the workflow.
  public String activityId() {
    return attributes.activityId;
  }

  /// Why there is no further attempt.
  public RetryState retryState() {
    return attributes.retryState;
  }

  @Override
  public Failure reason() {
    return reasonOfCause();
  }

  @Override
  String remark() {
    return "%s, activity id %s, %s".formatted(activityType(), activityId(), retryState());
  }
}
