package dev.perdure.server.grpc;

import dev.perdure.server.batch.BatchOperation;
import dev.perdure.server.batch.BatchTargets;
import io.temporal.api.batch.v1.BatchOperationReset;
import io.temporal.api.batch.v1.BatchOperationUpdateActivityOptions;
import io.temporal.api.enums.v1.BatchOperationType;
import io.temporal.api.enums.v1.ExecutionType;
import io.temporal.api.enums.v1.ResetType;
import io.temporal.api.workflowservice.v1.StartBatchOperationRequest;

/// What can be wrong with the start of a batch operation.
final class BatchChecks {
  private static final int EXECUTIONS_MAX = 1_000;

  private final Validation validation;

  BatchChecks(Validation validation) {
    this.validation = validation;
  }

  void start(StartBatchOperationRequest request) {
    boolean hasOperation =
        request.getOperationCase() != StartBatchOperationRequest.OperationCase.OPERATION_NOT_SET;
    int targets = targets(request);
    if (!hasOperation
        || request.getReason().isEmpty()
        || request.getNamespace().isEmpty()
        || targets == 0) {
      throw Validation.invalid(
          "must provide required parameters: BatchType,Reason,Namespace, AND one of (Query OR"
              + " Executions OR TargetExecutions)");
    }
    if (request.getJobId().isEmpty()) {
      throw Validation.invalid("JobId is not set on request.");
    }
    if (targets > 1) {
      throw Validation.invalid(
          "visibility query, executions, and target executions are mutually exclusive");
    }
    validation.length("JobId", request.getJobId());
    validation.length("Reason", request.getReason());
    validation.length("Identity", BatchOperation.identity(request));
    validation.blob(request);
    executions(request);
    operation(request);
  }

  @SuppressWarnings("deprecation") // Clients still name workflows in the older way.
  private static int targets(StartBatchOperationRequest request) {
    int query = request.getVisibilityQuery().isEmpty() ? 0 : 1;
    int executions = request.getExecutionsCount() == 0 ? 0 : 1;
    int targets = request.getTargetExecutionsCount() == 0 ? 0 : 1;
    return query + executions + targets;
  }

  private void executions(StartBatchOperationRequest request) {
    for (int i = 0; i < request.getTargetExecutionsCount(); i++) {
      if (request.getTargetExecutions(i).getType() != ExecutionType.EXECUTION_TYPE_WORKFLOW) {
        throw Validation.invalid(
            "target_executions[%d] is not a workflow, which the operation requires".formatted(i));
      }
    }
    var listed = BatchTargets.listed(request);
    if (listed.size() > EXECUTIONS_MAX) {
      throw Validation.invalid("Workflow executions count exceeded.");
    }
    for (var run : listed) {
      validation.workflowId(run.getWorkflowId());
      validation.runId(run.getRunId());
    }
  }

  private void operation(StartBatchOperationRequest request) {
    if (BatchOperation.type(request) == BatchOperationType.BATCH_OPERATION_TYPE_UNSPECIFIED) {
      throw Validation.invalid(
          "The operation type %s is not supported for this namespace"
              .formatted(request.getOperationCase()));
    }
    switch (request.getOperationCase()) {
      case SIGNAL_OPERATION -> {
        var signal = request.getSignalOperation().getSignal();
        if (signal.isEmpty()) {
          throw Validation.invalid("must provide signal name");
        }
        validation.length("SignalName", signal);
      }
      case RESET_OPERATION -> reset(request.getResetOperation());
      case UPDATE_WORKFLOW_OPTIONS_OPERATION -> {
        var update = request.getUpdateWorkflowOptionsOperation();
        if (!update.hasWorkflowExecutionOptions()) {
          throw Validation.invalid("must provide UpdateOptions");
        }
        if (!update.hasUpdateMask()) {
          throw Validation.invalid("must provide UpdateMask");
        }
      }
      case UNPAUSE_ACTIVITIES_OPERATION -> {
        var unpause = request.getUnpauseActivitiesOperation();
        activities(unpause.hasType(), unpause.getType(), unpause.getMatchAll());
      }
      case RESET_ACTIVITIES_OPERATION -> {
        var reset = request.getResetActivitiesOperation();
        activities(reset.hasType(), reset.getType(), reset.getMatchAll());
      }
      case UPDATE_ACTIVITY_OPTIONS_OPERATION ->
          activityOptions(request.getUpdateActivityOptionsOperation());
      default -> {}
    }
  }

  @SuppressWarnings("deprecation") // Clients still say it in the older way.
  private static void reset(BatchOperationReset reset) {
    if (reset.hasOptions()) {
      switch (reset.getOptions().getTargetCase()) {
        case TARGET_NOT_SET -> throw Validation.invalid("batch reset missing target");
        case BUILD_ID ->
            throw Validation.invalid("Can't reset to a build id: no run has points by build id.");
        default -> {}
      }
    } else if (reset.getResetType() == ResetType.RESET_TYPE_UNSPECIFIED
        || reset.getResetType() == ResetType.UNRECOGNIZED) {
      throw Validation.invalid("unknown batch reset type " + reset.getResetTypeValue());
    }
  }

  private static void activityOptions(BatchOperationUpdateActivityOptions update) {
    if (update.hasActivityOptions() && update.getRestoreOriginal()) {
      throw Validation.invalid("cannot set both activity options and restore original");
    }
    if (!update.hasActivityOptions() && !update.getRestoreOriginal()) {
      throw Validation.invalid(
          "Either activity type must be set, or restore original should be set to true");
    }
    activities(update.hasType(), update.getType(), update.getMatchAll());
  }

  private static void activities(boolean hasType, String type, boolean all) {
    if (hasType ? type.isEmpty() : !all) {
      throw Validation.invalid(
          "Either activity type must be set, or match all should be set to true");
    }
  }
}
