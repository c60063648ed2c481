package dev.perdure.client;

import dev.perdure.client.ClientOutboundCalls.CountWorkflowsInput;
import dev.perdure.client.ClientOutboundCalls.FetchWorkflowHistoryEventsInput;
import dev.perdure.client.ClientOutboundCalls.ListWorkflowsInput;
import dev.perdure.converter.DataConverter;
import dev.perdure.internal.rpc.Rpc;
import io.temporal.api.enums.v1.HistoryEventFilterType;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.CountWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.CountWorkflowExecutionsResponse;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryResponse;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The requests that read many things: lists, counts and histories, each a page at a time.
final class WorkflowReads extends ServerCalls {
  WorkflowReads(Rpc rpc, ClientOptions options) {
    super(rpc, options);
  }

  WorkflowList.Page list(ListWorkflowsInput input) {
    ListWorkflowExecutionsResponse response =
        send(
            WorkflowServiceGrpc.getListWorkflowExecutionsMethod(),
            ListWorkflowExecutionsRequest.newBuilder()
                .setNamespace(namespace())
                .setQuery(input.query())
                .setPageSize(input.pageSize())
                .setNextPageToken(input.pageToken())
                .build());
    return new WorkflowList.Page(
        response.getExecutionsList().stream().map(this::execution).toList(),
        response.getNextPageToken());
  }

  private WorkflowExecution execution(WorkflowExecutionInfo info) {
    return new WorkflowExecution(namespace(), converter(info.getExecution().getWorkflowId()), info);
  }

  WorkflowExecutionCount count(CountWorkflowsInput input) {
    CountWorkflowExecutionsResponse response =
        send(
            WorkflowServiceGrpc.getCountWorkflowExecutionsMethod(),
            CountWorkflowExecutionsRequest.newBuilder()
                .setNamespace(namespace())
                .setQuery(input.query())
                .build());
    return new WorkflowExecutionCount(
        response.getCount(), response.getGroupsList().stream().map(WorkflowReads::group).toList());
  }

  /// The values are those of search attributes, which no converter of the user touches.
  private static WorkflowExecutionCount.Group group(
      CountWorkflowExecutionsResponse.AggregationGroup group) {
    List<@Nullable Object> values = new ArrayList<>();
    group
        .getGroupValuesList()
        .forEach(value -> values.add(DataConverter.defaults().decode(value, Object.class)));
    return new WorkflowExecutionCount.Group(values, group.getCount());
  }

  /// @throws io.grpc.StatusRuntimeException as it comes: the caller knows what it is about
  HistoryEvents.Page events(FetchWorkflowHistoryEventsInput input) {
    var request =
        GetWorkflowExecutionHistoryRequest.newBuilder()
            .setNamespace(namespace())
            .setMaximumPageSize(input.pageSize())
            .setWaitNewEvent(input.waitNewEvent())
            .setSkipArchival(input.skipArchival())
            .setNextPageToken(input.pageToken());
    request.getExecutionBuilder().setWorkflowId(input.workflowId());
    if (input.runId() != null) {
      request.getExecutionBuilder().setRunId(input.runId());
    }
    if (input.closeEventOnly()) {
      request.setHistoryEventFilterType(
          HistoryEventFilterType.HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT);
    }
    var method = WorkflowServiceGrpc.getGetWorkflowExecutionHistoryMethod();
    GetWorkflowExecutionHistoryResponse response =
        input.waitNewEvent()
            ? rpc().longPoll(method, request.build())
            : rpc().call(method, request.build());
    return new HistoryEvents.Page(
        response.getHistory().getEventsList(), response.getNextPageToken());
  }
}
