package dev.perdure.client;

/// What a listed schedule does.
public sealed interface ScheduleListAction permits ScheduleListActionStartWorkflow {}
