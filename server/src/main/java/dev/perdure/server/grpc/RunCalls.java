package dev.perdure.server.grpc;

import com.google.protobuf.Duration;
import com.google.protobuf.GeneratedMessage;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.decision.StartReply;
import dev.perdure.engine.record.EntityKey;
import io.temporal.api.common.v1.Link;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.RequestCancelWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.RequestCancelWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.ResetStickyTaskQueueRequest;
import io.temporal.api.workflowservice.v1.ResetStickyTaskQueueResponse;
import io.temporal.api.workflowservice.v1.SignalWithStartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.SignalWithStartWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.SignalWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.SignalWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.TerminateWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.TerminateWorkflowExecutionResponse;

/// Calls of clients about runs: start, signal, cancel, terminate, describe.
final class RunCalls {
  private final Backend backend;
  private final Validation validation;
  private final TaskResponses responses = new TaskResponses();

  RunCalls(Backend backend) {
    this.backend = backend;
    this.validation = backend.validation();
  }

  void start(UnaryCall<StartWorkflowExecutionRequest, StartWorkflowExecutionResponse> call) {
    var request = call.request();
    backend.namespaces().check(request.getNamespace());
    var named = checked(request);
    backend.ask(
        EntityKey.workflow(request.getNamespace(), request.getWorkflowId()),
        new Request.Start(
            named, request.getRequestEagerExecution(), call.inProcess() ? backend.epoch() : 0),
        new CallAnswer<>(call, reply -> response(request, reply, call.inProcess())));
  }

  /// What is wrong with a start as such; one that has no request id gets one.
  StartWorkflowExecutionRequest checked(StartWorkflowExecutionRequest request) {
    validation.workflowId(request.getWorkflowId());
    Validation.retryPolicy(request.hasRetryPolicy(), request.getRetryPolicy());
    startDelay(
        request.getCronSchedule(),
        request.hasWorkflowStartDelay(),
        request.getWorkflowStartDelay());
    var type = request.getWorkflowType().getName();
    if (type.isEmpty()) {
      throw Validation.invalid("WorkflowType is not set on request.");
    }
    validation.length("WorkflowType", type);
    validation.taskQueue(request.hasTaskQueue(), request.getTaskQueue());
    timeouts(
        request.getWorkflowExecutionTimeout(),
        request.getWorkflowRunTimeout(),
        request.getWorkflowTaskTimeout());
    validation.length("RequestId", request.getRequestId());
    validation.length("Identity", request.getIdentity());
    Validation.workflowIdPolicies(
        request.getWorkflowIdReusePolicy(), request.getWorkflowIdConflictPolicy());
    Validation.priority(request.getPriority());
    NotYet.cron(request.getCronSchedule());
    NotYet.callbacks(request.getCompletionCallbacksCount());
    backend.searchAttributes().check(request.getNamespace(), request.getSearchAttributes());
    validation.blob(request.getInput());
    validation.memo(request.getMemo());
    return request.getRequestId().isEmpty()
        ? request.toBuilder().setRequestId(RequestIds.next()).build()
        : request;
  }

  /// The reply to a start.
  StartWorkflowExecutionResponse response(
      StartWorkflowExecutionRequest request, StartReply reply, boolean inProcess) {
    var response =
        StartWorkflowExecutionResponse.newBuilder()
            .setRunId(reply.runId())
            .setStarted(reply.started())
            .setStatus(reply.status())
            .setFirstExecutionRunId(reply.firstExecutionRunId())
            .setLink(
                link(
                    request.getNamespace(),
                    request.getWorkflowId(),
                    reply.runId(),
                    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED));
    var eager = reply.eagerTask();
    if (eager != null) {
      response.setEagerWorkflowTask(responses.workflowTask(eager, 0, inProcess));
    }
    return response.build();
  }

  void signalWithStart(
      UnaryCall<SignalWithStartWorkflowExecutionRequest, SignalWithStartWorkflowExecutionResponse>
          call) {
    var request = call.request();
    backend.namespaces().check(request.getNamespace());
    validation.workflowId(request.getWorkflowId());
    if (request.getSignalName().isEmpty()) {
      throw Validation.invalid("signal not set");
    }
    length("signal name", request.getSignalName());
    var type = request.getWorkflowType().getName();
    if (type.isEmpty()) {
      throw Validation.invalid("workflow type not set");
    }
    length("workflow type name", type);
    validation.taskQueue(request.hasTaskQueue(), request.getTaskQueue());
    length("Request ID", request.getRequestId());
    timeouts(
        request.getWorkflowExecutionTimeout(),
        request.getWorkflowRunTimeout(),
        request.getWorkflowTaskTimeout());
    Validation.retryPolicy(request.hasRetryPolicy(), request.getRetryPolicy());
    startDelay(
        request.getCronSchedule(),
        request.hasWorkflowStartDelay(),
        request.getWorkflowStartDelay());
    Validation.workflowIdPolicies(
        request.getWorkflowIdReusePolicy(), request.getWorkflowIdConflictPolicy());
    if (request.getWorkflowIdConflictPolicy()
        == WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_FAIL) {
      throw Validation.invalid(
          "Invalid WorkflowIDConflictPolicy: WORKFLOW_ID_CONFLICT_POLICY_FAIL is not supported for"
              + " this operation.");
    }
    Validation.priority(request.getPriority());
    NotYet.cron(request.getCronSchedule());
    backend.searchAttributes().check(request.getNamespace(), request.getSearchAttributes());
    validation.blob(request.getInput());
    validation.blob(request.getSignalInput());
    validation.memo(request.getMemo());
    var named =
        request.getRequestId().isEmpty()
            ? request.toBuilder().setRequestId(RequestIds.next()).build()
            : request;
    backend.ask(
        EntityKey.workflow(request.getNamespace(), request.getWorkflowId()),
        new Request.SignalWithStart(named),
        new CallAnswer<>(
            call,
            reply ->
                SignalWithStartWorkflowExecutionResponse.newBuilder()
                    .setRunId(reply.runId())
                    .setStarted(reply.started())
                    .setFirstExecutionRunId(reply.firstExecutionRunId())
                    .build()));
  }

  void signal(UnaryCall<SignalWorkflowExecutionRequest, SignalWorkflowExecutionResponse> call) {
    var request = call.request();
    validation.execution(request.hasWorkflowExecution(), request.getWorkflowExecution());
    if (request.getSignalName().isEmpty()) {
      throw Validation.invalid("SignalName is not set on request.");
    }
    validation.length("SignalName", request.getSignalName());
    validation.length("RequestId", request.getRequestId());
    backend.namespaces().check(request.getNamespace());
    validation.blob(request.getInput());
    backend
        .intake()
        .begin(
            () ->
                ask(
                    call,
                    request.getNamespace(),
                    request.getWorkflowExecution(),
                    new Request.Signal(request),
                    SignalWorkflowExecutionResponse.getDefaultInstance()),
            call::reject);
  }

  void requestCancel(
      UnaryCall<RequestCancelWorkflowExecutionRequest, RequestCancelWorkflowExecutionResponse>
          call) {
    var request = call.request();
    validation.execution(request.hasWorkflowExecution(), request.getWorkflowExecution());
    backend.namespaces().check(request.getNamespace());
    finish(
        call,
        request.getNamespace(),
        request.getWorkflowExecution(),
        new Request.RequestCancel(request),
        RequestCancelWorkflowExecutionResponse.getDefaultInstance());
  }

  void terminate(
      UnaryCall<TerminateWorkflowExecutionRequest, TerminateWorkflowExecutionResponse> call) {
    var request = call.request();
    validation.execution(request.hasWorkflowExecution(), request.getWorkflowExecution());
    backend.namespaces().check(request.getNamespace());
    validation.blob(request.getDetails());
    var filled = request.toBuilder();
    if (request.getReason().isEmpty()) {
      filled.setReason("terminated by user via frontend");
    }
    if (request.getIdentity().isEmpty()) {
      filled.setIdentity("frontend-service");
    }
    finish(
        call,
        request.getNamespace(),
        request.getWorkflowExecution(),
        new Request.Terminate(filled.build()),
        TerminateWorkflowExecutionResponse.getDefaultInstance());
  }

  void resetSticky(UnaryCall<ResetStickyTaskQueueRequest, ResetStickyTaskQueueResponse> call) {
    var request = call.request();
    validation.execution(request.hasExecution(), request.getExecution());
    backend.namespaces().check(request.getNamespace());
    finish(
        call,
        request.getNamespace(),
        request.getExecution(),
        new Request.ResetSticky(request.getExecution().getRunId()),
        ResetStickyTaskQueueResponse.getDefaultInstance());
  }

  void describe(
      UnaryCall<DescribeWorkflowExecutionRequest, DescribeWorkflowExecutionResponse> call) {
    var request = call.request();
    backend.namespaces().check(request.getNamespace());
    validation.execution(request.hasExecution(), request.getExecution());
    var execution = request.getExecution();
    var key = EntityKey.workflow(request.getNamespace(), execution.getWorkflowId());
    backend
        .closedRuns()
        .askWhereItIs(
            key,
            execution.getRunId(),
            new Request.Describe(execution.getRunId()),
            new CallAnswer<>(call, response -> response));
  }

  /// Changes a run in a way that brings it nearer to its end: goes on when the disk is nearly full.
  private <R, S extends GeneratedMessage> void finish(
      UnaryCall<?, S> call,
      String namespace,
      WorkflowExecution execution,
      Request<R> request,
      S response) {
    backend
        .intake()
        .complete(() -> ask(call, namespace, execution, request, response), call::reject);
  }

  private <R, S extends GeneratedMessage> void ask(
      UnaryCall<?, S> call,
      String namespace,
      WorkflowExecution execution,
      Request<R> request,
      S response) {
    backend
        .closedRuns()
        .askWhereItIs(
            EntityKey.workflow(namespace, execution.getWorkflowId()),
            execution.getRunId(),
            request,
            new CallAnswer<>(call, _ -> response));
  }

  private void length(String what, String value) {
    if (validation.isTooLong(value)) {
      throw Validation.invalid(
          "%s exceeds maximum allowed length (%d/%d)"
              .formatted(what, Validation.utf8Length(value), validation.maxIdLength()));
    }
  }

  private static void startDelay(String cronSchedule, boolean isSet, Duration delay) {
    if (!cronSchedule.isEmpty() && isSet) {
      throw Validation.invalid("CronSchedule and WorkflowStartDelay may not be used together.");
    }
    Validation.timeout("WorkflowStartDelaySeconds", delay);
  }

  private static void timeouts(Duration execution, Duration run, Duration task) {
    Validation.timeout("WorkflowExecutionTimeoutSeconds", execution);
    Validation.timeout("WorkflowRunTimeoutSeconds", run);
    Validation.timeout("WorkflowTaskTimeoutSeconds", task);
  }

  private static Link link(String namespace, String workflowId, String runId, EventType type) {
    return Link.newBuilder()
        .setWorkflowEvent(
            Link.WorkflowEvent.newBuilder()
                .setNamespace(namespace)
                .setWorkflowId(workflowId)
                .setRunId(runId)
                .setEventRef(
                    Link.WorkflowEvent.EventReference.newBuilder()
                        .setEventId(1)
                        .setEventType(type)))
        .build();
  }
}
