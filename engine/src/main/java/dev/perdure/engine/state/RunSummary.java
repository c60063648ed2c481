package dev.perdure.engine.state;

import io.temporal.api.common.v1.Memo;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.SearchAttributes;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What lists and describe show of a run.
///
/// @param executionTime when the first workflow task is (or was) due
/// @param closeTime null while the run is open
/// @param historyLength its events
/// @param historyBytes their size
/// @param transitions how many records made its state
/// @param parent the parent, null if there is none
/// @param root the first ancestor, the run itself if it has no parent
/// @param firstRunId the first run of its chain
public record RunSummary(
    String namespace,
    String workflowId,
    String runId,
    String workflowType,
    String taskQueue,
    WorkflowExecutionStatus status,
    Instant startTime,
    Instant executionTime,
    @Nullable Instant closeTime,
    long historyLength,
    long historyBytes,
    long transitions,
    Map<String, Payload> memo,
    Map<String, Payload> searchAttributes,
    @Nullable WorkflowExecution parent,
    WorkflowExecution root,
    String firstRunId) {

  static RunSummary of(RunState run) {
    var started = run.started();
    return new RunSummary(
        run.namespace(),
        run.workflowId(),
        run.runId(),
        run.workflowType(),
        run.taskQueue(),
        run.status(),
        run.startTime(),
        run.executionTime(),
        run.closeTime(),
        run.lastEventId(),
        run.historyBytes(),
        run.transitions(),
        run.memo(),
        run.searchAttributes(),
        started.hasParentWorkflowExecution() ? started.getParentWorkflowExecution() : null,
        run.root(),
        started.getFirstExecutionRunId());
  }

  public boolean isOpen() {
    return status == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
  }

  /// The protocol's form. The length of the history is in it only once the run is closed, as lists
  /// show it; describe adds it.
  public WorkflowExecutionInfo info() {
    var info =
        WorkflowExecutionInfo.newBuilder()
            .setExecution(WorkflowExecution.newBuilder().setWorkflowId(workflowId).setRunId(runId))
            .setType(WorkflowType.newBuilder().setName(workflowType))
            .setTaskQueue(taskQueue)
            .setStatus(status)
            .setStartTime(Times.timestamp(startTime))
            .setExecutionTime(Times.timestamp(executionTime))
            .setMemo(Memo.newBuilder().putAllFields(memo))
            .setSearchAttributes(
                SearchAttributes.newBuilder().putAllIndexedFields(searchAttributes))
            .setStateTransitionCount(transitions)
            .setHistorySizeBytes(historyBytes)
            .setRootExecution(root)
            .setFirstRunId(firstRunId);
    if (parent != null) {
      info.setParentExecution(parent);
    }
    if (closeTime != null) {
      info.setCloseTime(Times.timestamp(closeTime))
          .setHistoryLength(historyLength)
          .setExecutionDuration(Times.proto(Duration.between(executionTime, closeTime)));
    }
    return info.build();
  }
}
