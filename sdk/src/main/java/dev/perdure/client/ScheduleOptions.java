package dev.perdure.client;

import dev.perdure.common.SearchAttributes;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How a schedule is created. Immutable: each `with…` method returns new options.
public final class ScheduleOptions {
  private static final ScheduleOptions DEFAULTS =
      new ScheduleOptions(false, List.of(), Map.of(), SearchAttributes.empty());

  private final boolean triggerImmediately;
  private final List<ScheduleBackfill> backfills;
  private final Map<String, @Nullable Object> memo;
  private final SearchAttributes searchAttributes;

  private ScheduleOptions(
      boolean triggerImmediately,
      List<ScheduleBackfill> backfills,
      Map<String, @Nullable Object> memo,
      SearchAttributes searchAttributes) {
    this.triggerImmediately = triggerImmediately;
    this.backfills = backfills;
    this.memo = memo;
    this.searchAttributes = searchAttributes;
  }

  /// The options with nothing changed.
  public static ScheduleOptions defaults() {
    return DEFAULTS;
  }

  /// Whether the schedule acts once as soon as it is created; false without it.
  public ScheduleOptions withTriggerImmediately(boolean trigger) {
    return new ScheduleOptions(trigger, backfills, memo, searchAttributes);
  }

  /// Times that it goes through as soon as it is created.
  public ScheduleOptions withBackfill(ScheduleBackfill... backfills) {
    return new ScheduleOptions(triggerImmediately, List.of(backfills), memo, searchAttributes);
  }

  /// Values that describe the schedule itself to whoever looks at it.
  public ScheduleOptions withMemo(Map<String, ? extends @Nullable Object> values) {
    return new ScheduleOptions(
        triggerImmediately,
        backfills,
        Collections.unmodifiableMap(new LinkedHashMap<String, @Nullable Object>(values)),
        searchAttributes);
  }

  /// Attributes by which the schedule itself is found in lists.
  public ScheduleOptions withSearchAttributes(SearchAttributes attributes) {
    return new ScheduleOptions(triggerImmediately, backfills, memo, attributes);
  }

  /// Whether the schedule acts once as soon as it is created.
  public boolean triggerImmediately() {
    return triggerImmediately;
  }

  /// The times that it goes through as soon as it is created.
  public List<ScheduleBackfill> backfill() {
    return backfills;
  }

  /// The values that describe the schedule.
  public Map<String, @Nullable Object> memo() {
    return memo;
  }

  /// The attributes by which it is found.
  public SearchAttributes searchAttributes() {
    return searchAttributes;
  }
}
