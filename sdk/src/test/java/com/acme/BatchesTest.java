package com.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.Shapes.OrderWorkflow;
import com.google.protobuf.ByteString;
import com.google.protobuf.util.Timestamps;
import dev.perdure.client.BatchDescription;
import dev.perdure.client.BatchExecution;
import dev.perdure.client.BatchFailedException;
import dev.perdure.client.BatchHandle;
import dev.perdure.client.BatchOperation;
import dev.perdure.client.BatchOperationState;
import dev.perdure.client.BatchOperationType;
import dev.perdure.client.BatchOptions;
import dev.perdure.client.RpcException;
import dev.perdure.converter.DataConverter;
import io.grpc.Status.Code;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.workflowservice.v1.DescribeBatchOperationRequest;
import io.temporal.api.workflowservice.v1.DescribeBatchOperationResponse;
import io.temporal.api.workflowservice.v1.ListBatchOperationsRequest;
import io.temporal.api.workflowservice.v1.ListBatchOperationsResponse;
import io.temporal.api.workflowservice.v1.StartBatchOperationRequest;
import io.temporal.api.workflowservice.v1.StartBatchOperationResponse;
import io.temporal.api.workflowservice.v1.StopBatchOperationRequest;
import io.temporal.api.workflowservice.v1.StopBatchOperationResponse;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a client sends about batches, and what it makes of the answers.
final class BatchesTest {
  private static final BatchOptions ORDERS =
      BatchOptions.ofQuery("WorkflowType = 'Order'", "recall");

  private ScriptedServer server;

  @BeforeEach
  void start() throws Exception {
    server = new ScriptedServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private StartBatchOperationRequest sent(BatchOperation operation, BatchOptions options) {
    int before = server.requests(StartBatchOperationRequest.class).size();
    server.answer("StartBatchOperation", StartBatchOperationResponse.getDefaultInstance());
    BatchHandle batch = server.client().startBatch(operation, options);
    StartBatchOperationRequest sent = server.requests(StartBatchOperationRequest.class).get(before);
    assertThat(batch.id()).isEqualTo(sent.getJobId());
    return sent;
  }

  @Test
  void each_operation_says_who_wants_it() {
    var terminate = sent(BatchOperation.terminate("by", 1), ORDERS);
    assertThat(terminate.getNamespace()).isEqualTo("default");
    assertThat(terminate.getVisibilityQuery()).isEqualTo("WorkflowType = 'Order'");
    assertThat(terminate.getReason()).isEqualTo("recall");
    assertThat(terminate.getTerminationOperation().getIdentity()).isEqualTo("tester");
    assertThat(terminate.getTerminationOperation().getDetails())
        .isEqualTo(DataConverter.defaults().encodeAll("by", 1));

    assertThat(sent(BatchOperation.cancel(), ORDERS).getCancellationOperation().getIdentity())
        .isEqualTo("tester");
    assertThat(sent(BatchOperation.delete(), ORDERS).getDeletionOperation().getIdentity())
        .isEqualTo("tester");

    var reset = sent(BatchOperation.resetToFirstWorkflowTask(), ORDERS).getResetOperation();
    assertThat(reset.getIdentity()).isEqualTo("tester");
    assertThat(reset.getOptions().hasFirstWorkflowTask()).isTrue();
    assertThat(
            sent(BatchOperation.resetToLastWorkflowTask(), ORDERS)
                .getResetOperation()
                .getOptions()
                .hasLastWorkflowTask())
        .isTrue();
  }

  @Test
  void signals_are_typed_or_named() {
    var typed =
        sent(BatchOperation.signal(OrderWorkflow::approve, "Ada"), ORDERS).getSignalOperation();
    assertThat(typed.getSignal()).isEqualTo("approve");
    assertThat(typed.getIdentity()).isEqualTo("tester");
    assertThat(typed.getInput()).isEqualTo(DataConverter.defaults().encodeAll("Ada"));

    var named = sent(BatchOperation.signal("no-more"), ORDERS).getSignalOperation();
    assertThat(named.getSignal()).isEqualTo("no-more");
    assertThat(named.hasInput()).isFalse();
    assertThat(sent(BatchOperation.signal(OrderWorkflow::close), ORDERS).getSignalOperation())
        .isEqualTo(named);
  }

  @Test
  @SuppressWarnings("deprecation") // the field that servers know
  void workflows_can_be_listed() {
    var client = server.client();
    var options =
        BatchOptions.ofWorkflows(
                List.of(
                    client.getWorkflowHandle("one"),
                    client.getWorkflowHandle("two").withRunId("r")),
                "recall")
            .withId("batch-1")
            .withMaxOperationsPerSecond(5);

    StartBatchOperationRequest sent = sent(BatchOperation.cancel(), options);

    assertThat(sent.getJobId()).isEqualTo("batch-1");
    assertThat(sent.getMaxOperationsPerSecond()).isEqualTo(5);
    assertThat(sent.getVisibilityQuery()).isEmpty();
    assertThat(sent.getExecutionsList())
        .containsExactly(
            WorkflowExecution.newBuilder().setWorkflowId("one").build(),
            WorkflowExecution.newBuilder().setWorkflowId("two").setRunId("r").build());
  }

  private static io.temporal.api.enums.v1.BatchOperationState state(String name) {
    return io.temporal.api.enums.v1.BatchOperationState.valueOf("BATCH_OPERATION_STATE_" + name);
  }

  private static DescribeBatchOperationResponse described(String state) {
    return DescribeBatchOperationResponse.newBuilder()
        .setJobId("batch-1")
        .setState(state(state))
        .setOperationType(
            io.temporal.api.enums.v1.BatchOperationType.BATCH_OPERATION_TYPE_CANCEL_WORKFLOW)
        .setStartTime(Timestamps.fromSeconds(1))
        .setTotalOperationCount(3)
        .setCompleteOperationCount(1)
        .setFailureOperationCount(1)
        .setIdentity("tester")
        .setReason("recall")
        .build();
  }

  @Test
  void a_batch_tells_how_far_it_is_until_it_has_ended() {
    server.answer(
        "DescribeBatchOperation",
        described("RUNNING"),
        described("RUNNING"),
        described("COMPLETED"));
    BatchHandle batch = server.client().getBatchHandle("batch-1");

    assertThat(batch.describe())
        .isEqualTo(
            new BatchDescription(
                "batch-1",
                BatchOperationType.CANCEL,
                BatchOperationState.RUNNING,
                Instant.ofEpochSecond(1),
                null,
                3,
                1,
                1,
                "tester",
                "recall"));
    assertThat(batch.result().state()).isEqualTo(BatchOperationState.COMPLETED);
    assertThat(server.requests(DescribeBatchOperationRequest.class)).hasSize(3);
  }

  @Test
  void a_batch_that_was_stopped_is_an_error_for_those_who_wait() {
    server.answer("StopBatchOperation", StopBatchOperationResponse.getDefaultInstance());
    server.answer("DescribeBatchOperation", described("FAILED"));
    BatchHandle batch = server.client().getBatchHandle("batch-1");

    batch.stop("enough");

    assertThat(server.request(StopBatchOperationRequest.class).getReason()).isEqualTo("enough");
    assertThat(server.request(StopBatchOperationRequest.class).getIdentity()).isEqualTo("tester");
    assertThatThrownBy(batch::result)
        .isInstanceOfSatisfying(
            BatchFailedException.class,
            e -> assertThat(e.description().totalOperationCount()).isEqualTo(3))
        .hasMessage("Batch batch-1 (recall) was stopped, or gave up, after 2 of 3 workflows.");
  }

  @Test
  void batches_are_listed_a_page_at_a_time() {
    var first =
        ListBatchOperationsResponse.newBuilder().setNextPageToken(ByteString.copyFromUtf8("a"));
    first
        .addOperationInfoBuilder()
        .setJobId("one")
        .setState(state("COMPLETED"))
        .setStartTime(Timestamps.fromSeconds(1))
        .setCloseTime(Timestamps.fromSeconds(2));
    var second = ListBatchOperationsResponse.newBuilder();
    second.addOperationInfoBuilder().setJobId("two").setState(state("RUNNING"));
    server.answer("ListBatchOperations", first.build(), second.build());

    assertThat(server.client().listBatches().withPageSize(1))
        .containsExactly(
            new BatchExecution(
                "one",
                BatchOperationState.COMPLETED,
                Instant.ofEpochSecond(1),
                Instant.ofEpochSecond(2)),
            new BatchExecution("two", BatchOperationState.RUNNING, Instant.EPOCH, null));
    assertThat(server.requests(ListBatchOperationsRequest.class))
        .extracting(r -> r.getPageSize() + r.getNextPageToken().toStringUtf8())
        .containsExactly("1", "1a");
  }

  @Test
  void options_start_as_many_batches_as_they_are_given_to() {
    StartBatchOperationRequest first = sent(BatchOperation.cancel(), ORDERS);
    server.answer("StartBatchOperation", StartBatchOperationResponse.getDefaultInstance());

    BatchHandle second = server.client().startBatch(BatchOperation.cancel(), ORDERS);

    assertThat(second.id()).hasSize(36).isNotEqualTo(first.getJobId());
  }

  @Test
  void a_batch_whose_start_was_answered_in_vain_is_no_other_one() {
    server.fail("StartBatchOperation", Code.UNAVAILABLE, "restarting");
    server.fail("StartBatchOperation", Code.ALREADY_EXISTS, "Batch operation already exists.");
    server.fail("StartBatchOperation", Code.ALREADY_EXISTS, "Batch operation already exists.");

    BatchHandle handle = server.client().startBatch(BatchOperation.cancel(), ORDERS);

    assertThat(server.requests(StartBatchOperationRequest.class))
        .extracting(StartBatchOperationRequest::getJobId)
        .containsExactly(handle.id(), handle.id());
    assertThatThrownBy(
            () -> server.client().startBatch(BatchOperation.cancel(), ORDERS.withId("mine")))
        .isInstanceOf(RpcException.class)
        .hasMessageContaining("already exists");
  }

  @Test
  void what_is_wrong_is_said() {
    server.fail("StartBatchOperation", Code.INVALID_ARGUMENT, "invalid query: no such Color");

    assertThatThrownBy(() -> server.client().startBatch(BatchOperation.cancel(), ORDERS))
        .isInstanceOf(RpcException.class)
        .hasMessageContaining("no such Color");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BatchOptions.ofQuery(" ", "recall"))
        .withMessage("A batch needs a query, and this one is empty.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BatchOptions.ofQuery("a = 1", ""))
        .withMessage("A batch needs a reason, and this one is empty.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BatchOptions.ofWorkflows(List.of(), "recall"))
        .withMessage("A batch needs workflows, and there are none.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ORDERS.withMaxOperationsPerSecond(0))
        .withMessage("A batch must do more than 0.0 operations a second.");
  }
}
