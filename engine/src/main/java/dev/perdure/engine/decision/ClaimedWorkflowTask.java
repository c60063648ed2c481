package dev.perdure.engine.decision;

import dev.perdure.engine.record.Event;
import dev.perdure.engine.record.TaskToken;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.protocol.v1.Message;
import io.temporal.api.query.v1.WorkflowQuery;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// A workflow task that a worker now has: what its poll response is made of.
///
/// @param workflowType the workflow type's name
/// @param taskQueue the run's normal task queue, wherever the task was polled from
/// @param previousStartedEventId the started event of the last completed workflow task, or 0
/// @param startedEventId this task's started event, written or (transient, speculative) virtual
/// @param attempt the attempt, from 1
/// @param history the events to send: the whole history, or what a sticky worker has not seen
/// @param transientEvents the two virtual events that follow the history of such a task
/// @param queries the queries that this task is to answer, by their ids
/// @param messages the updates that this task is to answer
public record ClaimedWorkflowTask(
    TaskToken token,
    String workflowType,
    String taskQueue,
    long previousStartedEventId,
    long startedEventId,
    int attempt,
    List<Event> history,
    List<HistoryEvent> transientEvents,
    Map<String, WorkflowQuery> queries,
    List<Message> messages,
    Instant scheduledTime,
    Instant startedTime) {}
