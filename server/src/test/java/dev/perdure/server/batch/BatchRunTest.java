package dev.perdure.server.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import dev.perdure.server.store.BatchJob;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import io.temporal.api.batch.v1.BatchOperationTermination;
import io.temporal.api.enums.v1.BatchOperationState;
import io.temporal.api.errordetails.v1.NamespaceNotFoundFailure;
import io.temporal.api.workflowservice.v1.DescribeBatchOperationResponse;
import io.temporal.api.workflowservice.v1.StartBatchOperationRequest;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
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
    var kept = new AtomicReference<>(BatchDescription.begun(ALL, Instant.EPOCH).at(place));
    var ended = new CompletableFuture<BatchJob>();
    new BatchRun(
            kept.get(),
            service.channel(),
            Clock.systemUTC(),
            job -> {
              kept.set(job);
              return CompletableFuture.completedFuture(null);
            },
            () -> ended.complete(kept.get()))
        .start();
    return ended.orTimeout(30, TimeUnit.SECONDS).join().description();
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
