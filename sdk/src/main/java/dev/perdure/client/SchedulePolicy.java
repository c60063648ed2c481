package dev.perdure.client;

import com.google.protobuf.TextFormat;
import dev.perdure.internal.wire.Wire;
import io.temporal.api.schedule.v1.SchedulePolicies;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a schedule does when an action cannot be taken as planned. Immutable: each `with…` method
/// returns a new policy.
public final class SchedulePolicy {
  private static final String OVERLAP = "SCHEDULE_OVERLAP_POLICY_";
  private static final SchedulePolicy DEFAULTS =
      new SchedulePolicy(SchedulePolicies.getDefaultInstance())
          .withOverlap(ScheduleOverlapPolicy.SKIP)
          .withCatchupWindow(Duration.ofDays(365));

  private final SchedulePolicies message;

  SchedulePolicy(SchedulePolicies message) {
    this.message = message;
  }

  /// The policy with nothing changed.
  public static SchedulePolicy defaults() {
    return DEFAULTS;
  }

  private static SchedulePolicy of(SchedulePolicies.Builder changed) {
    return new SchedulePolicy(changed.build());
  }

  /// What happens when the workflow of the last action still runs; `SKIP` without it.
  public SchedulePolicy withOverlap(ScheduleOverlapPolicy overlap) {
    return of(message.toBuilder().setOverlapPolicy(message(overlap)));
  }

  /// How late an action may be that was due while the server was away; 365 days without it, and at
  /// least 10 seconds whatever it says.
  ///
  /// @throws IllegalArgumentException when it is not positive
  public SchedulePolicy withCatchupWindow(Duration window) {
    if (!window.isPositive()) {
      throw new IllegalArgumentException(
          "A schedule's catch-up window must be positive, not %s.".formatted(window));
    }
    return of(message.toBuilder().setCatchupWindow(Wire.duration(window)));
  }

  /// Whether the schedule is paused when a workflow has failed or timed out, after its retries;
  /// false without it.
  public SchedulePolicy withPauseOnFailure(boolean pause) {
    return of(message.toBuilder().setPauseOnFailure(pause));
  }

  /// What happens when the workflow of the last action still runs.
  public ScheduleOverlapPolicy overlap() {
    return Wire.constant(message.getOverlapPolicy(), OVERLAP, ScheduleOverlapPolicy.SKIP);
  }

  /// How late an action may be that was due while the server was away.
  public Duration catchupWindow() {
    return Wire.duration(message.getCatchupWindow());
  }

  /// Whether the schedule is paused when a workflow has failed.
  public boolean pauseOnFailure() {
    return message.getPauseOnFailure();
  }

  SchedulePolicies message() {
    return message;
  }

  /// An overlap policy as the protocol has it; null for that of the schedule.
  static io.temporal.api.enums.v1.ScheduleOverlapPolicy message(
      @Nullable ScheduleOverlapPolicy overlap) {
    return overlap == null
        ? io.temporal.api.enums.v1.ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_UNSPECIFIED
        : Wire.constant(io.temporal.api.enums.v1.ScheduleOverlapPolicy.class, OVERLAP, overlap);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SchedulePolicy policy && message.equals(policy.message);
  }

  @Override
  public int hashCode() {
    return message.hashCode();
  }

  @Override
  public String toString() {
    return "SchedulePolicy["
        + TextFormat.printer().emittingSingleLine(true).printToString(message)
        + "]";
  }
}
