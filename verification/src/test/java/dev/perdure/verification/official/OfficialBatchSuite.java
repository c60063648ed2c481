package dev.perdure.verification.official;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Empty;
import dev.perdure.verification.official.OfficialActivities.StepsInTest;
import dev.perdure.verification.official.OfficialWorkflows.CartWorkflow;
import dev.perdure.verification.peer.ServerSuite;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.temporal.api.batch.v1.BatchOperationCancellation;
import io.temporal.api.batch.v1.BatchOperationDeletion;
import io.temporal.api.batch.v1.BatchOperationReset;
import io.temporal.api.batch.v1.BatchOperationSignal;
import io.temporal.api.batch.v1.BatchOperationTermination;
import io.temporal.api.common.v1.ResetOptions;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.BatchOperationState;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.workflowservice.v1.DescribeBatchOperationRequest;
import io.temporal.api.workflowservice.v1.DescribeBatchOperationResponse;
import io.temporal.api.workflowservice.v1.ListBatchOperationsRequest;
import io.temporal.api.workflowservice.v1.StartBatchOperationRequest;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TerminatedFailure;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Batch operations, as users of the official Java SDK ask for them: it has no verbs for them, but
/// the stubs of its service.
abstract class OfficialBatchSuite extends ServerSuite {
  private static final int COUNT = 3;

  private String group = "";

  @SuppressWarnings("NullAway.Init") // set before every test
  private OfficialSession session;

  @BeforeEach
  void connect() {
    group = "group-" + UUID.randomUUID();
    session = new OfficialSession(server(), true, new StepsInTest(), CartWorkflow.class);
  }

  @AfterEach
  void disconnect() throws Exception {
    session.close();
  }

  private String query() {
    return "WorkflowId STARTS_WITH '%s'".formatted(group);
  }

  private WorkflowOptions options(int number) {
    return session.options().setWorkflowId(group + "-" + number).build();
  }

  /// Workflows that wait, and are found by the query.
  private List<WorkflowStub> carts() throws InterruptedException {
    var carts = IntStream.range(0, COUNT).mapToObj(i -> session.start("Cart", options(i))).toList();
    awaitListed();
    return carts;
  }

  /// Servers may find a workflow a moment after it is there.
  private void awaitListed() throws InterruptedException {
    while (session.client().countWorkflows(query()).getCount() < COUNT) {
      Thread.sleep(20);
    }
  }

  private static List<?> items(WorkflowStub cart) {
    return cart.getResult(List.class);
  }

  private StartBatchOperationRequest.Builder batch() {
    return StartBatchOperationRequest.newBuilder()
        .setNamespace("default")
        .setJobId("job-" + UUID.randomUUID())
        .setReason("tidying up");
  }

  @SuppressWarnings("deprecation") // what replaces it is not known to the servers that are in use
  private StartBatchOperationRequest.Builder batchOf(List<WorkflowStub> workflows) {
    return batch().addAllExecutions(workflows.stream().map(OfficialSession::execution).toList());
  }

  /// Starts a batch and waits for its end.
  private DescribeBatchOperationResponse carryOut(StartBatchOperationRequest.Builder batch)
      throws InterruptedException {
    var service = session.service().blockingStub();
    start(batch.build());
    var describe =
        DescribeBatchOperationRequest.newBuilder()
            .setNamespace("default")
            .setJobId(batch.getJobId())
            .build();
    var description = service.describeBatchOperation(describe);
    while (description.getState() == BatchOperationState.BATCH_OPERATION_STATE_RUNNING) {
      Thread.sleep(20);
      description = service.describeBatchOperation(describe);
    }
    assertThat(description.getState())
        .isEqualTo(BatchOperationState.BATCH_OPERATION_STATE_COMPLETED);
    return description;
  }

  /// A namespace has one at a time, and the official server learns late that one has ended.
  private void start(StartBatchOperationRequest batch) throws InterruptedException {
    while (true) {
      try {
        var _ = session.service().blockingStub().startBatchOperation(batch);
        return;
      } catch (StatusRuntimeException e) {
        if (e.getStatus().getCode() != Code.RESOURCE_EXHAUSTED) {
          throw e;
        }
      }
      Thread.sleep(50);
    }
  }

  @Test
  void a_signal_reaches_all_that_a_query_finds() throws Exception {
    var carts = carts();

    var done =
        carryOut(
            batch()
                .setVisibilityQuery(query())
                .setSignalOperation(
                    BatchOperationSignal.newBuilder()
                        .setSignal("checkout")
                        .setIdentity("official")));

    for (var cart : carts) {
      assertThat(items(cart)).isEmpty();
    }
    assertThat(done.getTotalOperationCount()).isEqualTo(COUNT);
    assertThat(done.getCompleteOperationCount()).isEqualTo(COUNT);
    assertThat(done.getFailureOperationCount()).isZero();
    assertThat(done.getReason()).isEqualTo("tidying up");
    assertThat(done.getIdentity()).isEqualTo("official");
    assertThat(done.hasCloseTime()).isTrue();
  }

  @Test
  void listed_workflows_are_canceled_and_others_are_not() throws Exception {
    var carts = carts();

    carryOut(
        batchOf(carts.subList(1, COUNT))
            .setCancellationOperation(BatchOperationCancellation.getDefaultInstance()));

    for (var cart : carts.subList(1, COUNT)) {
      assertThatThrownBy(() -> items(cart))
          .isInstanceOf(WorkflowFailedException.class)
          .hasCauseInstanceOf(CanceledFailure.class);
    }
    assertThat(carts.getFirst().describe().getStatus())
        .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING);
    carts.getFirst().signal("checkout");
    assertThat(items(carts.getFirst())).isEmpty();
  }

  @Test
  void all_that_a_query_finds_are_terminated() throws Exception {
    var carts = carts();

    carryOut(
        batch()
            .setVisibilityQuery(query())
            .setTerminationOperation(BatchOperationTermination.getDefaultInstance()));

    for (var cart : carts) {
      assertThatThrownBy(() -> items(cart))
          .isInstanceOf(WorkflowFailedException.class)
          .cause()
          .isInstanceOf(TerminatedFailure.class)
          .hasMessageContaining("tidying up");
    }
  }

  @Test
  void all_that_a_query_finds_are_deleted() throws Exception {
    // Not by the session: it would look for their histories in the end.
    for (int i = 0; i < COUNT; i++) {
      session.client().newUntypedWorkflowStub("Cart", options(i)).start();
    }
    awaitListed();

    carryOut(
        batch()
            .setVisibilityQuery(query())
            .setDeletionOperation(BatchOperationDeletion.getDefaultInstance()));

    for (int i = 0; i < COUNT; i++) {
      awaitGone(session.client().newUntypedWorkflowStub(group + "-" + i));
    }
  }

  private static void awaitGone(WorkflowStub workflow) throws InterruptedException {
    while (true) {
      try {
        var _ = workflow.describe();
      } catch (WorkflowNotFoundException e) {
        return;
      }
      Thread.sleep(20);
    }
  }

  @Test
  void closed_workflows_are_reset_to_their_beginning() throws Exception {
    var carts = carts();
    for (var cart : carts) {
      cart.signal("add", "tea");
      cart.signal("checkout");
      assertThat(items(cart)).isEqualTo(List.of("tea"));
    }

    var done =
        carryOut(
            batchOf(carts)
                .setResetOperation(
                    BatchOperationReset.newBuilder()
                        .setOptions(
                            ResetOptions.newBuilder()
                                .setFirstWorkflowTask(Empty.getDefaultInstance()))));

    assertThat(done.getCompleteOperationCount()).isEqualTo(COUNT);
    for (var cart : carts) {
      var before = OfficialSession.execution(cart);
      var latest = session.client().newUntypedWorkflowStub(before.getWorkflowId());
      assertThat(items(latest)).as("its signals came along").isEqualTo(List.of("tea"));
      WorkflowExecution after = latest.describe().getExecution();
      assertThat(after.getRunId()).isNotEqualTo(before.getRunId());
    }
  }

  @Test
  void a_batch_without_a_reason_is_refused_and_does_not_begin() {
    var service = session.service().blockingStub();
    var wrong =
        batch()
            .setVisibilityQuery(query())
            .setTerminationOperation(BatchOperationTermination.getDefaultInstance())
            .clearReason()
            .build();

    assertThatThrownBy(() -> service.startBatchOperation(wrong))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT));
    assertThatThrownBy(
            () ->
                service.describeBatchOperation(
                    DescribeBatchOperationRequest.newBuilder()
                        .setNamespace("default")
                        .setJobId(wrong.getJobId())
                        .build()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Code.NOT_FOUND));
    assertThat(
            service
                .listBatchOperations(
                    ListBatchOperationsRequest.newBuilder().setNamespace("default").build())
                .getOperationInfoList())
        .noneMatch(job -> job.getJobId().equals(wrong.getJobId()));
  }
}
