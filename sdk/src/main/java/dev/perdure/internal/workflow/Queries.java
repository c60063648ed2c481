package dev.perdure.internal.workflow;

import com.google.protobuf.MessageOrBuilder;
import dev.perdure.internal.coroutine.CoroutineStopped;
import dev.perdure.internal.coroutine.Scheduler;
import dev.perdure.internal.wire.FailureEncoding;
import dev.perdure.worker.WorkflowInboundCalls.HandleQueryInput;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.enums.v1.QueryResultType;
import io.temporal.api.query.v1.WorkflowQuery;
import io.temporal.api.query.v1.WorkflowQueryResult;
import io.temporal.api.sdk.v1.WorkflowDefinition;
import io.temporal.api.sdk.v1.WorkflowInteractionDefinition;
import io.temporal.api.sdk.v1.WorkflowMetadata;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Answers queries: those that the workflow has methods for, and those that every workflow answers.
final class Queries {
  private static final String STACK_TRACE = "__stack_trace";
  private static final String METADATA = "__temporal_workflow_metadata";

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
            switch (name) {
              case STACK_TRACE -> stackTrace();
              case METADATA -> metadata();
              default -> call(query);
            });
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
              .formatted(name, String.join(" ", names())));
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

  private SortedSet<String> names() {
    SortedSet<String> result = run.handlers.queries.names();
    result.add(STACK_TRACE);
    result.add(METADATA);
    return result;
  }

  private String stackTrace() {
    return run.scheduler.stacks().stream().map(Queries::print).collect(Collectors.joining("\n"));
  }

  private static String print(Scheduler.Stack stack) {
    return stack.frames().stream()
        .map(frame -> "    at " + frame + "\n")
        .collect(Collectors.joining("", stack.name() + "\n", ""));
  }

  private MessageOrBuilder metadata() {
    return WorkflowMetadata.newBuilder()
        .setDefinition(
            WorkflowDefinition.newBuilder()
                .setType(run.workflowType())
                .addAllQueryDefinitions(definitions(names(), run.handlers.queries))
                .addAllSignalDefinitions(definitions(run.handlers.signals))
                .addAllUpdateDefinitions(definitions(run.handlers.updates)))
        .build();
  }

  private static List<WorkflowInteractionDefinition> definitions(HandlerTable handlers) {
    return definitions(handlers.names(), handlers);
  }

  /// Sorted by name; a dynamic handler has an empty one.
  private static List<WorkflowInteractionDefinition> definitions(
      SortedSet<String> names, HandlerTable handlers) {
    if (handlers.isDynamic()) {
      names.add(HandlerTable.DYNAMIC);
    }
    return names.stream()
        .map(
            name ->
                WorkflowInteractionDefinition.newBuilder()
                    .setName(name)
                    .setDescription(handlers.description(name))
                    .build())
        .toList();
  }
}
