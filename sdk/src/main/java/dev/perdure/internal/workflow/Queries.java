package dev.perdure.internal.workflow;

import dev.perdure.internal.coroutine.CoroutineStopped;
import dev.perdure.internal.wire.FailureEncoding;
import dev.perdure.worker.WorkflowInboundCalls.HandleQueryInput;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.enums.v1.QueryResultType;
import io.temporal.api.query.v1.WorkflowQuery;
import io.temporal.api.query.v1.WorkflowQueryResult;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Answers queries: those that the workflow has methods for, and those that every workflow answers.
final class Queries {
  private final RunContext run;

  Queries(RunContext run) {
    this.run = run;
  }

  /// The answer, which may be that the query failed.
  WorkflowQueryResult answer(WorkflowQuery query) {
    try {
      return WorkflowQueryResult.newBuilder()
          .setResultType(QueryResultType.QUERY_RESULT_TYPE_ANSWERED)
          .setAnswer(result(query))
          .build();
    } catch (CoroutineStopped e) {
      throw e;
    } catch (Throwable e) {
      return failed(e);
    }
  }

  /// The answer that says why there is none.
  WorkflowQueryResult failed(Throwable reason) {
    String message = reason.getMessage();
    return WorkflowQueryResult.newBuilder()
        .setResultType(QueryResultType.QUERY_RESULT_TYPE_FAILED)
        .setErrorMessage(message == null ? reason.toString() : message)
        .setFailure(FailureEncoding.encode(run.settings.converter(), reason))
        .build();
  }

  private Payloads result(WorkflowQuery query) throws Exception {
    String name = query.getQueryType();
    return run.settings
        .converter()
        .encodeAll(
            BuiltInQueries.NAMES.contains(name)
                ? new BuiltInQueries(run).answer(name)
                : call(query));
  }

  private @Nullable Object call(WorkflowQuery query) throws Exception {
    String name = query.getQueryType();
    Handler handler = run.handlers.queries.find(name);
    if (handler == null) {
      if (run.instance == null) {
        throw new IllegalStateException(
            "The workflow has not run yet, so the query '%s' has no answer.".formatted(name));
      }
      throw new IllegalArgumentException(
          "Query handler for '%s' expected but not found, known queries: [%s]"
              .formatted(
                  name, String.join(" ", BuiltInQueries.among(run.handlers.queries.names()))));
    }
    @Nullable Object[] arguments =
        handler.form().decode(run.settings.converter(), name, query.getQueryArgs());
    run.readOnly = "A query";
    try {
      return run.inbound.handleQuery(
          new HandleQueryInput(name, Arrays.asList(arguments), query.getHeader().getFieldsMap()));
    } finally {
      run.readOnly = null;
    }
  }
}
