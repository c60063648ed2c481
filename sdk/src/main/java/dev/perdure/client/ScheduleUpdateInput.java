package dev.perdure.client;

/// What the function of an [update][ScheduleHandle#update] gets.
///
/// @param description the schedule as it is now
public record ScheduleUpdateInput(ScheduleDescription description) {}
