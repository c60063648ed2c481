package dev.perdure.server.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import dev.perdure.server.store.BatchJob;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import io.temporal.api.batch.v1.BatchOperationTermination;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.BatchOperationState;
import io.temporal.api.errordetails.v1.NamespaceNotFoundFailure;
import io.temporal.api.workflowservice.v1.DescribeBatchOperationResponse;
import io.temporal.api.workflowservice.v1.StartBatchOperationRequest;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A batch operation when something goes wrong with it.
class BatchRunTest {
  static final StartBatchOperationRequest ALL =
      StartBatchOperationRequest.newBuilder()
          .setNamespace("default")
          .setJobId("b")
          .setReason("spring cleaning")
          .setVisibilityQuery("WorkflowType = 'Test'")
          .setTerminationOperation(BatchOperationTermination.getDefaultInstance())
          .build();

  private static final Status TOO_LONG =
      Status.DEADLINE_EXCEEDED.withDescription("The query took longer than two seconds");

  private HardService service;

  @BeforeEach
  void open() throws IOException {
    service = new HardService();
  }

  @AfterEach
  void close() {
    service.close();
  }

  /// What is told of it in the end.
  private DescribeBatchOperationResponse run(ByteString place) {
    return run(BatchDescription.begun(ALL, Instant.EPOCH).at(place)).getLast().description();
  }

  /// Goes on with a batch to its end.
  ///
  /// @return all that was put on disk
  private List<BatchJob> run(BatchJob job) {
    var kept = new CopyOnWriteArrayList<BatchJob>();
    var ended = new CompletableFuture<Void>();
    new BatchRun(
            job,
            service.channel(),
            Clock.systemUTC(),
            reached -> {
              kept.add(reached);
              return CompletableFuture.completedFuture(null);
            },
            () -> ended.complete(null))
        .start();
    ended.orTimeout(30, TimeUnit.SECONDS).join();
    return kept;
  }

  @SuppressWarnings("deprecation") // As clients name workflows to this day.
  private static BatchJob naming(String... workflowIds) {
    var request = ALL.toBuilder().clearVisibilityQuery();
    for (var id : workflowIds) {
      request.addExecutions(WorkflowExecution.newBuilder().setWorkflowId(id));
    }
    return BatchDescription.begun(request.build(), Instant.EPOCH);
  }

  private static void assertCounts(BatchJob job, long complete, long failed) {
    assertThat(job.description().getCompleteOperationCount()).isEqualTo(complete);
    assertThat(job.description().getFailureOperationCount()).isEqualTo(failed);
  }

  @Test
  void a_named_workflow_that_is_started_anew_is_left_alone_when_a_page_is_repeated() {
    var kept = run(naming("w", "nobody"));
    assertThat(service.terminated).containsExactly("run-1");
    assertCounts(kept.getLast(), 2, 0);

    service.current = "run-2";
    var again = run(kept.getFirst());

    assertThat(service.terminated).containsExactly("run-1");
    assertCounts(again.getLast(), 2, 0);
  }

  @Test
  void a_named_workflow_that_goes_on_with_another_run_is_followed() {
    var page = run(naming("w")).getFirst();
    service.terminated.clear();
    service.closed.put("run-1", "run-2");
    service.closed.put("run-2", "run-3");

    assertCounts(run(page).getLast(), 1, 0);

    assertThat(service.terminated).containsExactly("run-3");
  }

  @Test
  void a_named_workflow_that_never_waits_to_be_reached_is_a_failure() {
    var page = run(naming("w")).getFirst();
    service.closed.put("run-1", "run-1");

    assertCounts(run(page).getLast(), 0, 1);
  }

  @Test
  void workflows_that_are_not_there_are_counted_once() {
    var kept = run(naming("nobody", "nobody-else"));

    assertThat(kept).hasSize(1);
    assertThat(kept.getFirst().isRunning()).isFalse();
    assertCounts(kept.getFirst(), 2, 0);
  }

  @Test
  void an_open_workflow_that_has_nothing_of_what_is_meant_needs_nothing() {
    service.noTermination = Optional.of(Status.NOT_FOUND.asRuntimeException());

    assertCounts(run(naming("w")).getLast(), 1, 0);
  }

  @Test
  @SuppressWarnings("deprecation") // As clients name workflows to this day.
  void a_run_that_is_named_beside_its_workflow_is_not_followed() {
    var both = naming("w").request().toBuilder();
    both.addExecutions(WorkflowExecution.newBuilder().setWorkflowId("w").setRunId("run-0"));
    service.closed.put("run-0", "run-2");

    assertCounts(run(BatchDescription.begun(both.build(), Instant.EPOCH)).getLast(), 2, 0);

    assertThat(service.terminated).containsExactly("run-1");
  }

  @Test
  void a_run_that_was_found_is_not_followed() {
    service.closed.put("run-1", "run-2");

    assertThat(run(ByteString.EMPTY).getCompleteOperationCount()).isEqualTo(1);

    assertThat(service.terminated).isEmpty();
  }

  @Test
  void it_does_without_a_count_that_takes_too_long() {
    service.noCount = Optional.of(TOO_LONG.asRuntimeException());

    var batch = run(ByteString.EMPTY);

    assertThat(batch.getState()).isEqualTo(BatchOperationState.BATCH_OPERATION_STATE_COMPLETED);
    assertThat(batch.getTotalOperationCount()).isEqualTo(1);
    assertThat(service.counts.availablePermits()).isEqualTo(1);
  }

  @Test
  void a_query_that_takes_too_long_is_not_asked_for_ever() {
    service.noList = Optional.of(TOO_LONG.asRuntimeException());

    var batch = run(ByteString.EMPTY);

    assertThat(batch.getState()).isEqualTo(BatchOperationState.BATCH_OPERATION_STATE_FAILED);
    assertThat(service.lists.availablePermits()).isEqualTo(3);
  }

  @Test
  void it_ends_when_it_cannot_be_read() {
    var batch = run(ByteString.copyFromUtf8("no place"));

    assertThat(batch.getState()).isEqualTo(BatchOperationState.BATCH_OPERATION_STATE_FAILED);
    assertThat(batch.hasCloseTime()).isTrue();
  }

  @Test
  void runs_that_are_gone_need_nothing_but_a_namespace_that_is_gone_is_a_failure() {
    service.noTermination = Optional.of(Status.NOT_FOUND.asRuntimeException());
    assertThat(run(ByteString.EMPTY).getCompleteOperationCount()).isEqualTo(1);

    service.noTermination =
        Optional.of(
            StatusProto.toStatusRuntimeException(
                com.google.rpc.Status.newBuilder()
                    .setCode(Status.Code.NOT_FOUND.value())
                    .addDetails(Any.pack(NamespaceNotFoundFailure.getDefaultInstance()))
                    .build()));
    assertThat(run(ByteString.EMPTY).getFailureOperationCount()).isEqualTo(1);
  }
}
