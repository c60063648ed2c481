package dev.perdure.client;

import com.google.protobuf.ByteString;
import dev.perdure.converter.DataConverter;
import dev.perdure.internal.rpc.Rpc;
import dev.perdure.internal.wire.MemoPayloads;
import dev.perdure.internal.wire.Wire;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.Header;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.errordetails.v1.NamespaceNotFoundFailure;
import io.temporal.api.errordetails.v1.WorkflowExecutionAlreadyStartedFailure;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.query.v1.WorkflowQuery;
import io.temporal.api.sdk.v1.UserMetadata;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.QueryWorkflowRequest;
import io.temporal.api.workflowservice.v1.QueryWorkflowResponse;
import io.temporal.api.workflowservice.v1.RequestCancelWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.SignalWithStartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.SignalWithStartWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.SignalWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionResponse;
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
  private final EagerStart eagerStart;
  private final WorkflowReads reads;
  private final ClientOutboundCalls outbound;
  private final UpdateCalls updates = new UpdateCalls(this);

  WorkflowCalls(Rpc rpc, ClientOptions options) {
    super(rpc, options);
    this.eagerStart = new EagerStart(rpc);
    this.reads = new WorkflowReads(rpc, options);
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

  /// The runs that a start leads to: the one that is open now, and the first of its chain if the
  /// server says which it is.
  private record Started(String runId, @Nullable String firstRunId) {}

  @Override
  public WorkflowHandle<?, ?> startWorkflow(StartWorkflowInput input) {
    StartWorkflowExecutionRequest request = request(input);
    WorkflowOptions.StartSignal signal = input.options().startSignal();
    try {
      return handle(input, signal == null ? send(request) : send(request, signal));
    } catch (StatusRuntimeException e) {
      throw startError(e, input.options().id(), input.workflowType());
    }
  }

  /// The request of a start, with an id by which the server knows it again.
  StartWorkflowExecutionRequest request(StartWorkflowInput input) {
    WorkflowOptions start = input.options();
    DataConverter converter = converter(start.id());
    var request =
        start.request().toBuilder()
            .setNamespace(namespace())
            .setIdentity(identity())
            .setRequestId(requestId());
    request.getWorkflowTypeBuilder().setName(input.workflowType());
    if (!input.arguments().isEmpty()) {
      request.setInput(converter.encodeList(input.arguments()));
    }
    if (!input.headers().isEmpty()) {
      request.setHeader(header(input.headers()));
    }
    if (!start.memo().isEmpty()) {
      request.setMemo(MemoPayloads.encode(start.memo(), converter));
    }
    UserMetadata metadata = metadata(start, converter);
    if (metadata != null) {
      request.setUserMetadata(metadata);
    }
    return request.build();
  }

  /// The handle of a workflow that was started, or found.
  WorkflowHandle<?, ?> handle(StartWorkflowInput input, StartWorkflowExecutionResponse response) {
    return handle(input, started(response));
  }

  private WorkflowHandle<?, ?> handle(StartWorkflowInput input, Started started) {
    return new WorkflowHandle<Object, @Nullable Object>(
        this,
        new WorkflowHandle.Target(
            input.options().id(), null, started.runId(), started.firstRunId()),
        input.resultType(),
        options().queryRejectCondition());
  }

  @Override
  public WorkflowUpdateHandle<?> startWorkflowUpdate(StartWorkflowUpdateInput input) {
    return updates.start(input);
  }

  @Override
  public WorkflowUpdateHandle<?> startUpdateWithStart(StartUpdateWithStartInput input) {
    return updates.start(input);
  }

  /// What goes to and comes from updates.
  UpdateCalls updates() {
    return updates;
  }

  static Header header(Map<String, Payload> headers) {
    return Header.newBuilder().putAllFields(headers).build();
  }

  private static @Nullable UserMetadata metadata(WorkflowOptions start, DataConverter converter) {
    if (start.summary() == null && start.details() == null) {
      return null;
    }
    var metadata = UserMetadata.newBuilder();
    if (start.summary() != null) {
      metadata.setSummary(converter.encode(start.summary()));
    }
    if (start.details() != null) {
      metadata.setDetails(converter.encode(start.details()));
    }
    return metadata.build();
  }

  private Started send(StartWorkflowExecutionRequest request) {
    return started(eagerStart.start(request));
  }

  private static Started started(StartWorkflowExecutionResponse response) {
    String first = response.getFirstExecutionRunId();
    return new Started(
        response.getRunId(),
        !first.isEmpty() ? first : response.getStarted() ? response.getRunId() : null);
  }

  private Started send(StartWorkflowExecutionRequest start, WorkflowOptions.StartSignal signal) {
    var request =
        SignalWithStartWorkflowExecutionRequest.newBuilder()
            .setNamespace(start.getNamespace())
            .setIdentity(start.getIdentity())
            .setRequestId(start.getRequestId())
            .setWorkflowId(start.getWorkflowId())
            .setWorkflowType(start.getWorkflowType())
            .setTaskQueue(start.getTaskQueue())
            .setWorkflowIdReusePolicy(start.getWorkflowIdReusePolicy())
            .setWorkflowIdConflictPolicy(start.getWorkflowIdConflictPolicy())
            .setCronSchedule(start.getCronSchedule())
            .setSignalName(signal.name());
    if (!signal.arguments().isEmpty()) {
      request.setSignalInput(converter(start.getWorkflowId()).encodeList(signal.arguments()));
    }
    if (start.hasInput()) {
      request.setInput(start.getInput());
    }
    if (start.hasHeader()) {
      request.setHeader(start.getHeader());
    }
    if (start.hasWorkflowExecutionTimeout()) {
      request.setWorkflowExecutionTimeout(start.getWorkflowExecutionTimeout());
    }
    if (start.hasWorkflowRunTimeout()) {
      request.setWorkflowRunTimeout(start.getWorkflowRunTimeout());
    }
    if (start.hasWorkflowTaskTimeout()) {
      request.setWorkflowTaskTimeout(start.getWorkflowTaskTimeout());
    }
    if (start.hasRetryPolicy()) {
      request.setRetryPolicy(start.getRetryPolicy());
    }
    if (start.hasMemo()) {
      request.setMemo(start.getMemo());
    }
    if (start.hasSearchAttributes()) {
      request.setSearchAttributes(start.getSearchAttributes());
    }
    if (start.hasWorkflowStartDelay()) {
      request.setWorkflowStartDelay(start.getWorkflowStartDelay());
    }
    if (start.hasPriority()) {
      request.setPriority(start.getPriority());
    }
    if (start.hasVersioningOverride()) {
      request.setVersioningOverride(start.getVersioningOverride());
    }
    if (start.hasUserMetadata()) {
      request.setUserMetadata(start.getUserMetadata());
    }
    SignalWithStartWorkflowExecutionResponse response =
        rpc()
            .call(WorkflowServiceGrpc.getSignalWithStartWorkflowExecutionMethod(), request.build());
    String first = response.getFirstExecutionRunId();
    return new Started(response.getRunId(), first.isEmpty() ? null : first);
  }

  RuntimeException startError(StatusRuntimeException e, String id, String type) {
    RpcException result = RpcErrors.of(e, rpc().target());
    var taken = result.detail(WorkflowExecutionAlreadyStartedFailure.class);
    return e.getStatus().getCode() == Status.Code.ALREADY_EXISTS && taken != null
        ? new WorkflowAlreadyStartedException(id, type, taken.getRunId(), e)
        : result;
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
    new AsyncActivityCalls(rpc(), options()).heartbeat(input);
  }

  @Override
  public void completeAsyncActivity(CompleteAsyncActivityInput input) {
    new AsyncActivityCalls(rpc(), options()).complete(input);
  }

  @Override
  public void failAsyncActivity(FailAsyncActivityInput input) {
    new AsyncActivityCalls(rpc(), options()).fail(input);
  }

  @Override
  public void reportCancellationAsyncActivity(ReportCancellationAsyncActivityInput input) {
    new AsyncActivityCalls(rpc(), options()).reportCancellation(input);
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
