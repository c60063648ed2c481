package dev.perdure.client;

import dev.perdure.internal.rpc.LocalWorkers.Reservation;
import dev.perdure.internal.rpc.Rpc;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import org.jspecify.annotations.Nullable;

/// Starts workflows. Where it is wanted, and a worker of this client has a slot for it, the first
/// workflow task comes with the answer and goes straight to that worker.
final class EagerStart {
  private final Rpc rpc;

  EagerStart(Rpc rpc) {
    this.rpc = rpc;
  }

  StartWorkflowExecutionResponse start(StartWorkflowExecutionRequest request) {
    Reservation worker = request.getRequestEagerExecution() ? reserve(request) : null;
    if (worker != null) {
      return start(request, worker);
    }
    return send(
        request.getRequestEagerExecution()
            ? request.toBuilder().setRequestEagerExecution(false).build()
            : request);
  }

  private @Nullable Reservation reserve(StartWorkflowExecutionRequest request) {
    return rpc.capabilities().getEagerWorkflowStart()
        ? rpc.localWorkers().tryReserve(request.getTaskQueue().getName())
        : null;
  }

  private StartWorkflowExecutionResponse start(
      StartWorkflowExecutionRequest request, Reservation worker) {
    var deployment = worker.deployment();
    boolean given = false;
    try {
      StartWorkflowExecutionResponse response =
          send(
              deployment == null
                  ? request
                  : request.toBuilder().setEagerWorkerDeploymentOptions(deployment).build());
      if (response.hasEagerWorkflowTask()) {
        given = true;
        worker.work(response.getEagerWorkflowTask());
      }
      return response;
    } finally {
      if (!given) {
        worker.release();
      }
    }
  }

  private StartWorkflowExecutionResponse send(StartWorkflowExecutionRequest request) {
    return rpc.call(WorkflowServiceGrpc.getStartWorkflowExecutionMethod(), request);
  }
}
