package dev.perdure.engine.decision;

import dev.perdure.engine.record.TaskToken;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueResponse;

/// An activity attempt that a worker now has.
///
/// @param response the poll response, complete but for what only matching knows
public record ClaimedActivityTask(TaskToken token, PollActivityTaskQueueResponse response) {}
