package dev.perdure.client;

/// What a schedule does. There is one kind of action: starting a workflow.
public sealed interface ScheduleAction permits ScheduleActionStartWorkflow {}
