package dev.perdure.client;

import dev.perdure.common.SearchAttributes;
import dev.perdure.common.TypeRef;
import dev.perdure.converter.DataConverter;
import dev.perdure.internal.wire.MemoPayloads;
import dev.perdure.internal.wire.SearchAttributePayloads;
import io.temporal.api.workflowservice.v1.DescribeScheduleResponse;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the server says about one schedule.
public final class ScheduleDescription {
  private final String id;
  private final Schedule schedule;
  private final DataConverter converter;
  private final DescribeScheduleResponse raw;

  ScheduleDescription(
      String id, Schedule schedule, DataConverter converter, DescribeScheduleResponse raw) {
    this.id = id;
    this.schedule = schedule;
    this.converter = converter;
    this.raw = raw;
  }

  /// The schedule's id.
  public String id() {
    return id;
  }

  /// What is done when: what an update changes.
  public Schedule schedule() {
    return schedule;
  }

  /// What it has done and will do.
  public ScheduleInfo info() {
    return ScheduleInfo.of(raw.getInfo());
  }

  /// The attributes by which the schedule itself is found in lists.
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
  public DescribeScheduleResponse raw() {
    return raw;
  }

  @Override
  public String toString() {
    return "schedule %s: %s".formatted(id, schedule);
  }
}
