package dev.perdure.client;

import io.temporal.api.workflowservice.v1.StartBatchOperationRequest;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// Which workflows a batch is for, and how it is done. Immutable: each `with…` method returns new
/// options.
public final class BatchOptions {
  private final StartBatchOperationRequest request;

  private BatchOptions(StartBatchOperationRequest request) {
    this.request = request;
  }

  private static BatchOptions because(String reason, StartBatchOperationRequest.Builder target) {
    if (reason.isBlank()) {
      throw new IllegalArgumentException("A batch needs a reason, and this one is empty.");
    }
    return new BatchOptions(target.setReason(reason).build());
  }

  /// The workflows that a query finds, such as `WorkflowType = 'Order'`.
  ///
  /// @param reason why, for people: it stands in the batch and in what it does
  /// @throws IllegalArgumentException when one of them is empty
  public static BatchOptions ofQuery(String query, String reason) {
    if (query.isBlank()) {
      throw new IllegalArgumentException("A batch needs a query, and this one is empty.");
    }
    return because(reason, StartBatchOperationRequest.newBuilder().setVisibilityQuery(query));
  }

  /// The workflows of handles; each the run that its handle means.
  ///
  /// @param reason why, for people: it stands in the batch and in what it does
  /// @throws IllegalArgumentException when there are none, or the reason is empty
  @SuppressWarnings("deprecation") // what replaces it is not known to the servers that are in use
  public static BatchOptions ofWorkflows(
      Collection<? extends WorkflowHandle<?, ?>> workflows, String reason) {
    if (workflows.isEmpty()) {
      throw new IllegalArgumentException("A batch needs workflows, and there are none.");
    }
    var target = StartBatchOperationRequest.newBuilder();
    workflows.forEach(
        workflow -> target.addExecutions(WorkflowCalls.workflow(workflow.id(), workflow.runId())));
    return because(reason, target);
  }

  /// The id of the batch, which no other one of the namespace may have; a random one without it.
  ///
  /// @throws IllegalArgumentException when it is empty
  public BatchOptions withId(String id) {
    if (id.isEmpty()) {
      throw new IllegalArgumentException("A batch's id must not be empty.");
    }
    return new BatchOptions(request.toBuilder().setJobId(id).build());
  }

  /// How many workflows at most are treated in a second; as many as the server likes (50) without
  /// it.
  ///
  /// @throws IllegalArgumentException when it is not positive
  public BatchOptions withMaxOperationsPerSecond(float limit) {
    if (!(limit > 0)) {
      throw new IllegalArgumentException(
          "A batch must do more than %s operations a second.".formatted(limit));
    }
    return new BatchOptions(request.toBuilder().setMaxOperationsPerSecond(limit).build());
  }

  /// The id of the batch; null for a random one.
  public @Nullable String id() {
    return request.getJobId().isEmpty() ? null : request.getJobId();
  }

  /// The request without its operation.
  StartBatchOperationRequest request() {
    return request;
  }

  @Override
  public String toString() {
    return "batch %s (%s)".formatted(id() == null ? "of any id" : id(), request.getReason());
  }
}
