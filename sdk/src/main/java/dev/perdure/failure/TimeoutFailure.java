package dev.perdure.failure;

import dev.perdure.common.Details;
import org.jspecify.annotations.Nullable;

/// A time ran out. When attempts had failed before, the cause is the last one's failure.
public final class TimeoutFailure extends Failure {
  private final TimeoutType type;
  private final transient @Nullable Details lastHeartbeatDetails;

  /// For converters; others call [#of].
  public TimeoutFailure(Origin origin, TimeoutType type, Details lastHeartbeatDetails) {
    super(origin);
    this.type = type;
    this.lastHeartbeatDetails = lastHeartbeatDetails;
  }

  /// A time that ran out here.
  public static TimeoutFailure of(String message, TimeoutType type) {
    return new TimeoutFailure(Origin.here(message, null), type, Details.none());
  }

  /// Which time ran out.
  public TimeoutType type() {
    return type;
  }

  /// What the activity last reported by a heartbeat.
  public Details lastHeartbeatDetails() {
    return orNone(lastHeartbeatDetails);
  }

  @Override
  String remark() {
    return type.name();
  }
}
