package dev.perdure.engine.decision;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The reply to a workflow task's completion.
///
/// @param next the run's next workflow task, if there is one and the worker wants it at once
/// @param activities activities that the worker asked to start itself
public record CompletedWorkflowTask(
    @Nullable ClaimedWorkflowTask next, List<ClaimedActivityTask> activities) {}
