package dev.perdure.client;

import org.jspecify.annotations.Nullable;

/// Whether a schedule acts, and how often still. Immutable: each `with…` method returns a new
/// state.
public final class ScheduleState {
  private static final ScheduleState DEFAULTS =
      new ScheduleState(io.temporal.api.schedule.v1.ScheduleState.getDefaultInstance());

  private final io.temporal.api.schedule.v1.ScheduleState message;

  ScheduleState(io.temporal.api.schedule.v1.ScheduleState message) {
    this.message = message;
  }

  /// Not paused, with no limit.
  public static ScheduleState defaults() {
    return DEFAULTS;
  }

  private static ScheduleState of(io.temporal.api.schedule.v1.ScheduleState.Builder changed) {
    return new ScheduleState(changed.build());
  }

  /// A text for people. The server writes one when it pauses the schedule after a failure.
  public ScheduleState withNote(String note) {
    return of(message.toBuilder().setNotes(note));
  }

  /// Whether the schedule is paused: then it acts only when it is triggered or backfilled.
  public ScheduleState withPaused(boolean paused) {
    return of(message.toBuilder().setPaused(paused));
  }

  /// Lets the schedule act so often by itself, and then no more; no limit without it. Triggered and
  /// backfilled actions do not count.
  ///
  /// @throws IllegalArgumentException when it is not positive
  public ScheduleState withRemainingActions(long actions) {
    if (actions < 1) {
      throw new IllegalArgumentException(
          "A schedule must have at least one action left, not %d. Pause it to stop it."
              .formatted(actions));
    }
    return of(message.toBuilder().setLimitedActions(true).setRemainingActions(actions));
  }

  /// Lets the schedule act without a limit.
  public ScheduleState withUnlimitedActions() {
    return of(message.toBuilder().setLimitedActions(false).setRemainingActions(0));
  }

  /// The text for people; null for none.
  public @Nullable String note() {
    return message.getNotes().isEmpty() ? null : message.getNotes();
  }

  /// Whether it is paused.
  public boolean paused() {
    return message.getPaused();
  }

  /// Whether only [#remainingActions] are left.
  public boolean limitedActions() {
    return message.getLimitedActions();
  }

  /// How many actions are left where they are limited.
  public long remainingActions() {
    return message.getRemainingActions();
  }

  io.temporal.api.schedule.v1.ScheduleState message() {
    return message;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ScheduleState state && message.equals(state.message);
  }

  @Override
  public int hashCode() {
    return message.hashCode();
  }

  @Override
  public String toString() {
    return "ScheduleState[%s, note %s, remaining actions %s]"
        .formatted(
            paused() ? "paused" : "active",
            note(),
            limitedActions() ? remainingActions() : "unlimited");
  }
}
