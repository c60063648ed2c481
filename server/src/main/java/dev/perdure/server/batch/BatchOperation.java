package dev.perdure.server.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.temporal.api.batch.v1.BatchOperationReset;
import io.temporal.api.batch.v1.BatchOperationResetActivities;
import io.temporal.api.batch.v1.BatchOperationUnpauseActivities;
import io.temporal.api.batch.v1.BatchOperationUpdateActivityOptions;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.BatchOperationType;
import io.temporal.api.workflowservice.v1.DeleteWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.RequestCancelWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.ResetActivityRequest;
import io.temporal.api.workflowservice.v1.ResetWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.SignalWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.StartBatchOperationRequest;
import io.temporal.api.workflowservice.v1.TerminateWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.UnpauseActivityRequest;
import io.temporal.api.workflowservice.v1.UpdateActivityOptionsRequest;
import io.temporal.api.workflowservice.v1.UpdateWorkflowExecutionOptionsRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import java.util.UUID;

/// What a batch does to each of its runs.
///
/// It may be done twice when the server dies in between: a request id that follows from batch and
/// run makes the second one nothing, where doing nothing is not in the nature of the call.
public final class BatchOperation {
  private final StartBatchOperationRequest request;

  BatchOperation(StartBatchOperationRequest request) {
    this.request = request;
  }

  /// What a batch does; unspecified for what this server does not know.
  @SuppressWarnings("deprecation") // Clients of today do not know the newer ones yet.
  public static BatchOperationType type(StartBatchOperationRequest request) {
    return switch (request.getOperationCase()) {
      case TERMINATION_OPERATION -> BatchOperationType.BATCH_OPERATION_TYPE_TERMINATE;
      case SIGNAL_OPERATION -> BatchOperationType.BATCH_OPERATION_TYPE_SIGNAL;
      case CANCELLATION_OPERATION -> BatchOperationType.BATCH_OPERATION_TYPE_CANCEL;
      case DELETION_OPERATION -> BatchOperationType.BATCH_OPERATION_TYPE_DELETE;
      case RESET_OPERATION -> BatchOperationType.BATCH_OPERATION_TYPE_RESET;
      case UPDATE_WORKFLOW_OPTIONS_OPERATION ->
          BatchOperationType.BATCH_OPERATION_TYPE_UPDATE_EXECUTION_OPTIONS;
      case UNPAUSE_ACTIVITIES_OPERATION -> BatchOperationType.BATCH_OPERATION_TYPE_UNPAUSE_ACTIVITY;
      case RESET_ACTIVITIES_OPERATION -> BatchOperationType.BATCH_OPERATION_TYPE_RESET_ACTIVITY;
      case UPDATE_ACTIVITY_OPTIONS_OPERATION ->
          BatchOperationType.BATCH_OPERATION_TYPE_UPDATE_ACTIVITY_OPTIONS;
      default -> BatchOperationType.BATCH_OPERATION_TYPE_UNSPECIFIED;
    };
  }

  /// Who asked for it.
  public static String identity(StartBatchOperationRequest request) {
    return switch (request.getOperationCase()) {
      case TERMINATION_OPERATION -> request.getTerminationOperation().getIdentity();
      case SIGNAL_OPERATION -> request.getSignalOperation().getIdentity();
      case CANCELLATION_OPERATION -> request.getCancellationOperation().getIdentity();
      case DELETION_OPERATION -> request.getDeletionOperation().getIdentity();
      case RESET_OPERATION -> request.getResetOperation().getIdentity();
      case UPDATE_WORKFLOW_OPTIONS_OPERATION ->
          request.getUpdateWorkflowOptionsOperation().getIdentity();
      case UNPAUSE_ACTIVITIES_OPERATION -> request.getUnpauseActivitiesOperation().getIdentity();
      case RESET_ACTIVITIES_OPERATION -> request.getResetActivitiesOperation().getIdentity();
      case UPDATE_ACTIVITY_OPTIONS_OPERATION ->
          request.getUpdateActivityOptionsOperation().getIdentity();
      default -> "";
    };
  }

  /// Does it to a run.
  ///
  /// @throws io.grpc.StatusRuntimeException if it is refused
  void perform(WorkflowServiceBlockingStub service, WorkflowExecution run) {
    switch (request.getOperationCase()) {
      case TERMINATION_OPERATION -> terminate(service, run);
      case SIGNAL_OPERATION -> signal(service, run);
      case CANCELLATION_OPERATION -> cancel(service, run);
      case DELETION_OPERATION -> delete(service, run);
      case RESET_OPERATION -> reset(service, run);
      case UPDATE_WORKFLOW_OPTIONS_OPERATION -> updateOptions(service, run);
      case UNPAUSE_ACTIVITIES_OPERATION -> unpauseActivities(service, run);
      case RESET_ACTIVITIES_OPERATION -> resetActivities(service, run);
      case UPDATE_ACTIVITY_OPTIONS_OPERATION -> updateActivityOptions(service, run);
      default -> throw new IllegalStateException("No such operation: " + request);
    }
  }

  private void terminate(WorkflowServiceBlockingStub service, WorkflowExecution run) {
    var operation = request.getTerminationOperation();
    var _ =
        service.terminateWorkflowExecution(
            TerminateWorkflowExecutionRequest.newBuilder()
                .setNamespace(request.getNamespace())
                .setWorkflowExecution(run)
                .setReason(request.getReason())
                .setDetails(operation.getDetails())
                .setIdentity(operation.getIdentity())
                .build());
  }

  private void signal(WorkflowServiceBlockingStub service, WorkflowExecution run) {
    var operation = request.getSignalOperation();
    var _ =
        service.signalWorkflowExecution(
            SignalWorkflowExecutionRequest.newBuilder()
                .setNamespace(request.getNamespace())
                .setWorkflowExecution(run)
                .setSignalName(operation.getSignal())
                .setInput(operation.getInput())
                .setHeader(operation.getHeader())
                .setIdentity(operation.getIdentity())
                .setRequestId(requestId(run))
                .build());
  }

  private void cancel(WorkflowServiceBlockingStub service, WorkflowExecution run) {
    var _ =
        service.requestCancelWorkflowExecution(
            RequestCancelWorkflowExecutionRequest.newBuilder()
                .setNamespace(request.getNamespace())
                .setWorkflowExecution(run)
                .setReason(request.getReason())
                .setIdentity(request.getCancellationOperation().getIdentity())
                .setRequestId(requestId(run))
                .build());
  }

  private void delete(WorkflowServiceBlockingStub service, WorkflowExecution run) {
    var _ =
        service.deleteWorkflowExecution(
            DeleteWorkflowExecutionRequest.newBuilder()
                .setNamespace(request.getNamespace())
                .setWorkflowExecution(run)
                .build());
  }

  @SuppressWarnings("deprecation") // Clients still say it in the older way.
  private void reset(WorkflowServiceBlockingStub service, WorkflowExecution run) {
    BatchOperationReset operation = request.getResetOperation();
    var reset =
        ResetWorkflowExecutionRequest.newBuilder()
            .setNamespace(request.getNamespace())
            .setWorkflowExecution(run)
            .setReason(request.getReason())
            .setIdentity(operation.getIdentity())
            .setRequestId(requestId(run))
            .setWorkflowTaskFinishEventId(
                new ResetPoint(service, request.getNamespace(), run).eventId(operation))
            .addAllPostResetOperations(operation.getPostResetOperationsList());
    if (operation.hasOptions()) {
      reset
          .setResetReapplyType(operation.getOptions().getResetReapplyType())
          .addAllResetReapplyExcludeTypes(operation.getOptions().getResetReapplyExcludeTypesList());
    } else {
      reset.setResetReapplyType(operation.getResetReapplyType());
    }
    var _ = service.resetWorkflowExecution(reset.build());
  }

  private void updateOptions(WorkflowServiceBlockingStub service, WorkflowExecution run) {
    var operation = request.getUpdateWorkflowOptionsOperation();
    var _ =
        service.updateWorkflowExecutionOptions(
            UpdateWorkflowExecutionOptionsRequest.newBuilder()
                .setNamespace(request.getNamespace())
                .setWorkflowExecution(run)
                .setWorkflowExecutionOptions(operation.getWorkflowExecutionOptions())
                .setUpdateMask(operation.getUpdateMask())
                .setIdentity(operation.getIdentity())
                .build());
  }

  private void unpauseActivities(WorkflowServiceBlockingStub service, WorkflowExecution run) {
    BatchOperationUnpauseActivities operation = request.getUnpauseActivitiesOperation();
    var unpause =
        UnpauseActivityRequest.newBuilder()
            .setNamespace(request.getNamespace())
            .setExecution(run)
            .setIdentity(operation.getIdentity())
            .setResetAttempts(operation.getResetAttempts())
            .setResetHeartbeat(operation.getResetHeartbeat())
            .setJitter(operation.getJitter());
    if (operation.hasType()) {
      unpause.setType(operation.getType());
    } else {
      unpause.setUnpauseAll(true);
    }
    var _ = service.unpauseActivity(unpause.build());
  }

  private void resetActivities(WorkflowServiceBlockingStub service, WorkflowExecution run) {
    BatchOperationResetActivities operation = request.getResetActivitiesOperation();
    var reset =
        ResetActivityRequest.newBuilder()
            .setNamespace(request.getNamespace())
            .setExecution(run)
            .setIdentity(operation.getIdentity())
            .setResetHeartbeat(operation.getResetHeartbeat())
            .setKeepPaused(operation.getKeepPaused())
            .setJitter(operation.getJitter())
            .setRestoreOriginalOptions(operation.getRestoreOriginalOptions());
    if (operation.hasType()) {
      reset.setType(operation.getType());
    } else {
      reset.setMatchAll(true);
    }
    var _ = service.resetActivity(reset.build());
  }

  private void updateActivityOptions(WorkflowServiceBlockingStub service, WorkflowExecution run) {
    BatchOperationUpdateActivityOptions operation = request.getUpdateActivityOptionsOperation();
    var update =
        UpdateActivityOptionsRequest.newBuilder()
            .setNamespace(request.getNamespace())
            .setExecution(run)
            .setIdentity(operation.getIdentity())
            .setUpdateMask(operation.getUpdateMask())
            .setRestoreOriginal(operation.getRestoreOriginal());
    if (operation.hasActivityOptions()) {
      update.setActivityOptions(operation.getActivityOptions());
    }
    if (operation.hasType()) {
      update.setType(operation.getType());
    } else {
      update.setMatchAll(true);
    }
    var _ = service.updateActivityOptions(update.build());
  }

  private String requestId(WorkflowExecution run) {
    var name =
        String.join(
            "\n", request.getNamespace(), request.getJobId(), run.getWorkflowId(), run.getRunId());
    return UUID.nameUUIDFromBytes(name.getBytes(UTF_8)).toString();
  }
}
