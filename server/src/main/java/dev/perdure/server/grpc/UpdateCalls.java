package dev.perdure.server.grpc;

import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.decision.UpdateStatus;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.server.entity.Answer;
import io.temporal.api.common.v1.Link;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.UpdateWorkflowExecutionLifecycleStage;
import io.temporal.api.errordetails.v1.PermissionDeniedFailure;
import io.temporal.api.update.v1.UpdateRef;
import io.temporal.api.workflowservice.v1.PollWorkflowExecutionUpdateRequest;
import io.temporal.api.workflowservice.v1.PollWorkflowExecutionUpdateResponse;
import io.temporal.api.workflowservice.v1.UpdateWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.UpdateWorkflowExecutionResponse;
import java.util.function.Consumer;

/// Updates, and those who ask how far one is. A call that waits costs no thread.
final class UpdateCalls {
  private static final UpdateWorkflowExecutionLifecycleStage ACCEPTED =
      UpdateWorkflowExecutionLifecycleStage.UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_ACCEPTED;
  static final UpdateWorkflowExecutionLifecycleStage COMPLETED =
      UpdateWorkflowExecutionLifecycleStage.UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED;

  private final Backend backend;
  private final Waits waits;
  private final Validation validation;

  UpdateCalls(Backend backend, Waits waits) {
    this.backend = backend;
    this.waits = waits;
    this.validation = backend.validation();
  }

  void update(UnaryCall<UpdateWorkflowExecutionRequest, UpdateWorkflowExecutionResponse> call) {
    backend.namespaces().check(call.request().getNamespace());
    var request = checked(call.request());
    var execution = request.getWorkflowExecution();
    var key = EntityKey.workflow(request.getNamespace(), execution.getWorkflowId());
    var waiting =
        new Waiting(
            call,
            key,
            wanted(request),
            status -> call.reply(response(request, status)),
            call::reject);
    backend
        .intake()
        .begin(
            () ->
                backend
                    .closedRuns()
                    .askWhereItIs(key, execution.getRunId(), new Request.Update(request), waiting),
            waiting::rejected);
  }

  /// What is wrong with an update as such; one that has no id gets one.
  UpdateWorkflowExecutionRequest checked(UpdateWorkflowExecutionRequest request) {
    validation.execution(request.hasWorkflowExecution(), request.getWorkflowExecution());
    var update = request.getRequest();
    if (!update.hasMeta()) {
      throw Validation.invalid("Update meta is not set on request.");
    }
    var id = update.getMeta().getUpdateId();
    validation.length("UpdateId", id);
    if (!update.hasInput()) {
      throw Validation.invalid("Update input is not set on request.");
    }
    if (update.getInput().getName().isEmpty()) {
      throw Validation.invalid("Update name is not set on request.");
    }
    if (request.getWaitPolicy().getLifecycleStage()
        == UpdateWorkflowExecutionLifecycleStage
            .UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_ADMITTED) {
      throw new RejectedException(
          new Rejection(
              Rejection.Code.PERMISSION_DENIED,
              "UpdateWorkflowExecution issued asynchronously and waiting on update admitted is not"
                  + " supported.",
              PermissionDeniedFailure.getDefaultInstance()));
    }
    if (update.getCompletionCallbacksCount() > 0) {
      throw NotYet.unimplemented("Completion callbacks of updates are not implemented yet.");
    }
    if (!id.isEmpty()) {
      return request;
    }
    var named = request.toBuilder();
    named.getRequestBuilder().getMetaBuilder().setUpdateId(RequestIds.next());
    return named.build();
  }

  /// How far an update must be for its caller, who waits for its outcome if it does not say.
  static UpdateWorkflowExecutionLifecycleStage wanted(UpdateWorkflowExecutionRequest request) {
    var stage = request.getWaitPolicy().getLifecycleStage();
    return stage
            == UpdateWorkflowExecutionLifecycleStage
                .UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_UNSPECIFIED
        ? COMPLETED
        : stage;
  }

  static UpdateWorkflowExecutionResponse response(
      UpdateWorkflowExecutionRequest request, UpdateStatus status) {
    var workflowId = request.getWorkflowExecution().getWorkflowId();
    var response =
        UpdateWorkflowExecutionResponse.newBuilder()
            .setUpdateRef(ref(workflowId, status))
            .setStage(status.stage());
    var outcome = status.outcome();
    if (outcome != null) {
      response.setOutcome(outcome);
    }
    if (outcome != null && outcome.hasFailure()) {
      response.setLink(
          Link.newBuilder()
              .setWorkflow(
                  Link.Workflow.newBuilder()
                      .setNamespace(request.getNamespace())
                      .setWorkflowId(workflowId)
                      .setRunId(status.runId())
                      .setReason("Update rejected")));
    } else if (status.reaches(ACCEPTED)) {
      response.setLink(
          Link.newBuilder()
              .setWorkflowEvent(
                  Link.WorkflowEvent.newBuilder()
                      .setNamespace(request.getNamespace())
                      .setWorkflowId(workflowId)
                      .setRunId(status.runId())
                      .setRequestIdRef(
                          Link.WorkflowEvent.RequestIdReference.newBuilder()
                              .setRequestId(request.getRequest().getRequestId())
                              .setEventType(
                                  EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED))));
    }
    return response.build();
  }

  private static UpdateRef ref(String workflowId, UpdateStatus status) {
    return UpdateRef.newBuilder()
        .setWorkflowExecution(
            WorkflowExecution.newBuilder().setWorkflowId(workflowId).setRunId(status.runId()))
        .setUpdateId(status.updateId())
        .build();
  }

  void poll(
      UnaryCall<PollWorkflowExecutionUpdateRequest, PollWorkflowExecutionUpdateResponse> call) {
    var request = call.request();
    backend.namespaces().check(request.getNamespace());
    if (!request.hasUpdateRef()) {
      throw Validation.invalid("UpdateRef is not set on request.");
    }
    var ref = request.getUpdateRef();
    validation.execution(ref.hasWorkflowExecution(), ref.getWorkflowExecution());
    var execution = ref.getWorkflowExecution();
    var key = EntityKey.workflow(request.getNamespace(), execution.getWorkflowId());
    backend
        .closedRuns()
        .askWhereItIs(
            key,
            execution.getRunId(),
            new Request.PollUpdate(execution.getRunId(), ref.getUpdateId()),
            new Waiting(
                call,
                key,
                request.getWaitPolicy().getLifecycleStage(),
                status -> call.reply(polled(execution.getWorkflowId(), status)),
                call::reject));
  }

  private static PollWorkflowExecutionUpdateResponse polled(
      String workflowId, UpdateStatus status) {
    var response =
        PollWorkflowExecutionUpdateResponse.newBuilder()
            .setUpdateRef(ref(workflowId, status))
            .setStage(status.stage());
    if (status.outcome() != null) {
      response.setOutcome(status.outcome());
    }
    return response.build();
  }

  /// Asked how far an update is, and waits until it is far enough.
  private final class Waiting implements Answer<UpdateStatus> {
    private final UnaryCall<?, ?> call;
    private final EntityKey key;
    private final UpdateWorkflowExecutionLifecycleStage wanted;
    private final Consumer<UpdateStatus> done;
    private final Consumer<Rejection> refused;

    Waiting(
        UnaryCall<?, ?> call,
        EntityKey key,
        UpdateWorkflowExecutionLifecycleStage wanted,
        Consumer<UpdateStatus> done,
        Consumer<Rejection> refused) {
      this.call = call;
      this.key = key;
      this.wanted = wanted;
      this.done = done;
      this.refused = refused;
    }

    @Override
    public boolean wanted() {
      return !call.cancelled();
    }

    @Override
    public Runnable accepted(UpdateStatus status) {
      return UpdateWait.begin(backend, waits, call, key, status, wanted, done, refused);
    }

    @Override
    public void rejected(Rejection rejection) {
      refused.accept(rejection);
    }
  }
}
