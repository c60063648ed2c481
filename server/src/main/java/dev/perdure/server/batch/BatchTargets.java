package dev.perdure.server.batch;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.perdure.engine.state.Times;
import dev.perdure.server.store.BatchJob;
import io.temporal.api.common.v1.Execution;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.HistoryEventFilterType;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.CountWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsResponse;
import io.temporal.api.workflowservice.v1.StartBatchOperationRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The runs that a batch goes through, a page at a time.
public final class BatchTargets {
  private final BatchJob job;
  private final int pageSize;
  private final List<WorkflowExecution> listed;

  /// The workflows that are named without a run.
  private final Set<String> named;

  private final String query;

  /// Runs, as they were found.
  ///
  /// @param next where the next page begins; empty if this is the last one
  record Page(List<WorkflowExecution> runs, ByteString next) {
    /// @throws IllegalArgumentException if the bytes are no page
    static Page parse(ByteString bytes) {
      try {
        var page = ListWorkflowExecutionsResponse.parseFrom(bytes);
        return new Page(runsOf(page), page.getNextPageToken());
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalArgumentException("The place of a batch operation cannot be read.", e);
      }
    }

    ByteString toBytes() {
      var page = ListWorkflowExecutionsResponse.newBuilder().setNextPageToken(next);
      runs.forEach(run -> page.addExecutionsBuilder().setExecution(run));
      return page.build().toByteString();
    }

    boolean isLast() {
      return next.isEmpty();
    }
  }

  private static List<WorkflowExecution> runsOf(ListWorkflowExecutionsResponse page) {
    return page.getExecutionsList().stream().map(WorkflowExecutionInfo::getExecution).toList();
  }

  /// @param pageSize most runs of a page
  BatchTargets(BatchJob job, int pageSize) {
    this.job = job;
    this.pageSize = pageSize;
    this.listed = listed(job.request());
    this.named =
        listed.stream()
            .filter(run -> run.getRunId().isEmpty())
            .map(WorkflowExecution::getWorkflowId)
            .collect(Collectors.toSet());
    this.query = query(job.request(), Times.instant(job.description().getStartTime()));
  }

  /// The runs that a request names; empty if it has a query.
  @SuppressWarnings("deprecation") // Clients still name workflows in the older way.
  public static List<WorkflowExecution> listed(StartBatchOperationRequest request) {
    return request.getTargetExecutionsCount() == 0
        ? request.getExecutionsList()
        : request.getTargetExecutionsList().stream().map(BatchTargets::workflow).toList();
  }

  /// What a request says of the runs, without what is done to them.
  @SuppressWarnings("deprecation") // Clients still name workflows in the older way.
  static StartBatchOperationRequest only(StartBatchOperationRequest request) {
    return StartBatchOperationRequest.newBuilder()
        .setVisibilityQuery(request.getVisibilityQuery())
        .addAllExecutions(request.getExecutionsList())
        .addAllTargetExecutions(request.getTargetExecutionsList())
        .build();
  }

  private static WorkflowExecution workflow(Execution execution) {
    return WorkflowExecution.newBuilder()
        .setWorkflowId(execution.getBusinessId())
        .setRunId(execution.getRunId())
        .build();
  }

  /// What the runs must be like besides what the request says: those that were there when the batch
  /// began, and, where it makes no sense to do it to others, open.
  public static String query(StartBatchOperationRequest request, Instant start) {
    var own = "(%s) AND StartTime <= '%s'".formatted(request.getVisibilityQuery(), start);
    return switch (request.getOperationCase()) {
      case DELETION_OPERATION -> own;
      // A run that was reset has closed by it, and is not to be reset again.
      case RESET_OPERATION ->
          own + " AND (CloseTime IS NULL OR CloseTime <= '%s')".formatted(start);
      default -> own + " AND ExecutionStatus = 'Running'";
    };
  }

  /// How many there are, as far as that can be told.
  long count(WorkflowServiceBlockingStub service) {
    return listed.isEmpty()
        ? service
            .countWorkflowExecutions(
                CountWorkflowExecutionsRequest.newBuilder()
                    .setNamespace(job.namespace())
                    .setQuery(query)
                    .build())
            .getCount()
        : listed.size();
  }

  /// Some of the runs.
  ///
  /// @param place empty for the first page
  Page page(WorkflowServiceBlockingStub service, ByteString place) {
    return listed.isEmpty() ? pageOfQuery(service, place) : pageOfList(place);
  }

  private Page pageOfQuery(WorkflowServiceBlockingStub service, ByteString place) {
    var page =
        service.listWorkflowExecutions(
            ListWorkflowExecutionsRequest.newBuilder()
                .setNamespace(job.namespace())
                .setQuery(query)
                .setPageSize(pageSize)
                .setNextPageToken(place)
                .build());
    return new Page(runsOf(page), page.getNextPageToken());
  }

  private Page pageOfList(ByteString place) {
    int from = place.isEmpty() ? 0 : Integer.parseInt(place.toStringUtf8());
    int to = Math.min(from + pageSize, listed.size());
    return new Page(
        listed.subList(from, to),
        to == listed.size() ? ByteString.EMPTY : ByteString.copyFromUtf8(Integer.toString(to)));
  }

  /// The run that is meant: the current one of a workflow that is named without any.
  WorkflowExecution find(WorkflowServiceBlockingStub service, WorkflowExecution run) {
    if (!run.getRunId().isEmpty()) {
      return run;
    }
    return service
        .describeWorkflowExecution(
            DescribeWorkflowExecutionRequest.newBuilder()
                .setNamespace(job.namespace())
                .setExecution(run)
                .build())
        .getWorkflowExecutionInfo()
        .getExecution();
  }

  /// The run with which a closed one goes on, if the workflow was named and not this run.
  Optional<WorkflowExecution> next(WorkflowServiceBlockingStub service, WorkflowExecution run) {
    if (!named.contains(run.getWorkflowId()) || listed.contains(run)) {
      return Optional.empty();
    }
    var events =
        service
            .getWorkflowExecutionHistory(
                GetWorkflowExecutionHistoryRequest.newBuilder()
                    .setNamespace(job.namespace())
                    .setExecution(run)
                    .setHistoryEventFilterType(
                        HistoryEventFilterType.HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT)
                    .build())
            .getHistory()
            .getEventsList();
    // Whatever leads on is shown as this kind of event. An open run has none yet.
    return events.stream()
        .map(event -> event.getWorkflowExecutionContinuedAsNewEventAttributes())
        .map(attributes -> attributes.getNewExecutionRunId())
        .filter(next -> !next.isEmpty())
        .map(next -> run.toBuilder().setRunId(next).build())
        .findFirst();
  }
}
