package dev.perdure.client;

import dev.perdure.converter.DataConverter;
import io.temporal.api.workflowservice.v1.DescribeScheduleResponse;

/// What the server says about one schedule.
public final class ScheduleDescription extends DescribedProperties {
  private final String id;
  private final Schedule schedule;
  private final DescribeScheduleResponse raw;

  ScheduleDescription(
      String id, Schedule schedule, DataConverter converter, DescribeScheduleResponse raw) {
    super(converter, raw.getSearchAttributes(), raw.getMemo());
    this.id = id;
    this.schedule = schedule;
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

  /// All that the server said.
  public DescribeScheduleResponse raw() {
    return raw;
  }

  @Override
  public String toString() {
    return "schedule %s: %s".formatted(id, schedule);
  }
}
