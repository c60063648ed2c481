package dev.perdure.internal.workflow;

import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.protocol.v1.Message;
import io.temporal.api.query.v1.WorkflowQuery;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One workflow task as a worker hands it to a [WorkflowRun].
///
/// @param events the history from event 1 for a new run object; for a cached one the events that
///   follow the last one it has seen. Empty for a query on a cached run
/// @param messages what came with the task besides events: requests of updates
/// @param previousStartedEventId the start of the last completed workflow task; what lies up to it
///   is replay. 0 when none completed yet
/// @param startedEventId the start of this workflow task; 0 for a task that only asks a query
/// @param queries queries that are answered together with the workflow task, by their ids
/// @param query the one query that the task is about; null for others
public record WorkflowTask(
    List<HistoryEvent> events,
    List<Message> messages,
    long previousStartedEventId,
    long startedEventId,
    Map<String, WorkflowQuery> queries,
    @Nullable WorkflowQuery query) {
  /// A task without messages.
  public WorkflowTask(
      List<HistoryEvent> events,
      long previousStartedEventId,
      long startedEventId,
      Map<String, WorkflowQuery> queries,
      @Nullable WorkflowQuery query) {
    this(events, List.of(), previousStartedEventId, startedEventId, queries, query);
  }
}
