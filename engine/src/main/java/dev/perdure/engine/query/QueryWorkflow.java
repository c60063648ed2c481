package dev.perdure.engine.query;

import dev.perdure.engine.decision.ClaimedQuery;
import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Decision.Outcome;
import dev.perdure.engine.decision.Done;
import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.QueryRoute;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.record.TaskToken;
import dev.perdure.engine.state.PendingQuery;
import dev.perdure.engine.state.PendingQuery.Route;
import dev.perdure.engine.state.RunState;
import io.temporal.api.enums.v1.QueryRejectCondition;
import java.time.Duration;
import java.util.List;

/// Queries: which way each takes, and who takes the ones that go by themselves.
public final class QueryWorkflow {
  /// Clients wait about this long: a workflow that begins later cannot answer them in time.
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /// From this attempt on, the run's workflow task is taken to be broken.
  private static final int BROKEN_ATTEMPT = 3;

  private QueryWorkflow() {}

  public static Outcome<QueryRoute> decide(Draft draft, Request.Query query) {
    var request = query.request();
    var runId = request.getExecution().getRunId();
    var run = draft.state().run(runId);
    if (run == null) {
      return Decision.reject(Rejection.noSuchRun(draft.state().key().id(), runId));
    }
    if (isRefused(run, request.getQueryRejectCondition())) {
      return Decision.accept(new QueryRoute.Refused(run.status()));
    }
    boolean isFresh = run.previousStartedEventId() == 0;
    if (!run.isOpen() && isFresh) {
      return Decision.reject(Queries.closedTooSoon());
    }
    var begins = run.backoffUntil();
    if (begins != null && begins.isAfter(draft.now().plus(PATIENCE))) {
      return Decision.reject(Queries.notReady("Workflow task is not scheduled yet."));
    }
    if (run.isOpen() && run.taskAttempt() >= BROKEN_ATTEMPT) {
      return Decision.reject(
          Queries.notReady("Unable to query workflow due to Workflow Task in failed state."));
    }
    var queries = run.unstored().queries();
    if (!isFresh && (!run.isOpen() || run.workflowTask() == null)) {
      var pending = new PendingQuery(query.queryId(), request.getQuery(), Route.DIRECT);
      queries.put(query.queryId(), pending);
      draft.effect(Queries.dispatch(run, pending));
      return Decision.accept(new QueryRoute.Direct());
    }
    if (queries.size() >= draft.limits().bufferedQueries()) {
      return Decision.reject(
          Rejection.busyWorkflow(
              "consistent query buffer is full, this may be caused by too many queries and"
                  + " workflow not able to process query fast enough"));
    }
    queries.put(
        query.queryId(), new PendingQuery(query.queryId(), request.getQuery(), Route.BUFFERED));
    return Decision.accept(new QueryRoute.Attached());
  }

  private static boolean isRefused(RunState run, QueryRejectCondition condition) {
    return switch (condition) {
      case QUERY_REJECT_CONDITION_NOT_OPEN -> !run.isOpen();
      case QUERY_REJECT_CONDITION_NOT_COMPLETED_CLEANLY ->
          switch (run.status()) {
            case WORKFLOW_EXECUTION_STATUS_RUNNING, WORKFLOW_EXECUTION_STATUS_COMPLETED -> false;
            default -> true;
          };
      default -> false;
    };
  }

  /// A poller takes a query that goes by itself.
  public static Outcome<ClaimedQuery> claim(Draft draft, Request.ClaimQuery request) {
    var run = draft.state().run(request.runId());
    var query = run == null ? null : run.unstored().queries().get(request.queryId());
    if (run == null || query == null || query.route() != Route.DIRECT) {
      return Decision.reject(Rejection.notFound("query is gone"));
    }
    run.unstored().queries().remove(request.queryId());
    var token =
        new TaskToken(
            TaskToken.Kind.QUERY,
            run.namespace(),
            run.workflowId(),
            run.runId(),
            0,
            0,
            1,
            0,
            query.queryId());
    return Decision.accept(
        new ClaimedQuery(
            token,
            run.workflowType(),
            run.taskQueue(),
            run.previousStartedEventId(),
            query.query(),
            request.sticky() ? List.of() : run.eventsFrom(1)));
  }

  /// Nobody waits for this query's answer any more.
  public static Outcome<Done> abandon(Draft draft, Request.AbandonQuery request) {
    var run = draft.state().run(request.runId());
    if (run != null) {
      run.unstored().queries().remove(request.queryId());
    }
    return Decision.accept(Done.DONE);
  }
}
