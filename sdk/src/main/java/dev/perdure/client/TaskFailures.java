package dev.perdure.client;

import dev.perdure.internal.rpc.Rpc;
import io.grpc.StatusRuntimeException;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryReverseRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import org.jspecify.annotations.Nullable;

/// Why the workflow task of a run fails again and again. A description does not say it: the history
/// has the first failure, at its end.
///
/// @param namespace the client's
record TaskFailures(Rpc rpc, String namespace) {
  /// How many events are looked at. Behind the failure there may be signals and the like.
  private static final int EVENTS_MAX = 50;

  /// The failure of the task that is tried again; null when none is, or the server does not tell.
  @Nullable Failure of(DescribeWorkflowExecutionResponse described) {
    if (described.getPendingWorkflowTask().getAttempt() < 2) {
      return null;
    }
    var request =
        GetWorkflowExecutionHistoryReverseRequest.newBuilder()
            .setNamespace(namespace)
            .setExecution(described.getWorkflowExecutionInfo().getExecution())
            .setMaximumPageSize(EVENTS_MAX)
            .build();
    try {
      var newest =
          rpc.call(WorkflowServiceGrpc.getGetWorkflowExecutionHistoryReverseMethod(), request);
      for (HistoryEvent event : newest.getHistory().getEventsList()) {
        if (event.hasWorkflowTaskFailedEventAttributes()) {
          return event.getWorkflowTaskFailedEventAttributes().getFailure();
        }
        if (event.hasWorkflowTaskCompletedEventAttributes()) {
          return null;
        }
      }
      return null;
    } catch (StatusRuntimeException e) {
      return null; // the description is worth having without it
    }
  }
}
