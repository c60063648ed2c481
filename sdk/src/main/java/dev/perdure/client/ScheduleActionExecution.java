package dev.perdure.client;

/// What came of an action of a schedule.
public sealed interface ScheduleActionExecution permits ScheduleActionExecutionStartWorkflow {}
