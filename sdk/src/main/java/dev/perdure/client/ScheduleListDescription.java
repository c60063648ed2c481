package dev.perdure.client;

import dev.perdure.common.SearchAttributes;
import dev.perdure.common.TypeRef;
import dev.perdure.converter.DataConverter;
import dev.perdure.internal.wire.MemoPayloads;
import dev.perdure.internal.wire.SearchAttributePayloads;
import io.temporal.api.schedule.v1.ScheduleListEntry;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a list says about a schedule: less than its [description][ScheduleDescription], and with
/// some servers a moment later.
public final class ScheduleListDescription {
  private final DataConverter converter;
  private final ScheduleListEntry raw;

  ScheduleListDescription(DataConverter converter, ScheduleListEntry raw) {
    this.converter = converter;
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

  /// The attributes by which the schedule is found.
  public SearchAttributes searchAttributes() {
    return SearchAttributePayloads.decode(raw.getSearchAttributes());
  }

  /// The values of the schedule's own memo as JSON gives them: strings, numbers, lists, maps.
  public Map<String, @Nullable Object> memo() {
    return MemoPayloads.decode(raw.getMemo(), converter);
  }

  /// A value of the schedule's own memo; null when it has none of this name.
  @SuppressWarnings("unchecked") // decoded to this type
  public <T> @Nullable T memoValue(String key, Class<T> type) {
    return (T) MemoPayloads.decode(raw.getMemo(), key, type, converter);
  }

  /// A value of the schedule's own memo; null when it has none of this name.
  @SuppressWarnings("unchecked") // decoded to this type
  public <T> @Nullable T memoValue(String key, TypeRef<T> type) {
    return (T) MemoPayloads.decode(raw.getMemo(), key, type.type(), converter);
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
