package dev.perdure.engine.decision;

import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import org.jspecify.annotations.Nullable;

/// The reply to a start or a signal with start.
///
/// @param runId the run that was started, or the one that was there already
/// @param started false if the request attached itself to a run that somebody else had started
/// @param status the run's status
/// @param firstExecutionRunId the first run of its chain
/// @param eagerTask its first workflow task, if the caller asked for it and gets it
public record StartReply(
    String runId,
    boolean started,
    WorkflowExecutionStatus status,
    String firstExecutionRunId,
    @Nullable ClaimedWorkflowTask eagerTask) {}
