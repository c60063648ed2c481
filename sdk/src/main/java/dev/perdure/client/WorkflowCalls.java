package dev.perdure.client;

import com.google.protobuf.ByteString;
import dev.perdure.internal.rpc.Rpc;
import dev.perdure.internal.wire.Wire;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.Header;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.errordetails.v1.NamespaceNotFoundFailure;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.query.v1.WorkflowQuery;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.QueryWorkflowRequest;
import io.temporal.api.workflowservice.v1.QueryWorkflowResponse;
import io.temporal.api.workflowservice.v1.RequestCancelWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.SignalWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.TerminateWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The requests of client and handles, behind all interceptors: made from values, sent, and their
/// errors told in our words.
final class WorkflowCalls extends ScheduleCalls implements ClientOutboundCalls {
  private final WorkflowReads reads;
  private final ClientOutboundCalls outbound;
  private final AsyncActivityCalls asyncActivities;
  private final StartCalls starts;
  private final UpdateCalls updates = new UpdateCalls(this);

  WorkflowCalls(Rpc rpc, ClientOptions options) {
    super(rpc, options);
    this.reads = new WorkflowReads(rpc, options);
    this.asyncActivities = new AsyncActivityCalls(rpc, options);
    this.starts = new StartCalls(this, new EagerStart(rpc));
    ClientOutboundCalls calls = this;
    for (ClientInterceptor interceptor : options.interceptors().reversed()) {
      calls = interceptor.interceptClient(calls);
    }
    this.outbound = calls;
  }

  @Override
  ClientOutboundCalls outbound() {
    return outbound;
  }

  @Override
  public ClientOutboundCalls next() {
    throw new IllegalStateException("Nothing is behind the client itself.");
  }

  @Override
  public WorkflowHandle<?, ?> startWorkflow(StartWorkflowInput input) {
    return starts.start(input);
  }

  @Override
  public WorkflowUpdateHandle<?> startWorkflowUpdate(StartWorkflowUpdateInput input) {
    return updates.start(input);
  }

  @Override
  public WorkflowUpdateHandle<?> startUpdateWithStart(StartUpdateWithStartInput input) {
    return updates.start(input);
  }

  /// What goes to and comes from starts.
  StartCalls starts() {
    return starts;
  }

  /// What goes to and comes from updates.
  UpdateCalls updates() {
    return updates;
  }

  static Header header(Map<String, Payload> headers) {
    return Header.newBuilder().putAllFields(headers).build();
  }

  static WorkflowExecution workflow(String id, @Nullable String runId) {
    var workflow = WorkflowExecution.newBuilder().setWorkflowId(id);
    if (runId != null) {
      workflow.setRunId(runId);
    }
    return workflow.build();
  }

  @Override
  public @Nullable Object getWorkflowResult(GetWorkflowResultInput input) {
    return new CloseEvents(this, input).await();
  }

  @Override
  public CompletableFuture<@Nullable Object> getWorkflowResultAsync(GetWorkflowResultInput input) {
    return new CloseEvents(this, input).awaitAsync();
  }

  @Override
  public void signalWorkflow(SignalWorkflowInput input) {
    WorkflowExecution workflow = workflow(input.workflowId(), input.runId());
    var request =
        SignalWorkflowExecutionRequest.newBuilder()
            .setNamespace(namespace())
            .setIdentity(identity())
            .setRequestId(requestId())
            .setWorkflowExecution(workflow)
            .setSignalName(input.signal());
    if (!input.arguments().isEmpty()) {
      request.setInput(converter(input.workflowId()).encodeList(input.arguments()));
    }
    if (!input.headers().isEmpty()) {
      request.setHeader(header(input.headers()));
    }
    send(workflow, WorkflowServiceGrpc.getSignalWorkflowExecutionMethod(), request.build());
  }

  @Override
  public @Nullable Object queryWorkflow(QueryWorkflowInput input) {
    WorkflowExecution workflow = workflow(input.workflowId(), input.runId());
    var query = WorkflowQuery.newBuilder().setQueryType(input.query());
    if (!input.arguments().isEmpty()) {
      query.setQueryArgs(converter(input.workflowId()).encodeList(input.arguments()));
    }
    if (!input.headers().isEmpty()) {
      query.setHeader(header(input.headers()));
    }
    var request =
        QueryWorkflowRequest.newBuilder()
            .setNamespace(namespace())
            .setExecution(workflow)
            .setQuery(query)
            .setQueryRejectCondition(
                Wire.constant(
                    io.temporal.api.enums.v1.QueryRejectCondition.class,
                    "QUERY_REJECT_CONDITION_",
                    input.rejectCondition()));
    QueryWorkflowResponse response;
    try {
      response = rpc().call(WorkflowServiceGrpc.getQueryWorkflowMethod(), request.build());
    } catch (StatusRuntimeException e) {
      throw queryError(e, workflow, input.query());
    }
    if (response.hasQueryRejected()) {
      throw new WorkflowQueryRejectedException(
          workflow.getWorkflowId(), RpcErrors.status(response.getQueryRejected().getStatus()));
    }
    return converter(input.workflowId())
        .decodeResult(response.getQueryResult(), input.resultType());
  }

  private RuntimeException queryError(
      StatusRuntimeException e, WorkflowExecution workflow, String name) {
    return e.getStatus().getCode() == Status.Code.INVALID_ARGUMENT
        ? new WorkflowQueryFailedException(
            "Query %s of workflow %s failed: %s"
                .formatted(
                    name,
                    workflow.getWorkflowId(),
                    Objects.requireNonNullElse(e.getStatus().getDescription(), "")),
            e)
        : workflowError(e, workflow);
  }

  @Override
  public void cancelWorkflow(CancelWorkflowInput input) {
    WorkflowExecution workflow = workflow(input.workflowId(), input.runId());
    var request =
        RequestCancelWorkflowExecutionRequest.newBuilder()
            .setNamespace(namespace())
            .setIdentity(identity())
            .setRequestId(requestId())
            .setWorkflowExecution(workflow)
            .setReason(input.reason());
    if (input.firstExecutionRunId() != null) {
      request.setFirstExecutionRunId(input.firstExecutionRunId());
    }
    send(workflow, WorkflowServiceGrpc.getRequestCancelWorkflowExecutionMethod(), request.build());
  }

  @Override
  public void terminateWorkflow(TerminateWorkflowInput input) {
    WorkflowExecution workflow = workflow(input.workflowId(), input.runId());
    var request =
        TerminateWorkflowExecutionRequest.newBuilder()
            .setNamespace(namespace())
            .setIdentity(identity())
            .setWorkflowExecution(workflow)
            .setReason(input.reason());
    if (input.firstExecutionRunId() != null) {
      request.setFirstExecutionRunId(input.firstExecutionRunId());
    }
    if (!input.details().isEmpty()) {
      request.setDetails(converter(input.workflowId()).encodeList(input.details()));
    }
    send(workflow, WorkflowServiceGrpc.getTerminateWorkflowExecutionMethod(), request.build());
  }

  @Override
  public WorkflowExecutionDescription describeWorkflow(DescribeWorkflowInput input) {
    WorkflowExecution workflow = workflow(input.workflowId(), input.runId());
    var request =
        DescribeWorkflowExecutionRequest.newBuilder()
            .setNamespace(namespace())
            .setExecution(workflow)
            .build();
    var described =
        send(workflow, WorkflowServiceGrpc.getDescribeWorkflowExecutionMethod(), request);
    return new WorkflowExecutionDescription(
        namespace(),
        converter(input.workflowId()),
        described,
        new TaskFailures(rpc(), namespace()).of(described));
  }

  @Override
  public WorkflowHistory fetchWorkflowHistory(FetchWorkflowHistoryInput input) {
    List<HistoryEvent> events = new ArrayList<>();
    var next =
        new FetchWorkflowHistoryEventsInput(
            input.workflowId(), input.runId(), 0, false, false, true, ByteString.EMPTY);
    do {
      HistoryEvents.Page page = fetchWorkflowHistoryEvents(next);
      events.addAll(page.events());
      next = next.withPageToken(page.nextPageToken());
    } while (!next.pageToken().isEmpty());
    return new WorkflowHistory(input.workflowId(), events);
  }

  @Override
  public HistoryEvents.Page fetchWorkflowHistoryEvents(FetchWorkflowHistoryEventsInput input) {
    try {
      return reads.events(input);
    } catch (StatusRuntimeException e) {
      throw workflowError(e, workflow(input.workflowId(), input.runId()));
    }
  }

  @Override
  public WorkflowList.Page listWorkflows(ListWorkflowsInput input) {
    return reads.list(input);
  }

  @Override
  public WorkflowExecutionCount countWorkflows(CountWorkflowsInput input) {
    return reads.count(input);
  }

  @Override
  public void heartbeatAsyncActivity(HeartbeatAsyncActivityInput input) {
    asyncActivities.heartbeat(input);
  }

  @Override
  public void completeAsyncActivity(CompleteAsyncActivityInput input) {
    asyncActivities.complete(input);
  }

  @Override
  public void failAsyncActivity(FailAsyncActivityInput input) {
    asyncActivities.fail(input);
  }

  @Override
  public void reportCancellationAsyncActivity(ReportCancellationAsyncActivityInput input) {
    asyncActivities.reportCancellation(input);
  }

  /// Sends what concerns one workflow.
  <Q, A> A send(WorkflowExecution workflow, MethodDescriptor<Q, A> method, Q request) {
    try {
      return rpc().call(method, request);
    } catch (StatusRuntimeException e) {
      throw workflowError(e, workflow);
    }
  }

  RuntimeException workflowError(StatusRuntimeException e, WorkflowExecution workflow) {
    RpcException result = RpcErrors.of(e, rpc().target());
    if (e.getStatus().getCode() != Status.Code.NOT_FOUND
        || result.detail(NamespaceNotFoundFailure.class) != null) {
      return result;
    }
    String run = workflow.getRunId().isEmpty() ? "" : " (run " + workflow.getRunId() + ")";
    return new WorkflowNotFoundException(
        workflow.getWorkflowId(),
        "Workflow %s%s in namespace %s: %s"
            .formatted(
                workflow.getWorkflowId(),
                run,
                namespace(),
                Objects.requireNonNullElse(e.getStatus().getDescription(), "not found")),
        e);
  }
}
