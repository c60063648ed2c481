package dev.perdure.server.grpc;

import dev.perdure.engine.decision.Done;
import dev.perdure.engine.decision.QueryRoute;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.record.TaskToken;
import dev.perdure.server.dispatch.Queries;
import dev.perdure.server.entity.Answer;
import io.temporal.api.enums.v1.QueryResultType;
import io.temporal.api.errordetails.v1.QueryFailedFailure;
import io.temporal.api.query.v1.QueryRejected;
import io.temporal.api.query.v1.WorkflowQueryResult;
import io.temporal.api.workflowservice.v1.QueryWorkflowRequest;
import io.temporal.api.workflowservice.v1.QueryWorkflowResponse;
import io.temporal.api.workflowservice.v1.RespondQueryTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondQueryTaskCompletedResponse;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Queries, and the answers of workers that got one by itself.
final class QueryCalls {
  private static final Duration MOST = Duration.ofSeconds(60);
  private static final Duration BEFORE_DEADLINE = Duration.ofMillis(500);

  /// Without a poller for this long, the worker is taken to be down.
  private static final Duration WORKER_GONE = Duration.ofSeconds(20);

  private static final Rejection STOPPING =
      new Rejection(Rejection.Code.UNAVAILABLE, "The server is shutting down.", null);

  private final Backend backend;
  private final Waits waits;
  private final Validation validation;
  private final TaskTokens tokens;

  QueryCalls(Backend backend, Waits waits) {
    this.backend = backend;
    this.waits = waits;
    this.validation = backend.validation();
    this.tokens = new TaskTokens(backend.namespaces());
  }

  void query(UnaryCall<QueryWorkflowRequest, QueryWorkflowResponse> call) {
    var request = call.request();
    backend.namespaces().check(request.getNamespace());
    validation.execution(request.hasExecution(), request.getExecution());
    if (!request.hasQuery()) {
      throw Validation.invalid("WorkflowQuery is not set on request.");
    }
    if (request.getQuery().getQueryType().isEmpty()) {
      throw Validation.invalid("QueryType is not set on request.");
    }
    validation.blob(request.getQuery().getQueryArgs());
    var execution = request.getExecution();
    var asked =
        new Asked(
            call,
            EntityKey.workflow(request.getNamespace(), execution.getWorkflowId()),
            execution.getRunId(),
            RequestIds.next());
    backend.queries().await(asked.queryId, asked);
    asked.waitAtMost();
    backend
        .closedRuns()
        .askWhereItIs(asked.key, asked.runId, new Request.Query(asked.queryId, request), asked);
  }

  void respond(
      UnaryCall<RespondQueryTaskCompletedRequest, RespondQueryTaskCompletedResponse> call) {
    var request = call.request();
    var token = tokens.read(request.getTaskToken(), request.getNamespace(), TaskToken.Kind.QUERY);
    var result =
        WorkflowQueryResult.newBuilder()
            .setResultType(request.getCompletedType())
            .setErrorMessage(request.getErrorMessage())
            .setFailure(request.getFailure());
    if (validation.isTooLarge(request.getQueryResult())) {
      result
          .setResultType(QueryResultType.QUERY_RESULT_TYPE_FAILED)
          .setErrorMessage("Blob data size exceeds limit.");
    } else {
      result.setAnswer(request.getQueryResult());
    }
    if (!backend.queries().answered(token.reference(), result.build())) {
      throw new RejectedException(Rejection.notFound("query task not found, or already expired"));
    }
    call.reply(RespondQueryTaskCompletedResponse.getDefaultInstance());
  }

  /// One call, until it is answered.
  private final class Asked implements Answer<QueryRoute>, Queries.Answered, Waits.Wait {
    private final UnaryCall<QueryWorkflowRequest, QueryWorkflowResponse> call;
    private final EntityKey key;
    private final String runId;
    private final String queryId;
    private @Nullable ScheduledFuture<?> timeout;

    Asked(
        UnaryCall<QueryWorkflowRequest, QueryWorkflowResponse> call,
        EntityKey key,
        String runId,
        String queryId) {
      this.call = call;
      this.key = key;
      this.runId = runId;
      this.queryId = queryId;
    }

    @Override
    public boolean wanted() {
      return !call.cancelled();
    }

    @Override
    public Runnable accepted(QueryRoute route) {
      return switch (route) {
        case QueryRoute.Attached(), QueryRoute.Direct() -> () -> {};
        case QueryRoute.Refused(var status) ->
            () ->
                finish(
                    QueryWorkflowResponse.newBuilder()
                        .setQueryRejected(QueryRejected.newBuilder().setStatus(status))
                        .build());
      };
    }

    @Override
    public void answered(WorkflowQueryResult result) {
      if (result.getResultType() == QueryResultType.QUERY_RESULT_TYPE_ANSWERED) {
        finish(QueryWorkflowResponse.newBuilder().setQueryResult(result.getAnswer()).build());
        return;
      }
      rejected(
          new Rejection(
              Rejection.Code.INVALID_ARGUMENT,
              result.getErrorMessage(),
              QueryFailedFailure.newBuilder().setFailure(result.getFailure()).build()));
    }

    @Override
    public void rejected(Rejection rejection) {
      forget();
      call.reject(rejection);
    }

    private void finish(QueryWorkflowResponse response) {
      forget();
      call.reply(response);
    }

    @Override
    public void end() {
      rejected(STOPPING);
    }

    private void forget() {
      waits.remove(this);
      backend.queries().forget(queryId);
      synchronized (this) {
        if (timeout != null) {
          timeout.cancel(false);
        }
      }
    }

    private synchronized void waitAtMost() {
      call.onCancel(this::abandon);
      waits.add(this);
      long wait = call.waitNanos(MOST, BEFORE_DEADLINE);
      timeout = backend.scheduler().schedule(this::timedOut, wait, TimeUnit.NANOSECONDS);
    }

    private void timedOut() {
      var queue = backend.queries().forget(queryId);
      abandon();
      if (queue != null && !backend.matching().polledWithin(queue, WORKER_GONE.toNanos())) {
        call.reject(
            Rejection.failedPrecondition(
                "no poller seen for task queue recently, worker may be down"));
      } else {
        call.reject(
            new Rejection(
                Rejection.Code.DEADLINE_EXCEEDED,
                "query timed out before a worker could process it",
                null));
      }
    }

    private void abandon() {
      forget();
      backend.entities().askInternally(key, new Request.AbandonQuery(runId, queryId), Ignored.DONE);
    }
  }

  /// Nobody waits for the outcome.
  private enum Ignored implements Answer<Done> {
    DONE;

    @Override
    public Runnable accepted(Done reply) {
      return () -> {};
    }

    @Override
    public void rejected(Rejection rejection) {}
  }
}
