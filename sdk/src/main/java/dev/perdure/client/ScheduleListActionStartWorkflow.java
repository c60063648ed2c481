package dev.perdure.client;

/// A listed schedule starts workflows.
///
/// @param workflow their type's name
public record ScheduleListActionStartWorkflow(String workflow) implements ScheduleListAction {}
