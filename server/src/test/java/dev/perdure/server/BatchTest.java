package dev.perdure.server;

import static dev.perdure.server.RawClient.completeWorkflow;
import static dev.perdure.server.RawClient.execution;
import static dev.perdure.server.RawClient.payloads;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.protobuf.Timestamp;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.temporal.api.batch.v1.BatchOperationCancelActivities;
import io.temporal.api.batch.v1.BatchOperationCancellation;
import io.temporal.api.batch.v1.BatchOperationDeletion;
import io.temporal.api.batch.v1.BatchOperationInfo;
import io.temporal.api.batch.v1.BatchOperationReset;
import io.temporal.api.batch.v1.BatchOperationSignal;
import io.temporal.api.batch.v1.BatchOperationTermination;
import io.temporal.api.common.v1.Execution;
import io.temporal.api.common.v1.ResetOptions;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.BatchOperationState;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.ExecutionType;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.errordetails.v1.NotFoundFailure;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.operatorservice.v1.DeleteNamespaceRequest;
import io.temporal.api.operatorservice.v1.OperatorServiceGrpc;
import io.temporal.api.workflowservice.v1.CountWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.DescribeBatchOperationRequest;
import io.temporal.api.workflowservice.v1.DescribeBatchOperationResponse;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.ListBatchOperationsRequest;
import io.temporal.api.workflowservice.v1.ListBatchOperationsResponse;
import io.temporal.api.workflowservice.v1.RegisterNamespaceRequest;
import io.temporal.api.workflowservice.v1.StartBatchOperationRequest;
import io.temporal.api.workflowservice.v1.StopBatchOperationRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Batch operations.
class BatchTest {
  private static final BatchOperationTermination TERMINATION =
      BatchOperationTermination.newBuilder()
          .setIdentity("ada")
          .setDetails(payloads("details"))
          .build();

  private static final BatchOperationSignal SIGNAL =
      BatchOperationSignal.newBuilder()
          .setSignal("go")
          .setInput(payloads("input"))
          .setIdentity("ada")
          .build();

  @TempDir private Path directory;
  private volatile Duration ahead = Duration.ZERO;
  private PerdureServer server;
  private RawClient client;

  @BeforeEach
  void open() {
    server =
        PerdureServer.open(
            directory.resolve("p.db"),
            ServerOptions.defaults().withClock(() -> Instant.now().plus(ahead)));
    client = new RawClient(server.channel());
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static StartBatchOperationRequest.Builder batch(String id) {
    return StartBatchOperationRequest.newBuilder()
        .setNamespace("default")
        .setJobId(id)
        .setReason("spring cleaning")
        .setMaxOperationsPerSecond(10_000);
  }

  private static StartBatchOperationRequest.Builder byQuery(String id, String query) {
    return batch(id).setVisibilityQuery(query);
  }

  private DescribeBatchOperationResponse run(StartBatchOperationRequest.Builder request) {
    var _ = client.stub().startBatchOperation(request.build());
    return await(request.getJobId(), DescribeBatchOperationResponse::hasCloseTime);
  }

  private DescribeBatchOperationResponse await(
      String id, Predicate<DescribeBatchOperationResponse> condition) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    var batch = describe(id);
    while (!condition.test(batch)) {
      assertThat(System.nanoTime() - until).as("waited in vain: %s", batch).isNegative();
      Thread.onSpinWait();
      batch = describe(id);
    }
    return batch;
  }

  private DescribeBatchOperationResponse describe(String id) {
    return describe("default", id);
  }

  private DescribeBatchOperationResponse describe(String namespace, String id) {
    return client
        .stub()
        .describeBatchOperation(
            DescribeBatchOperationRequest.newBuilder()
                .setNamespace(namespace)
                .setJobId(id)
                .build());
  }

  private void startRuns(int count) {
    for (int i = 0; i < count; i++) {
      client.start("w-" + i);
    }
  }

  private HistoryEvent last(String workflowId) {
    return client.history(workflowId).getLast();
  }

  private static void assertCounts(DescribeBatchOperationResponse batch, long done, long failed) {
    assertThat(batch.getState()).isEqualTo(BatchOperationState.BATCH_OPERATION_STATE_COMPLETED);
    assertThat(batch.getCompleteOperationCount()).isEqualTo(done);
    assertThat(batch.getFailureOperationCount()).isEqualTo(failed);
    assertThat(batch.getTotalOperationCount()).isEqualTo(done + failed);
  }

  @Test
  void open_runs_that_a_query_finds_are_terminated() {
    startRuns(5);
    client.start("other");
    client.complete(client.pollWorkflowTask().getTaskToken(), completeWorkflow("done"));

    var batch =
        run(byQuery("b", "WorkflowId STARTS_WITH 'w-'").setTerminationOperation(TERMINATION));

    assertCounts(batch, 4, 0);
    assertThat(batch.getJobId()).isEqualTo("b");
    assertThat(batch.getIdentity()).isEqualTo("ada");
    assertThat(batch.getReason()).isEqualTo("spring cleaning");
    assertThat(batch.getQuery()).isEqualTo("WorkflowId STARTS_WITH 'w-'");
    assertThat(batch.getOperationTypeValue()).isEqualTo(1);
    var event = last("w-3").getWorkflowExecutionTerminatedEventAttributes();
    assertThat(event.getReason()).isEqualTo("spring cleaning");
    assertThat(event.getIdentity()).isEqualTo("ada");
    assertThat(event.getDetails()).isEqualTo(payloads("details"));
    assertThat(count("ExecutionStatus = 'Running'")).isEqualTo(1);
    assertThat(count("ExecutionStatus = 'Completed'")).isEqualTo(1);
  }

  @Test
  void runs_that_are_named_are_signaled_canceled_and_deleted() {
    startRuns(3);
    var named =
        List.of(execution("w-0"), execution("w-1"), execution("w-2"), execution("never-there"));

    assertCounts(run(listed("signal", named).setSignalOperation(SIGNAL)), 4, 0);
    var signal = last("w-1").getWorkflowExecutionSignaledEventAttributes();
    assertThat(signal.getSignalName()).isEqualTo("go");
    assertThat(signal.getInput()).isEqualTo(payloads("input"));
    assertThat(signal.getIdentity()).isEqualTo("ada");

    var cancellation = BatchOperationCancellation.newBuilder().setIdentity("ada").build();
    assertCounts(run(listed("cancel", named).setCancellationOperation(cancellation)), 4, 0);
    assertThat(last("w-2").getEventType())
        .isEqualTo(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED);

    var targets =
        named.stream()
            .map(
                run ->
                    Execution.newBuilder()
                        .setType(ExecutionType.EXECUTION_TYPE_WORKFLOW)
                        .setBusinessId(run.getWorkflowId())
                        .build())
            .toList();
    assertCounts(
        run(
            batch("delete")
                .addAllTargetExecutions(targets)
                .setDeletionOperation(BatchOperationDeletion.getDefaultInstance())),
        4,
        0);
    assertThat(describe("delete").getExecutionsList()).isEqualTo(targets);
    assertThat(count("")).isZero();
  }

  @SuppressWarnings("deprecation") // As clients name workflows to this day.
  private static StartBatchOperationRequest.Builder listed(
      String id, List<WorkflowExecution> runs) {
    return batch(id).addAllExecutions(runs);
  }

  @Test
  void open_and_closed_runs_are_deleted_by_query() {
    startRuns(4);
    client.terminate("w-1");

    assertCounts(
        run(
            byQuery("b", "WorkflowType = 'Test'")
                .setDeletionOperation(BatchOperationDeletion.getDefaultInstance())),
        4,
        0);
    assertThat(count("")).isZero();
  }

  @Test
  void runs_are_reset_once_each() {
    startRuns(3);
    for (int i = 0; i < 2; i++) {
      client.complete(client.pollWorkflowTask().getTaskToken());
    }
    client.complete(client.pollWorkflowTask().getTaskToken(), completeWorkflow("done"));
    var reset =
        BatchOperationReset.newBuilder()
            .setOptions(ResetOptions.newBuilder().setFirstWorkflowTask(Empty.getDefaultInstance()))
            .setIdentity("ada")
            .build();

    assertCounts(run(byQuery("b", "WorkflowType = 'Test'").setResetOperation(reset)), 3, 0);

    assertThat(count("")).isEqualTo(6);
    assertThat(count("ExecutionStatus = 'Running'")).isEqualTo(3);
    assertThat(client.history("w-0"))
        .anySatisfy(
            event ->
                assertThat(event.getWorkflowTaskFailedEventAttributes().getFailure().getMessage())
                    .isEqualTo("spring cleaning"));
  }

  @Test
  void runs_that_refuse_are_counted() {
    startRuns(2);
    client.complete(client.pollWorkflowTask().getTaskToken());
    var reset =
        BatchOperationReset.newBuilder()
            .setOptions(ResetOptions.newBuilder().setWorkflowTaskId(999))
            .build();

    assertCounts(run(byQuery("b", "WorkflowType = 'Test'").setResetOperation(reset)), 0, 2);
    assertThat(count("")).isEqualTo(2);
  }

  @Test
  void a_batch_without_runs_completes() {
    assertCounts(
        run(byQuery("b", "WorkflowType = 'Nope'").setTerminationOperation(TERMINATION)), 0, 0);
  }

  @Test
  void a_batch_is_stopped_where_it_is() {
    startRuns(10);
    var _ =
        client
            .stub()
            .startBatchOperation(
                byQuery("b", "WorkflowType = 'Test'")
                    .setMaxOperationsPerSecond(0.01f)
                    .setTerminationOperation(TERMINATION)
                    .build());
    var before = await("b", batch -> batch.getCompleteOperationCount() == 1);
    assertThat(before.getState()).isEqualTo(BatchOperationState.BATCH_OPERATION_STATE_RUNNING);
    assertThat(before.getTotalOperationCount()).isEqualTo(10);
    assertThat(before.hasCloseTime()).isFalse();
    assertThatThrownBy(
            () ->
                client
                    .stub()
                    .startBatchOperation(
                        byQuery("second", "WorkflowType = 'Test'")
                            .setSignalOperation(SIGNAL)
                            .build()))
        .hasMessage("RESOURCE_EXHAUSTED: Max concurrent batch operations is reached");

    stop("b");

    var stopped = describe("b");
    assertThat(stopped.getState()).isEqualTo(BatchOperationState.BATCH_OPERATION_STATE_FAILED);
    assertThat(stopped.hasCloseTime()).isTrue();
    assertThat(stopped.getCompleteOperationCount()).isEqualTo(1);
    assertThat(count("ExecutionStatus = 'Running'")).isEqualTo(9);
    assertThatThrownBy(() -> stop("b"))
        .hasMessage("NOT_FOUND: workflow execution already completed");
    close();
    open();
    assertThat(describe("b")).isEqualTo(stopped);
  }

  @Test
  void a_batch_that_is_not_there_is_not_found() {
    List<ThrowingCallable> calls = List.of(() -> stop("nope"), () -> describe("nope"));
    for (var call : calls) {
      assertThatThrownBy(call)
          .hasMessage("NOT_FOUND: workflow not found for ID: nope")
          .satisfies(
              e ->
                  assertThat(Objects.requireNonNull(StatusProto.fromThrowable(e)).getDetailsList())
                      .singleElement()
                      .matches(detail -> detail.is(NotFoundFailure.class)));
    }
  }

  private void stop(String id) {
    var _ =
        client
            .stub()
            .stopBatchOperation(
                StopBatchOperationRequest.newBuilder()
                    .setNamespace("default")
                    .setJobId(id)
                    .setReason("enough")
                    .build());
  }

  @Test
  void a_batch_goes_on_after_a_restart_and_does_nothing_twice() {
    int runs = 250;
    startRuns(runs);

    assertCounts(
        overRestarts(byQuery("b", "WorkflowType = 'Test'").setSignalOperation(SIGNAL)), runs, 0);
    for (int i = 0; i < runs; i++) {
      assertThat(client.history("w-" + i))
          .filteredOn(
              event -> event.getEventType() == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED)
          .hasSize(1);
    }
  }

  @Test
  void runs_that_a_query_no_longer_finds_after_a_restart_are_counted() {
    int runs = 250;
    startRuns(runs);

    assertCounts(
        overRestarts(byQuery("end", "WorkflowType = 'Test'").setTerminationOperation(TERMINATION)),
        runs,
        0);
    assertCounts(
        overRestarts(
            byQuery("delete", "WorkflowType = 'Test'")
                .setDeletionOperation(BatchOperationDeletion.getDefaultInstance())),
        runs,
        0);
    assertThat(count("")).isZero();
  }

  private DescribeBatchOperationResponse overRestarts(StartBatchOperationRequest.Builder request) {
    var _ = client.stub().startBatchOperation(request.setMaxOperationsPerSecond(300).build());
    for (int reached : new int[] {30, 150}) {
      await(request.getJobId(), batch -> batch.getCompleteOperationCount() >= reached);
      close();
      open();
    }
    return await(request.getJobId(), DescribeBatchOperationResponse::hasCloseTime);
  }

  @Test
  void a_batch_ends_with_its_namespace() {
    register("orders");
    var batch =
        listed("b", List.of(someRun("nobody"), someRun("nobody-else")))
            .setNamespace("orders")
            .setTerminationOperation(TERMINATION);
    var _ = client.stub().startBatchOperation(batch.setMaxOperationsPerSecond(0.01f).build());

    var _ =
        OperatorServiceGrpc.newBlockingStub(server.channel())
            .deleteNamespace(DeleteNamespaceRequest.newBuilder().setNamespace("orders").build());
    close();
    open();
    boolean isGone = false;
    while (!isGone) {
      try {
        register("orders");
        isGone = true;
      } catch (StatusRuntimeException e) {
        assertThat(e).hasMessageContaining("is still being deleted");
      }
    }

    var _ = client.stub().startBatchOperation(batch.setMaxOperationsPerSecond(10_000).build());
  }

  private static WorkflowExecution someRun(String workflowId) {
    return execution(workflowId).toBuilder().setRunId(UUID.randomUUID().toString()).build();
  }

  private void register(String namespace) {
    var _ =
        client
            .stub()
            .registerNamespace(
                RegisterNamespaceRequest.newBuilder()
                    .setNamespace(namespace)
                    .setWorkflowExecutionRetentionPeriod(
                        com.google.protobuf.Duration.newBuilder().setSeconds(86_400))
                    .build());
  }

  @Test
  void batches_are_told_of_for_as_long_as_closed_runs_are_kept() {
    register("orders");
    var _ =
        client
            .stub()
            .startBatchOperation(
                listed("b", List.of(execution("nobody")))
                    .setNamespace("orders")
                    .setTerminationOperation(TERMINATION)
                    .build());
    while (!describe("orders", "b").hasCloseTime()) {
      Thread.onSpinWait();
    }

    ahead = Duration.ofHours(23);
    assertThat(describe("orders", "b").getExecutionsList())
        .extracting(Execution::getBusinessId)
        .containsExactly("nobody");
    ahead = Duration.ofHours(25);
    assertThatThrownBy(() -> describe("orders", "b"))
        .hasMessage("NOT_FOUND: workflow not found for ID: b");
    close();
    open();
    assertThatThrownBy(() -> describe("orders", "b"))
        .hasMessage("NOT_FOUND: workflow not found for ID: b");
  }

  @Test
  void a_batch_keeps_its_pace() {
    startRuns(20);
    long before = System.nanoTime();

    assertCounts(
        run(
            byQuery("b", "WorkflowType = 'Test'")
                .setMaxOperationsPerSecond(40)
                .setSignalOperation(SIGNAL)),
        20,
        0);
    assertThat(Duration.ofNanos(System.nanoTime() - before))
        .isGreaterThanOrEqualTo(Duration.ofMillis(19 * 25));
  }

  @Test
  void batches_are_listed_in_pages() {
    for (var id : List.of("a", "b", "c")) {
      run(byQuery(id, "WorkflowType = 'Nope'").setTerminationOperation(TERMINATION));
    }

    var first = list(2, ByteString.EMPTY);
    var second = list(2, first.getNextPageToken());

    assertThat(first.getOperationInfoList())
        .extracting(BatchOperationInfo::getJobId)
        .containsExactly("c", "b");
    assertThat(second.getOperationInfoList())
        .extracting(BatchOperationInfo::getJobId)
        .containsExactly("a");
    assertThat(second.getNextPageToken().isEmpty()).isTrue();
    assertThat(second.getOperationInfo(0).getState())
        .isEqualTo(BatchOperationState.BATCH_OPERATION_STATE_COMPLETED);
    assertThat(second.getOperationInfo(0).hasCloseTime()).isTrue();
    assertThat(list(0, ByteString.EMPTY).getOperationInfoCount()).isEqualTo(3);
    var never =
        DescribeBatchOperationResponse.newBuilder()
            .setStartTime(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE))
            .setReason("default")
            .build();
    assertThatThrownBy(() -> list(2, never.toByteString()))
        .hasMessage("INVALID_ARGUMENT: Invalid NextPageToken.");
    for (var bad : List.of("x", "garbage of some length")) {
      assertThatThrownBy(() -> list(2, ByteString.copyFromUtf8(bad)))
          .hasMessage("INVALID_ARGUMENT: Invalid NextPageToken.");
    }
  }

  private ListBatchOperationsResponse list(int size, ByteString token) {
    return client
        .stub()
        .listBatchOperations(
            ListBatchOperationsRequest.newBuilder()
                .setNamespace("default")
                .setPageSize(size)
                .setNextPageToken(token)
                .build());
  }

  @Test
  void a_job_id_is_used_once() {
    run(byQuery("b", "WorkflowType = 'Nope'").setTerminationOperation(TERMINATION));

    assertRefused(
        byQuery("b", "WorkflowType = 'Nope'").setTerminationOperation(TERMINATION),
        "ALREADY_EXISTS: Batch operation already exists. JobId: b.");
  }

  @Test
  void what_makes_no_sense_is_refused() {
    client.start("w");
    var all = "WorkflowType = 'Test'";
    assertRefused(
        byQuery("b", all),
        "INVALID_ARGUMENT: must provide required parameters: BatchType,Reason,Namespace, AND one"
            + " of (Query OR Executions OR TargetExecutions)");
    assertRefused(
        byQuery("", all).setTerminationOperation(TERMINATION),
        "INVALID_ARGUMENT: JobId is not set on request.");
    assertRefused(
        listed("b", List.of(execution("w")))
            .setVisibilityQuery(all)
            .setTerminationOperation(TERMINATION),
        "INVALID_ARGUMENT: visibility query, executions, and target executions are mutually"
            + " exclusive");
    assertRefused(
        byQuery("b", "Colour = 'red'").setTerminationOperation(TERMINATION),
        "INVALID_ARGUMENT: invalid query: invalid expression: column name 'Colour' is not a valid"
            + " search attribute");
    assertRefused(
        byQuery("b", "()").setTerminationOperation(TERMINATION),
        "INVALID_ARGUMENT: invalid query: malformed SQL query: syntax error at position 30");
    assertRefused(
        byQuery("b", all).setSignalOperation(BatchOperationSignal.getDefaultInstance()),
        "INVALID_ARGUMENT: must provide signal name");
    assertRefused(
        byQuery("b", all).setResetOperation(BatchOperationReset.getDefaultInstance()),
        "INVALID_ARGUMENT: unknown batch reset type 0");
    assertRefused(
        listed("b", Collections.nCopies(1_001, execution("w")))
            .setTerminationOperation(TERMINATION),
        "INVALID_ARGUMENT: Workflow executions count exceeded.");
    assertRefused(
        listed("b", List.of(execution("w").toBuilder().setRunId("no uuid").build()))
            .setTerminationOperation(TERMINATION),
        "INVALID_ARGUMENT: Invalid RunId.");
    assertRefused(
        byQuery("b", all).setNamespace("nope").setTerminationOperation(TERMINATION),
        "NOT_FOUND: Namespace nope is not found.");
    assertRefused(
        byQuery("b", all)
            .setCancelActivitiesOperation(BatchOperationCancelActivities.getDefaultInstance()),
        "INVALID_ARGUMENT: The operation type CANCEL_ACTIVITIES_OPERATION is not supported for"
            + " this namespace");
    assertThat(list(0, ByteString.EMPTY).getOperationInfoCount()).isZero();
    assertThat(
            client
                .stub()
                .describeWorkflowExecution(
                    DescribeWorkflowExecutionRequest.newBuilder()
                        .setNamespace("default")
                        .setExecution(execution("w"))
                        .build())
                .getWorkflowExecutionInfo()
                .getStatus())
        .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING);
  }

  private void assertRefused(StartBatchOperationRequest.Builder request, String message) {
    assertThatThrownBy(() -> client.stub().startBatchOperation(request.build()))
        .hasMessage(message);
  }

  private long count(String query) {
    return client
        .stub()
        .countWorkflowExecutions(
            CountWorkflowExecutionsRequest.newBuilder()
                .setNamespace("default")
                .setQuery(query)
                .build())
        .getCount();
  }
}
