package dev.perdure.server.grpc;

import com.google.protobuf.GeneratedMessage;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.decision.SignalReply;
import dev.perdure.engine.decision.StartReply;
import dev.perdure.engine.record.EntityKey;
import io.temporal.api.common.v1.Link;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
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
  private final StartChecks checks;
  private final TaskResponses responses = new TaskResponses();

  RunCalls(Backend backend) {
    this.backend = backend;
    this.validation = backend.validation();
    this.checks = new StartChecks(backend);
  }

  void start(UnaryCall<StartWorkflowExecutionRequest, StartWorkflowExecutionResponse> call) {
    var request = call.request();
    var named = checked(request);
    backend.ask(
        EntityKey.workflow(request.getNamespace(), request.getWorkflowId()),
        new Request.Start(
            named, request.getRequestEagerExecution(), call.inProcess() ? backend.epoch() : 0),
        new CallAnswer<>(call, reply -> response(request, reply, call.inProcess())));
  }

  /// What is wrong with a start as such; one that has no request id gets one.
  StartWorkflowExecutionRequest checked(StartWorkflowExecutionRequest request) {
    checks.start(request);
    return request.getRequestId().isEmpty()
        ? request.toBuilder().setRequestId(RequestIds.next()).build()
        : request;
  }

  /// The reply to a start.
  StartWorkflowExecutionResponse response(
      StartWorkflowExecutionRequest request, StartReply reply, boolean inProcess) {
    boolean isAttached = !reply.started() && request.getOnConflictOptions().getAttachRequestId();
    var response =
        StartWorkflowExecutionResponse.newBuilder()
            .setRunId(reply.runId())
            .setStarted(reply.started())
            .setStatus(reply.status())
            .setFirstExecutionRunId(reply.firstExecutionRunId())
            .setLink(
                isAttached
                    ? link(
                        request.getNamespace(),
                        request.getWorkflowId(),
                        reply.runId(),
                        request.getRequestId(),
                        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED)
                    : link(request.getNamespace(), request.getWorkflowId(), reply.runId()));
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
    checks.signalWithStart(request);
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
                    .setSignalLink(
                        link(
                            named.getNamespace(),
                            named.getWorkflowId(),
                            reply.runId(),
                            named.getRequestId(),
                            EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED))
                    .build()));
  }

  void signal(UnaryCall<SignalWorkflowExecutionRequest, SignalWorkflowExecutionResponse> call) {
    var request = call.request();
    backend.namespaces().check(request.getNamespace());
    validation.execution(request.hasWorkflowExecution(), request.getWorkflowExecution());
    if (request.getSignalName().isEmpty()) {
      throw Validation.invalid("SignalName is not set on request.");
    }
    validation.length("SignalName", request.getSignalName());
    validation.length("RequestId", request.getRequestId());
    Links.check(request.getLinksList());
    validation.blob(request.getInput());
    backend
        .intake()
        .begin(
            () ->
                backend
                    .closedRuns()
                    .askWhereItIs(
                        EntityKey.workflow(
                            request.getNamespace(), request.getWorkflowExecution().getWorkflowId()),
                        request.getWorkflowExecution().getRunId(),
                        new Request.Signal(request),
                        new CallAnswer<>(call, reply -> signaled(request, reply))),
            call::reject);
  }

  private static SignalWorkflowExecutionResponse signaled(
      SignalWorkflowExecutionRequest request, SignalReply reply) {
    return SignalWorkflowExecutionResponse.newBuilder()
        .setLink(
            link(
                request.getNamespace(),
                request.getWorkflowExecution().getWorkflowId(),
                reply.runId(),
                request.getRequestId(),
                EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED))
        .build();
  }

  void requestCancel(
      UnaryCall<RequestCancelWorkflowExecutionRequest, RequestCancelWorkflowExecutionResponse>
          call) {
    var request = call.request();
    backend.namespaces().check(request.getNamespace());
    validation.execution(request.hasWorkflowExecution(), request.getWorkflowExecution());
    Links.check(request.getLinksList());
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
    backend.namespaces().check(request.getNamespace());
    validation.execution(request.hasWorkflowExecution(), request.getWorkflowExecution());
    Links.check(request.getLinksList());
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
    backend.namespaces().check(request.getNamespace());
    validation.execution(request.hasExecution(), request.getExecution());
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

  private static Link link(String namespace, String workflowId, String runId) {
    return link(
        Link.WorkflowEvent.newBuilder()
            .setNamespace(namespace)
            .setWorkflowId(workflowId)
            .setRunId(runId)
            .setEventRef(
                Link.WorkflowEvent.EventReference.newBuilder()
                    .setEventId(1)
                    .setEventType(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED)));
  }

  /// To an event that may have no number yet.
  private static Link link(
      String namespace, String workflowId, String runId, String requestId, EventType type) {
    return link(
        Link.WorkflowEvent.newBuilder()
            .setNamespace(namespace)
            .setWorkflowId(workflowId)
            .setRunId(runId)
            .setRequestIdRef(
                Link.WorkflowEvent.RequestIdReference.newBuilder()
                    .setRequestId(requestId)
                    .setEventType(type)));
  }

  private static Link link(Link.WorkflowEvent.Builder event) {
    return Link.newBuilder().setWorkflowEvent(event).build();
  }
}
