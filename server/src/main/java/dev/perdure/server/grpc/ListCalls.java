package dev.perdure.server.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.server.search.Condition;
import dev.perdure.server.search.KnownAttributes;
import dev.perdure.server.search.ListQuery;
import dev.perdure.server.search.QueryException;
import dev.perdure.server.store.StoreException;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.enums.v1.ResourceExhaustedCause;
import io.temporal.api.enums.v1.ResourceExhaustedScope;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.errordetails.v1.ResourceExhaustedFailure;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.CountWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.CountWorkflowExecutionsResponse;
import io.temporal.api.workflowservice.v1.ListArchivedWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.ListArchivedWorkflowExecutionsResponse;
import io.temporal.api.workflowservice.v1.ListClosedWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.ListClosedWorkflowExecutionsResponse;
import io.temporal.api.workflowservice.v1.ListOpenWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.ListOpenWorkflowExecutionsResponse;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsResponse;
import io.temporal.api.workflowservice.v1.ScanWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.ScanWorkflowExecutionsResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds and counts runs.
final class ListCalls {
  private static final Logger log = LoggerFactory.getLogger(ListCalls.class);
  private static final int PAGE_MAX = 1_000;

  private static final Rejection UNREADABLE =
      new Rejection(Rejection.Code.UNAVAILABLE, "The list could not be read; try again.", null);

  static final Rejection TOO_LONG =
      new Rejection(
          Rejection.Code.DEADLINE_EXCEEDED,
          "The query took longer than two seconds; ask for less.",
          null);

  static final Rejection OVERLOADED =
      new Rejection(
          Rejection.Code.RESOURCE_EXHAUSTED,
          "Too many lists are being read; try again.",
          ResourceExhaustedFailure.newBuilder()
              .setCause(ResourceExhaustedCause.RESOURCE_EXHAUSTED_CAUSE_SYSTEM_OVERLOADED)
              .setScope(ResourceExhaustedScope.RESOURCE_EXHAUSTED_SCOPE_SYSTEM)
              .build());

  private final Backend backend;

  /// What a page is asked for with.
  ///
  /// @param list the request without what differs from page to page
  private record Page(
      String namespace, @Nullable Condition where, int size, ByteString token, Message list) {}

  ListCalls(Backend backend) {
    this.backend = backend;
  }

  void list(UnaryCall<ListWorkflowExecutionsRequest, ListWorkflowExecutionsResponse> call) {
    var request = call.request();
    backend.namespaces().check(request.getNamespace());
    var list = request.toBuilder().clearNextPageToken().clearPageSize().build();
    page(
        call,
        new Page(
            request.getNamespace(),
            where(request.getNamespace(), request.getQuery()),
            request.getPageSize(),
            request.getNextPageToken(),
            list),
        (runs, next) ->
            ListWorkflowExecutionsResponse.newBuilder()
                .addAllExecutions(runs)
                .setNextPageToken(next)
                .build());
  }

  void scan(UnaryCall<ScanWorkflowExecutionsRequest, ScanWorkflowExecutionsResponse> call) {
    var request = call.request();
    backend.namespaces().check(request.getNamespace());
    var list = request.toBuilder().clearNextPageToken().clearPageSize().build();
    page(
        call,
        new Page(
            request.getNamespace(),
            where(request.getNamespace(), request.getQuery()),
            request.getPageSize(),
            request.getNextPageToken(),
            list),
        (runs, next) ->
            ScanWorkflowExecutionsResponse.newBuilder()
                .addAllExecutions(runs)
                .setNextPageToken(next)
                .build());
  }

  /// There is no archive.
  void listArchived(
      UnaryCall<ListArchivedWorkflowExecutionsRequest, ListArchivedWorkflowExecutionsResponse>
          call) {
    backend.namespaces().check(call.request().getNamespace());
    throw Validation.invalid("Cluster is not configured for reading archived visibility records.");
  }

  void listOpen(
      UnaryCall<ListOpenWorkflowExecutionsRequest, ListOpenWorkflowExecutionsResponse> call) {
    var request = call.request();
    backend.namespaces().check(request.getNamespace());
    var filter = new SimpleFilter().running(true);
    filter.time("StartTime", request.getStartTimeFilter());
    if (request.hasExecutionFilter()) {
      filter.equal("WorkflowId", request.getExecutionFilter().getWorkflowId());
    } else if (request.hasTypeFilter()) {
      filter.equal("WorkflowType", request.getTypeFilter().getName());
    }
    page(
        call,
        new Page(
            request.getNamespace(),
            filter.condition(),
            request.getMaximumPageSize(),
            request.getNextPageToken(),
            request.toBuilder().clearNextPageToken().clearMaximumPageSize().build()),
        (runs, next) ->
            ListOpenWorkflowExecutionsResponse.newBuilder()
                .addAllExecutions(runs)
                .setNextPageToken(next)
                .build());
  }

  void listClosed(
      UnaryCall<ListClosedWorkflowExecutionsRequest, ListClosedWorkflowExecutionsResponse> call) {
    var request = call.request();
    backend.namespaces().check(request.getNamespace());
    var filter = new SimpleFilter().running(false);
    filter.time("CloseTime", request.getStartTimeFilter());
    if (request.hasExecutionFilter()) {
      filter.equal("WorkflowId", request.getExecutionFilter().getWorkflowId());
    } else if (request.hasTypeFilter()) {
      filter.equal("WorkflowType", request.getTypeFilter().getName());
    } else if (request.hasStatusFilter()) {
      filter.closedAs(request.getStatusFilter().getStatus());
    }
    page(
        call,
        new Page(
            request.getNamespace(),
            filter.condition(),
            request.getMaximumPageSize(),
            request.getNextPageToken(),
            request.toBuilder().clearNextPageToken().clearMaximumPageSize().build()),
        (runs, next) ->
            ListClosedWorkflowExecutionsResponse.newBuilder()
                .addAllExecutions(runs)
                .setNextPageToken(next)
                .build());
  }

  void count(UnaryCall<CountWorkflowExecutionsRequest, CountWorkflowExecutionsResponse> call) {
    var request = call.request();
    var namespace = request.getNamespace();
    backend.namespaces().check(namespace);
    var query = countQuery(namespace, request.getQuery());
    if (query.byStatus()) {
      answer(
          call,
          backend.lists().countByStatus(namespace, query.where()),
          counts -> call.reply(groups(counts)));
    } else {
      answer(
          call,
          backend.lists().count(namespace, query.where()),
          count ->
              call.reply(CountWorkflowExecutionsResponse.newBuilder().setCount(count).build()));
    }
  }

  private @Nullable Condition where(String namespace, String query) {
    try {
      return ListQuery.ofList(query, backend.searchAttributes().types(namespace)).where();
    } catch (QueryException e) {
      throw Validation.invalid(e.getMessage());
    }
  }

  private ListQuery countQuery(String namespace, String query) {
    try {
      return ListQuery.ofCount(query, backend.searchAttributes().types(namespace));
    } catch (QueryException e) {
      throw Validation.invalid(e.getMessage());
    }
  }

  private <R> void page(
      UnaryCall<?, R> call,
      Page page,
      BiFunction<List<WorkflowExecutionInfo>, ByteString, R> response) {
    long query = ListToken.query(page.list);
    int size = page.size <= 0 ? PAGE_MAX : Math.min(page.size, PAGE_MAX);
    var after = ListToken.parse(page.token, query);
    answer(
        call,
        backend.lists().list(page.namespace, page.where, size, after),
        found -> {
          var types = KnownAttributes.with(backend.searchAttributes().types(page.namespace));
          var runs = new ArrayList<WorkflowExecutionInfo>(found.runs().size());
          found.runs().forEach(run -> runs.add(ListedRun.info(run, types)));
          var next = found.next();
          call.reply(
              response.apply(
                  runs, next == null ? ByteString.EMPTY : new ListToken(query, next).toBytes()));
        });
  }

  static <T> void answer(UnaryCall<?, ?> call, CompletableFuture<T> result, Consumer<T> reply) {
    var _ =
        result
            .thenAccept(reply)
            .exceptionally(
                failure -> {
                  call.reject(rejection(failure));
                  return null;
                });
  }

  private static Rejection rejection(Throwable failure) {
    var cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof StoreException problem) {
      switch (problem.kind()) {
        case TOO_LONG -> {
          return TOO_LONG;
        }
        case OVERLOADED -> {
          return OVERLOADED;
        }
        default -> {}
      }
    }
    log.warn("A list could not be read", cause);
    return UNREADABLE;
  }

  private static CountWorkflowExecutionsResponse groups(Map<WorkflowExecutionStatus, Long> counts) {
    var response = CountWorkflowExecutionsResponse.newBuilder();
    long sum = 0;
    for (var entry : counts.entrySet()) {
      sum += entry.getValue();
      response.addGroups(
          CountWorkflowExecutionsResponse.AggregationGroup.newBuilder()
              .addGroupValues(keyword(KnownAttributes.shortName(entry.getKey())))
              .setCount(entry.getValue()));
    }
    return response.setCount(sum).build();
  }

  private static Payload keyword(String value) {
    return Payload.newBuilder()
        .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
        .putMetadata("type", ByteString.copyFromUtf8("Keyword"))
        .setData(ByteString.copyFromUtf8('"' + value + '"'))
        .build();
  }
}
