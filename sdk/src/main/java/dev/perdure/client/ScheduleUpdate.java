package dev.perdure.client;

import dev.perdure.common.SearchAttributes;
import org.jspecify.annotations.Nullable;

/// What a schedule is to become: see [ScheduleHandle#update]. Immutable.
public final class ScheduleUpdate {
  private final Schedule schedule;
  private final @Nullable SearchAttributes searchAttributes;

  private ScheduleUpdate(Schedule schedule, @Nullable SearchAttributes searchAttributes) {
    this.schedule = schedule;
    this.searchAttributes = searchAttributes;
  }

  /// This schedule in place of the one that was there.
  public static ScheduleUpdate of(Schedule schedule) {
    return new ScheduleUpdate(schedule, null);
  }

  /// These search attributes of the schedule itself in place of those that were there, which stay
  /// without it.
  public ScheduleUpdate withSearchAttributes(SearchAttributes attributes) {
    return new ScheduleUpdate(schedule, attributes);
  }

  /// The schedule.
  public Schedule schedule() {
    return schedule;
  }

  /// Its search attributes; null for those that were there.
  public @Nullable SearchAttributes searchAttributes() {
    return searchAttributes;
  }
}
