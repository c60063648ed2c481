package dev.perdure.engine.query;

import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.Effect;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.state.PendingQuery;
import dev.perdure.engine.state.PendingQuery.Route;
import dev.perdure.engine.state.RunState;
import io.temporal.api.enums.v1.QueryResultType;
import io.temporal.api.errordetails.v1.WorkflowNotReadyFailure;
import io.temporal.api.query.v1.WorkflowQuery;
import io.temporal.api.query.v1.WorkflowQueryResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/// The queries that wait for a run, and the way that each takes to a worker.
public final class Queries {
  private Queries() {}

  /// The queries that a workflow task takes along as it starts.
  public static Map<String, WorkflowQuery> send(RunState run) {
    var queries = run.unstored().queries();
    if (queries.isEmpty()) {
      return Map.of();
    }
    var sent = new LinkedHashMap<String, WorkflowQuery>();
    for (var entry : queries.entrySet()) {
      if (entry.getValue().route() == Route.BUFFERED) {
        sent.put(entry.getKey(), entry.getValue().query());
        entry.setValue(entry.getValue().routed(Route.SENT));
      }
    }
    return sent;
  }

  /// The workflow task that took queries along came to nothing: the next one takes them.
  public static void unsend(RunState run) {
    for (var entry : run.unstored().queries().entrySet()) {
      if (entry.getValue().route() == Route.SENT) {
        entry.setValue(entry.getValue().routed(Route.BUFFERED));
      }
    }
  }

  /// A workflow task that took queries along was completed with these answers.
  public static void answer(Draft draft, RunState run, Map<String, WorkflowQueryResult> results) {
    var queries = run.unstored().queries();
    if (queries.isEmpty()) {
      return;
    }
    for (var entry : results.entrySet()) {
      if (queries.remove(entry.getKey()) != null) {
        draft.effect(new Effect.AnswerQuery(entry.getKey(), checked(draft, entry.getValue())));
      }
    }
    unsend(run);
  }

  private static WorkflowQueryResult checked(Draft draft, WorkflowQueryResult result) {
    return result.getSerializedSize() <= draft.limits().blobBytes()
        ? result
        : WorkflowQueryResult.newBuilder()
            .setResultType(QueryResultType.QUERY_RESULT_TYPE_FAILED)
            .setErrorMessage("query result size exceeds limit")
            .build();
  }

  /// Finds another way for the queries that no workflow task will take along.
  public static void reroute(Draft draft, RunState run) {
    var queries = run.unstored().queries();
    if (queries.isEmpty() || (run.isOpen() && run.workflowTask() != null)) {
      return;
    }
    if (run.isOpen() && run.previousStartedEventId() == 0) {
      return; // The first workflow task is still to come.
    }
    for (var query : new ArrayList<>(queries.values())) {
      if (query.route() == Route.DIRECT) {
        continue;
      }
      if (run.previousStartedEventId() > 0) {
        queries.put(query.queryId(), query.routed(Route.DIRECT));
        draft.effect(dispatch(run, query));
      } else {
        queries.remove(query.queryId());
        draft.effect(new Effect.RejectQuery(query.queryId(), closedTooSoon()));
      }
    }
  }

  /// The offer of a query to pollers.
  public static Effect dispatch(RunState run, PendingQuery query) {
    return new Effect.DispatchQuery(run.runId(), query.queryId(), queue(run));
  }

  /// Where the run's workflow tasks and queries are to be offered.
  public static Effect.QueueName queue(RunState run) {
    var sticky = run.sticky();
    return new Effect.QueueName(sticky == null ? "" : sticky.taskQueue(), run.taskQueue());
  }

  static Rejection closedTooSoon() {
    return notReady("Workflow execution closed before WorkflowTaskStarted event");
  }

  static Rejection notReady(String message) {
    return new Rejection(
        Rejection.Code.FAILED_PRECONDITION, message, WorkflowNotReadyFailure.getDefaultInstance());
  }
}
