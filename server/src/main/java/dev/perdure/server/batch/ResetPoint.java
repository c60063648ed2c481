package dev.perdure.server.batch;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.temporal.api.batch.v1.BatchOperationReset;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.ResetType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryReverseRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import java.util.List;

/// Finds the event to which a run is reset.
final class ResetPoint {
  private final WorkflowServiceBlockingStub service;
  private final String namespace;
  private final WorkflowExecution run;

  /// Where to reset to while no workflow task is found that has completed; 0 for nowhere.
  private long scheduled;

  ResetPoint(WorkflowServiceBlockingStub service, String namespace, WorkflowExecution run) {
    this.service = service;
    this.namespace = namespace;
    this.run = run;
  }

  /// The number of the event at which the new run takes over.
  ///
  /// @throws io.grpc.StatusRuntimeException if there is none
  @SuppressWarnings("deprecation") // Clients still say it in the older way.
  long eventId(BatchOperationReset reset) {
    if (!reset.hasOptions()) {
      return reset.getResetType() == ResetType.RESET_TYPE_FIRST_WORKFLOW_TASK ? first() : last();
    }
    var options = reset.getOptions();
    return switch (options.getTargetCase()) {
      case FIRST_WORKFLOW_TASK -> first();
      case LAST_WORKFLOW_TASK -> last();
      case WORKFLOW_TASK_ID -> options.getWorkflowTaskId();
      // No run here has points by build id.
      case BUILD_ID, TARGET_NOT_SET ->
          throw Status.INVALID_ARGUMENT
              .withDescription("Can't find reset point for " + options.getBuildId())
              .asRuntimeException();
    };
  }

  private long first() {
    var token = ByteString.EMPTY;
    do {
      var page =
          service.getWorkflowExecutionHistory(
              GetWorkflowExecutionHistoryRequest.newBuilder()
                  .setNamespace(namespace)
                  .setExecution(run)
                  .setNextPageToken(token)
                  .build());
      long found = completed(page.getHistory().getEventsList(), true);
      if (found != 0) {
        return found;
      }
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    return scheduledOrNone();
  }

  private long last() {
    var token = ByteString.EMPTY;
    do {
      var page =
          service.getWorkflowExecutionHistoryReverse(
              GetWorkflowExecutionHistoryReverseRequest.newBuilder()
                  .setNamespace(namespace)
                  .setExecution(run)
                  .setNextPageToken(token)
                  .build());
      long found = completed(page.getHistory().getEventsList(), false);
      if (found != 0) {
        return found;
      }
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    return scheduledOrNone();
  }

  /// The first completion of a workflow task among these events.
  ///
  /// @param forward whether the events come from the history's beginning
  /// @return 0 if none of them is a workflow task's completion
  private long completed(List<HistoryEvent> events, boolean forward) {
    for (var event : events) {
      if (event.getEventType() == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED) {
        return event.getEventId();
      }
      if (event.getEventType() == EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED
          && (scheduled == 0 || !forward)) {
        scheduled = event.getEventId() + 1;
      }
    }
    return 0;
  }

  private long scheduledOrNone() {
    if (scheduled == 0) {
      throw Status.FAILED_PRECONDITION
          .withDescription("unable to find any scheduled or completed task")
          .asRuntimeException();
    }
    return scheduled;
  }
}
