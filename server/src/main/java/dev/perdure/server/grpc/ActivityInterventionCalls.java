package dev.perdure.server.grpc;

import dev.perdure.engine.decision.Request;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.server.entity.Answer;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.workflowservice.v1.PauseActivityRequest;
import io.temporal.api.workflowservice.v1.PauseActivityRequest.ActivityCase;
import io.temporal.api.workflowservice.v1.PauseActivityResponse;
import io.temporal.api.workflowservice.v1.ResetActivityRequest;
import io.temporal.api.workflowservice.v1.ResetActivityResponse;
import io.temporal.api.workflowservice.v1.UnpauseActivityRequest;
import io.temporal.api.workflowservice.v1.UnpauseActivityResponse;
import io.temporal.api.workflowservice.v1.UpdateActivityOptionsRequest;
import io.temporal.api.workflowservice.v1.UpdateActivityOptionsResponse;

/// Calls of clients that intervene in the pending activities of a workflow.
final class ActivityInterventionCalls {
  private final Backend backend;
  private final Validation validation;

  ActivityInterventionCalls(Backend backend) {
    this.backend = backend;
    this.validation = backend.validation();
  }

  void pause(UnaryCall<PauseActivityRequest, PauseActivityResponse> call) {
    var request = call.request();
    check(
        request.getNamespace(),
        request.getExecution(),
        request.getActivityCase() != ActivityCase.ACTIVITY_NOT_SET);
    validation.length("Identity", request.getIdentity());
    validation.length("RequestId", request.getRequestId());
    ask(
        request.getNamespace(),
        request.getExecution(),
        new Request.PauseActivity(request),
        new CallAnswer<>(call, _ -> PauseActivityResponse.getDefaultInstance()));
  }

  void unpause(UnaryCall<UnpauseActivityRequest, UnpauseActivityResponse> call) {
    var request = call.request();
    check(
        request.getNamespace(),
        request.getExecution(),
        request.getActivityCase() != UnpauseActivityRequest.ActivityCase.ACTIVITY_NOT_SET);
    validation.length("Identity", request.getIdentity());
    Validation.timeout("Jitter", request.getJitter());
    ask(
        request.getNamespace(),
        request.getExecution(),
        new Request.UnpauseActivity(request),
        new CallAnswer<>(call, _ -> UnpauseActivityResponse.getDefaultInstance()));
  }

  void reset(UnaryCall<ResetActivityRequest, ResetActivityResponse> call) {
    var request = call.request();
    check(
        request.getNamespace(),
        request.getExecution(),
        request.getActivityCase() != ResetActivityRequest.ActivityCase.ACTIVITY_NOT_SET);
    validation.length("Identity", request.getIdentity());
    Validation.timeout("Jitter", request.getJitter());
    ask(
        request.getNamespace(),
        request.getExecution(),
        new Request.ResetActivity(request),
        new CallAnswer<>(call, _ -> ResetActivityResponse.getDefaultInstance()));
  }

  void updateOptions(UnaryCall<UpdateActivityOptionsRequest, UpdateActivityOptionsResponse> call) {
    var request = call.request();
    check(
        request.getNamespace(),
        request.getExecution(),
        request.getActivityCase() != UpdateActivityOptionsRequest.ActivityCase.ACTIVITY_NOT_SET);
    validation.length("Identity", request.getIdentity());
    Validation.priority(request.getActivityOptions().getPriority());
    ask(
        request.getNamespace(),
        request.getExecution(),
        new Request.UpdateActivityOptions(request),
        new CallAnswer<>(call, reply -> reply));
  }

  private void check(String namespace, WorkflowExecution execution, boolean isSelected) {
    backend.namespaces().check(namespace);
    if (execution.getWorkflowId().isEmpty()) {
      throw Validation.invalid("WorkflowId is not set on request.");
    }
    if (!isSelected) {
      throw Validation.invalid("Either Activity.Id or Activity.Type should be set on request.");
    }
    validation.runId(execution.getRunId());
  }

  private <R> void ask(
      String namespace, WorkflowExecution execution, Request<R> request, Answer<R> answer) {
    var key = EntityKey.workflow(namespace, execution.getWorkflowId());
    backend
        .intake()
        .begin(
            () -> backend.closedRuns().askWhereItIs(key, execution.getRunId(), request, answer),
            answer::rejected);
  }
}
