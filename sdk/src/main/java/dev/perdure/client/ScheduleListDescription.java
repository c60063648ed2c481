package dev.perdure.client;

import dev.perdure.converter.DataConverter;
import io.temporal.api.schedule.v1.ScheduleListEntry;
import org.jspecify.annotations.Nullable;

/// What a list says about a schedule: less than its [description][ScheduleDescription], and with
/// some servers a moment later.
public final class ScheduleListDescription extends DescribedProperties {
  private final ScheduleListEntry raw;

  ScheduleListDescription(DataConverter converter, ScheduleListEntry raw) {
    super(converter, raw.getSearchAttributes(), raw.getMemo());
    this.raw = raw;
  }

  /// The schedule's id.
  public String id() {
    return raw.getScheduleId();
  }

  /// What is done when; null when the server does not say.
  public @Nullable ScheduleListSchedule schedule() {
    return raw.hasInfo() ? ScheduleListSchedule.of(raw.getInfo()) : null;
  }

  /// What it has done and will do; null when the server does not say.
  public @Nullable ScheduleListInfo info() {
    return raw.hasInfo() ? ScheduleListInfo.of(raw.getInfo()) : null;
  }

  /// All that the server said.
  public ScheduleListEntry raw() {
    return raw;
  }

  @Override
  public String toString() {
    return "schedule " + id();
  }
}
