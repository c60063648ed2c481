package dev.perdure.engine.decision;

import dev.perdure.engine.record.Event;
import dev.perdure.engine.record.TaskToken;
import io.temporal.api.query.v1.WorkflowQuery;
import java.util.List;

/// A query that a worker now has to answer outside of any workflow task.
///
/// @param token names the query; the worker's answer brings it back to the shell
/// @param history the whole history; empty for a sticky worker, which has it
public record ClaimedQuery(
    TaskToken token,
    String workflowType,
    String taskQueue,
    long previousStartedEventId,
    WorkflowQuery query,
    List<Event> history) {}
