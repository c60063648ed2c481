package dev.perdure.engine.record;

/// Names an action of a schedule.
///
/// @param incarnation tells the schedule from others that have had its id
/// @param number counts the schedule's actions
public record ScheduledBy(String scheduleId, String incarnation, long number) {}
