package dev.perdure.engine.record;

import io.temporal.api.workflow.v1.NewWorkflowExecutionInfo;

/// What actions of a schedule start that were taken before its definition was changed.
///
/// @param lastNumber the last action of that definition
/// @param keepsWorkflowId whether each action has the very workflow id
public record FormerStart(
    long lastNumber, NewWorkflowExecutionInfo workflow, boolean keepsWorkflowId) {}
