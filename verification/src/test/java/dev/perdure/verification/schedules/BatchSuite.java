package dev.perdure.verification.schedules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.client.BatchDescription;
import dev.perdure.client.BatchExecution;
import dev.perdure.client.BatchHandle;
import dev.perdure.client.BatchOperation;
import dev.perdure.client.BatchOperationState;
import dev.perdure.client.BatchOperationType;
import dev.perdure.client.BatchOptions;
import dev.perdure.client.Client;
import dev.perdure.client.RpcException;
import dev.perdure.client.WorkflowExecutionStatus;
import dev.perdure.client.WorkflowHandle;
import dev.perdure.client.WorkflowNotFoundException;
import dev.perdure.client.WorkflowOptions;
import dev.perdure.verification.peer.ServerSuite;
import dev.perdure.verification.schedules.ScheduledWorkflow.Order;
import dev.perdure.worker.Worker;
import io.grpc.Status.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What batches do that our client starts, over TCP.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class BatchSuite extends ServerSuite {
  private static final int COUNT = 3;

  private final String taskQueue = "queue-" + UUID.randomUUID();
  private String group = "";

  @SuppressWarnings("NullAway.Init") // set before every test
  private Client client;

  @SuppressWarnings("NullAway.Init") // set before every test
  private Worker worker;

  @BeforeAll
  void open() throws Exception {
    client = Client.connect(server().address());
    worker = Worker.builder(client, taskQueue).workflows(ScheduledWorkflow.class).start();
  }

  @AfterAll
  void close() {
    worker.close();
    client.close();
  }

  @BeforeEach
  void name() {
    group = "group-" + UUID.randomUUID();
  }

  private String query() {
    return "WorkflowId STARTS_WITH '%s'".formatted(group);
  }

  /// Workflows that wait, and are found by the query.
  private List<WorkflowHandle<ScheduledWorkflow, String>> waiting() throws InterruptedException {
    List<WorkflowHandle<ScheduledWorkflow, String>> handles = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      handles.add(
          client.startWorkflow(
              ScheduledWorkflow::run,
              new Order("done", true),
              WorkflowOptions.of(group + "-" + i, taskQueue)));
    }
    while (client.countWorkflows(query()).count() < COUNT) {
      Thread.sleep(20); // servers may find a workflow a moment after it is there
    }
    return handles;
  }

  private static List<WorkflowExecutionStatus> statuses(
      List<WorkflowHandle<ScheduledWorkflow, String>> handles) {
    return handles.stream().map(handle -> handle.describe().status()).distinct().toList();
  }

  @Test
  void a_signal_reaches_all_that_a_query_finds() throws Exception {
    var handles = waiting();

    BatchHandle batch =
        client.startBatch(
            BatchOperation.signal(ScheduledWorkflow::release, "all"),
            BatchOptions.ofQuery(query(), "let them go"));
    BatchDescription done = batch.result();

    for (var handle : handles) {
      assertThat(handle.result()).isEqualTo("done");
    }
    assertThat(done.id()).isEqualTo(batch.id());
    assertThat(done.state()).isEqualTo(BatchOperationState.COMPLETED);
    assertThat(done.operationType()).isEqualTo(BatchOperationType.SIGNAL);
    assertThat(done.totalOperationCount()).isEqualTo(COUNT);
    assertThat(done.completeOperationCount()).isEqualTo(COUNT);
    assertThat(done.failureOperationCount()).isZero();
    assertThat(done.reason()).isEqualTo("let them go");
    assertThat(done.identity()).isEqualTo(client.identity());
    assertThat(done.closeTime()).isNotNull();
  }

  @Test
  void listed_workflows_are_cancelled_and_others_are_not() throws Exception {
    var handles = waiting();

    var _ =
        client
            .startBatch(
                BatchOperation.cancel(),
                BatchOptions.ofWorkflows(handles.subList(1, COUNT), "too many"))
            .result();

    for (var handle : handles.subList(1, COUNT)) {
      assertThatThrownBy(handle::result).hasMessageContaining(handle.id());
    }
    assertThat(statuses(handles.subList(1, COUNT)))
        .containsExactly(WorkflowExecutionStatus.CANCELED);
    assertThat(handles.getFirst().describe().status()).isEqualTo(WorkflowExecutionStatus.RUNNING);
    handles.getFirst().terminate("over");
  }

  @Test
  void all_that_a_query_finds_are_terminated_and_then_deleted() throws Exception {
    var handles = waiting();

    var _ =
        client
            .startBatch(BatchOperation.terminate("a detail"), BatchOptions.ofQuery(query(), "over"))
            .result();
    assertThat(statuses(handles)).containsExactly(WorkflowExecutionStatus.TERMINATED);
    while (client.countWorkflows(query() + " AND ExecutionStatus = 'Terminated'").count() < COUNT) {
      Thread.sleep(20);
    }
    var _ =
        client.startBatch(BatchOperation.delete(), BatchOptions.ofQuery(query(), "tidy")).result();

    for (var handle : handles) {
      awaitGone(handle);
    }
  }

  private static void awaitGone(WorkflowHandle<?, ?> handle) throws InterruptedException {
    while (true) {
      try {
        var _ = handle.describe();
      } catch (WorkflowNotFoundException e) {
        return;
      }
      Thread.sleep(20);
    }
  }

  @Test
  void closed_workflows_are_reset_to_their_beginning() throws Exception {
    var handles = waiting();
    for (var handle : handles) {
      handle.signal(ScheduledWorkflow::release, "first");
      assertThat(handle.result()).isEqualTo("done");
    }

    BatchDescription done =
        client
            .startBatch(
                BatchOperation.resetToFirstWorkflowTask(),
                BatchOptions.ofWorkflows(handles, "once more"))
            .result();

    assertThat(done.completeOperationCount()).isEqualTo(COUNT);
    for (var handle : handles) {
      var latest = client.getWorkflowHandle(handle.id(), String.class);
      assertThat(latest.describe().runId()).isNotEqualTo(handle.resultRunId());
      assertThat(latest.result()).isEqualTo("done"); // its signal came along
    }
  }

  @Test
  void a_batch_has_an_id_and_is_listed() throws Exception {
    var options = BatchOptions.ofQuery(query(), "nothing").withId(group);
    BatchHandle batch = client.startBatch(BatchOperation.cancel(), options);
    assertThat(batch.result().totalOperationCount()).isZero();

    assertThatThrownBy(() -> client.startBatch(BatchOperation.cancel(), options))
        .isInstanceOf(RpcException.class);
    while (client.listBatches().stream().map(BatchExecution::id).noneMatch(group::equals)) {
      Thread.sleep(20);
    }
    assertThatThrownBy(() -> client.getBatchHandle("no-such-batch").describe())
        .isInstanceOfSatisfying(
            RpcException.class, e -> assertThat(e.code()).isEqualTo(Code.NOT_FOUND));
  }
}
