package dev.perdure.server.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.perdure.server.PerdureServer;
import dev.perdure.server.store.BatchJob;
import io.temporal.api.batch.v1.BatchOperationSignal;
import io.temporal.api.batch.v1.BatchOperationTermination;
import io.temporal.api.command.v1.Command;
import io.temporal.api.command.v1.ContinueAsNewWorkflowExecutionCommandAttributes;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueRequest;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.StartBatchOperationRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.TerminateWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A page of named workflows that is done again, as after a crash in the midst of it.
@Timeout(30)
class BatchRepeatTest {
  private static final TaskQueue QUEUE = TaskQueue.newBuilder().setName("work").build();
  private static final WorkflowExecution W =
      WorkflowExecution.newBuilder().setWorkflowId("w").build();

  private static final StartBatchOperationRequest SIGNAL =
      named().setSignalOperation(BatchOperationSignal.newBuilder().setSignal("go")).build();

  private static final StartBatchOperationRequest TERMINATION =
      named().setTerminationOperation(BatchOperationTermination.getDefaultInstance()).build();

  private PerdureServer server;
  private WorkflowServiceBlockingStub stub;

  @BeforeEach
  void open() {
    server = PerdureServer.inMemory();
    stub = WorkflowServiceGrpc.newBlockingStub(server.channel());
  }

  @AfterEach
  void close() {
    server.close();
  }

  @SuppressWarnings("deprecation") // As clients name workflows to this day.
  private static StartBatchOperationRequest.Builder named() {
    return StartBatchOperationRequest.newBuilder()
        .setNamespace("default")
        .setJobId("b")
        .setReason("spring cleaning")
        .addExecutions(W);
  }

  private String start() {
    return stub.startWorkflowExecution(
            StartWorkflowExecutionRequest.newBuilder()
                .setNamespace("default")
                .setWorkflowId("w")
                .setRequestId(UUID.randomUUID().toString())
                .setWorkflowType(WorkflowType.newBuilder().setName("Test"))
                .setTaskQueue(QUEUE)
                .build())
        .getRunId();
  }

  private void continueAsNew() {
    var task =
        stub.pollWorkflowTaskQueue(
            PollWorkflowTaskQueueRequest.newBuilder()
                .setNamespace("default")
                .setTaskQueue(QUEUE)
                .build());
    var _ =
        stub.respondWorkflowTaskCompleted(
            RespondWorkflowTaskCompletedRequest.newBuilder()
                .setTaskToken(task.getTaskToken())
                .addCommands(
                    Command.newBuilder()
                        .setCommandType(CommandType.COMMAND_TYPE_CONTINUE_AS_NEW_WORKFLOW_EXECUTION)
                        .setContinueAsNewWorkflowExecutionCommandAttributes(
                            ContinueAsNewWorkflowExecutionCommandAttributes.getDefaultInstance()))
                .build());
  }

  /// Does the page of this run.
  private void perform(StartBatchOperationRequest request, String runId) {
    var page =
        new BatchTargets.Page(List.of(W.toBuilder().setRunId(runId).build()), ByteString.EMPTY);
    var job = BatchDescription.begun(request, Instant.EPOCH).at(page.toBytes());
    var kept = new CompletableFuture<BatchJob>();
    new BatchRun(
            job,
            server.channel(),
            Clock.systemUTC(),
            reached -> {
              kept.complete(reached);
              return CompletableFuture.completedFuture(null);
            },
            () -> {})
        .start();
    assertThat(kept.orTimeout(20, TimeUnit.SECONDS).join().description())
        .satisfies(
            told -> {
              assertThat(told.getCompleteOperationCount()).isEqualTo(1);
              assertThat(told.getFailureOperationCount()).isZero();
            });
  }

  private long signals(String runId) {
    return history(runId).stream()
        .filter(event -> event.getEventType() == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED)
        .count();
  }

  private List<HistoryEvent> history(String runId) {
    return stub.getWorkflowExecutionHistory(
            GetWorkflowExecutionHistoryRequest.newBuilder()
                .setNamespace("default")
                .setExecution(W.toBuilder().setRunId(runId))
                .build())
        .getHistory()
        .getEventsList();
  }

  private static String next(HistoryEvent closing) {
    return closing.getWorkflowExecutionContinuedAsNewEventAttributes().getNewExecutionRunId();
  }

  @Test
  void a_workflow_that_has_continued_as_new_is_signaled_where_it_is_once() {
    var first = start();
    continueAsNew();
    var second = next(history(first).getLast());

    perform(SIGNAL, first);
    assertThat(signals(second)).isEqualTo(1);

    continueAsNew();
    perform(SIGNAL, first);
    assertThat(signals(second)).isEqualTo(1);
    assertThat(signals(next(history(second).getLast()))).isZero();
  }

  @Test
  void a_workflow_that_was_signaled_and_has_continued_as_new_is_left_alone() {
    var first = start();
    perform(SIGNAL, first);
    continueAsNew();
    perform(SIGNAL, first);

    assertThat(signals(first)).isEqualTo(1);
    assertThat(signals(next(history(first).getLast()))).isZero();
  }

  @Test
  void a_workflow_that_was_started_anew_is_left_alone() {
    var first = start();
    perform(TERMINATION, first);
    var second = start();
    perform(TERMINATION, first);

    assertThat(history(first).getLast().getEventType())
        .isEqualTo(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED);
    assertThat(history(second).getLast().getEventType())
        .isNotEqualTo(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED);
  }

  @Test
  void a_workflow_that_was_terminated_by_others_needs_nothing() {
    var first = start();
    var _ =
        stub.terminateWorkflowExecution(
            TerminateWorkflowExecutionRequest.newBuilder()
                .setNamespace("default")
                .setWorkflowExecution(W)
                .build());
    perform(SIGNAL, first);

    assertThat(signals(first)).isZero();
  }
}
