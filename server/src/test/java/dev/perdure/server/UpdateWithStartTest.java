package dev.perdure.server;

import static dev.perdure.server.RawClient.completeWorkflow;
import static dev.perdure.server.RawClient.startRequest;
import static dev.perdure.server.RawUpdates.ACCEPTED;
import static dev.perdure.server.RawUpdates.COMPLETED;
import static dev.perdure.server.RawUpdates.accept;
import static dev.perdure.server.RawUpdates.request;
import static dev.perdure.server.RawUpdates.respond;
import static dev.perdure.server.RawUpdates.withStart;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.api.errordetails.v1.MultiOperationExecutionFailure;
import io.temporal.api.errordetails.v1.MultiOperationExecutionFailure.OperationStatus;
import io.temporal.api.errordetails.v1.WorkflowExecutionAlreadyStartedFailure;
import io.temporal.api.failure.v1.MultiOperationExecutionAborted;
import io.temporal.api.workflowservice.v1.ExecuteMultiOperationRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.UpdateWorkflowExecutionRequest;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Starts and updates that go together.
@Timeout(60)
class UpdateWithStartTest {
  private static final OperationStatus OTHER_ONE_FAILED =
      OperationStatus.newBuilder()
          .setCode(Status.Code.ABORTED.value())
          .setMessage("Operation was aborted.")
          .addDetails(
              com.google.protobuf.Any.pack(MultiOperationExecutionAborted.getDefaultInstance()))
          .build();

  private final PerdureServer server = PerdureServer.inMemory();
  private final RawClient client = new RawClient(server.channel());
  private final RawUpdates updates = new RawUpdates(server.channel());

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void a_workflow_is_started_and_its_first_task_brings_the_update() throws Exception {
    var asked = updates.ask(withStart(start(), request("w", "u", COMPLETED)));
    var task = client.pollWorkflowTask();
    assertThat(task.getStartedEventId()).isEqualTo(3);
    assertThat(task.getMessages(0).getEventId()).isEqualTo(2);
    updates.complete(
        task.getTaskToken(), List.of(accept(task.getMessages(0)), respond("u", "hello")));

    var response = asked.get(10, TimeUnit.SECONDS);
    var started = response.getResponses(0).getStartWorkflow();
    var updated = response.getResponses(1).getUpdateWorkflow();
    assertThat(started.getStarted()).isTrue();
    assertThat(started.getRunId()).isEqualTo(task.getWorkflowExecution().getRunId());
    assertThat(updated.getOutcome().getSuccess()).isEqualTo(RawClient.payloads("hello"));
    assertThat(updated.getUpdateRef().getWorkflowExecution().getRunId())
        .isEqualTo(started.getRunId());
  }

  @Test
  void a_running_workflow_is_used_if_the_caller_wants_that() throws Exception {
    var run = client.start("w");
    client.complete(client.pollWorkflowTask().getTaskToken());
    var asked = updates.ask(withStart(useExisting(), request("w", "u", COMPLETED)));
    var task = client.pollWorkflowTask();
    updates.complete(
        task.getTaskToken(), List.of(accept(task.getMessages(0)), respond("u", "there")));

    var started = asked.get(10, TimeUnit.SECONDS).getResponses(0).getStartWorkflow();
    assertThat(started.getStarted()).isFalse();
    assertThat(started.getRunId()).isEqualTo(run);
    assertThat(started.getStatus())
        .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING);
  }

  @Test
  void a_running_workflow_refuses_the_start_otherwise() throws Exception {
    var run = client.start("w");

    var failed = updates.ask(withStart(start(), request("w", "u", COMPLETED)));

    assertThat(status(failed).getCode()).isEqualTo(Status.Code.ALREADY_EXISTS);
    assertThat(status(failed).getDescription())
        .isEqualTo("Update-with-Start could not be executed.");
    var operations = operations(failed);
    assertThat(operations.get(0).getCode()).isEqualTo(Status.Code.ALREADY_EXISTS.value());
    assertThat(
            operations
                .get(0)
                .getDetails(0)
                .unpack(WorkflowExecutionAlreadyStartedFailure.class)
                .getRunId())
        .isEqualTo(run);
    assertThat(operations.get(1)).isEqualTo(OTHER_ONE_FAILED);
  }

  @Test
  void a_running_workflow_is_replaced_if_the_caller_wants_that() throws Exception {
    var run = client.start("w");
    var asked =
        updates.ask(
            withStart(
                start()
                    .setWorkflowIdConflictPolicy(
                        WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING),
                request("w", "u", COMPLETED)));
    var task = client.pollWorkflowTask();
    updates.complete(
        task.getTaskToken(), List.of(accept(task.getMessages(0)), respond("u", "new")));

    var started = asked.get(10, TimeUnit.SECONDS).getResponses(0).getStartWorkflow();
    assertThat(started.getStarted()).isTrue();
    assertThat(started.getRunId()).isNotEqualTo(run);
  }

  @Test
  void a_repeated_call_finds_its_start_and_its_update() throws Exception {
    var both = withStart(start().setRequestId("same"), request("w", "u", COMPLETED));
    var first = updates.ask(both);
    var second = updates.ask(both);
    var task = client.pollWorkflowTask();
    updates.complete(
        task.getTaskToken(),
        List.of(accept(task.getMessages(0)), respond("u", "once")),
        completeWorkflow("done"));
    var third = updates.ask(both);

    assertThat(first.get(10, TimeUnit.SECONDS).getResponses(1))
        .isEqualTo(second.get(10, TimeUnit.SECONDS).getResponses(1))
        .isEqualTo(third.get(10, TimeUnit.SECONDS).getResponses(1));
    assertThat(third.get().getResponses(0).getStartWorkflow().getStatus())
        .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED);
    assertThat(client.history("w"))
        .filteredOn(
            event ->
                event.getEventType() == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED)
        .hasSize(1);
  }

  @Test
  void an_update_that_the_end_of_its_run_has_dropped_is_tried_on_a_new_run() throws Exception {
    var run = client.start("w");
    var busy = client.pollWorkflowTask();
    var asked = updates.ask(withStart(useExisting(), request("w", "u", COMPLETED)));

    client.complete(busy.getTaskToken(), completeWorkflow("done"));
    var task = client.pollWorkflowTask();
    updates.complete(
        task.getTaskToken(), List.of(accept(task.getMessages(0)), respond("u", "second")));

    var response = asked.get(10, TimeUnit.SECONDS);
    assertThat(response.getResponses(0).getStartWorkflow().getRunId()).isNotEqualTo(run);
    assertThat(response.getResponses(0).getStartWorkflow().getStarted()).isTrue();
  }

  @Test
  void a_closed_workflow_whose_id_may_not_be_used_again_refuses_the_start() throws Exception {
    client.start("w");
    client.terminate("w");

    var failed =
        updates.ask(
            withStart(
                useExisting()
                    .setWorkflowIdReusePolicy(
                        WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE),
                request("w", "u", COMPLETED)));

    assertThat(status(failed).getCode()).isEqualTo(Status.Code.ALREADY_EXISTS);
    assertThat(operations(failed).get(1)).isEqualTo(OTHER_ONE_FAILED);
  }

  @Test
  void an_update_that_is_refused_says_so_in_its_place() throws Exception {
    client.start("w");
    client.complete(client.pollWorkflowTask().getTaskToken());
    for (int i = 0; i < 10; i++) {
      var _ = updates.ask("w", "u" + i, COMPLETED);
    }

    var failed = updates.ask(withStart(useExisting(), request("w", "one-more", COMPLETED)));

    assertThat(status(failed).getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(operations(failed).get(0)).isEqualTo(OTHER_ONE_FAILED);
    assertThat(operations(failed).get(1).getMessage())
        .isEqualTo("limit on number of concurrent in-flight updates has been reached (10)");
  }

  @Test
  void bad_requests_are_told_which_operation_is_wrong() throws Exception {
    var update = request("w", "u", ACCEPTED);
    var onlyStart = withStart(start(), update).toBuilder().removeOperations(1).build();
    assertThat(status(updates.ask(onlyStart)).getDescription())
        .isEqualTo("Operations have to be exactly [Start, Update].");
    var twice =
        withStart(start(), update).toBuilder()
            .setOperations(1, withStart(start(), update).getOperations(0))
            .build();
    assertThat(status(updates.ask(twice)).getDescription())
        .isEqualTo("Operations have to be exactly [Start, Update].");

    startRefused(start().setCronSchedule("* * * * *"), "CronSchedule is not allowed.");
    startRefused(start().setRequestEagerExecution(true), "RequestEagerExecution is not supported.");
    startRefused(
        start().setWorkflowStartDelay(RawClient.seconds(1)),
        "WorkflowStartDelay is not supported.");
    startRefused(
        start().setNamespace("other"), "Operation namespace did not match request's namespace.");
    startRefused(start().clearWorkflowType(), "WorkflowType is not set on request.");
    updateRefused(
        request("w", "u", ACCEPTED).setFirstExecutionRunId("x"),
        "FirstExecutionRunId is not allowed.");
    updateRefused(
        request("w", "u", ACCEPTED)
            .setWorkflowExecution(
                RawClient.execution("w").toBuilder()
                    .setRunId("01234567-89ab-cdef-0123-456789abcdef")),
        "RunId is not allowed.");
    updateRefused(
        request("other", "u", ACCEPTED),
        "WorkflowId is not consistent with previous operation(s).");
  }

  private void startRefused(StartWorkflowExecutionRequest.Builder start, String text)
      throws InvalidProtocolBufferException {
    var operations = refused(withStart(start, request("w", "u", ACCEPTED)));
    assertThat(operations.get(0).getMessage()).isEqualTo(text);
    assertThat(operations.get(1)).isEqualTo(OTHER_ONE_FAILED);
  }

  private void updateRefused(UpdateWorkflowExecutionRequest.Builder update, String text)
      throws InvalidProtocolBufferException {
    var operations = refused(withStart(start(), update));
    assertThat(operations.get(0)).isEqualTo(OTHER_ONE_FAILED);
    assertThat(operations.get(1).getMessage()).isEqualTo(text);
  }

  private List<OperationStatus> refused(ExecuteMultiOperationRequest request)
      throws InvalidProtocolBufferException {
    var failed = updates.ask(request);
    assertThat(status(failed).getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    return operations(failed);
  }

  private static StartWorkflowExecutionRequest.Builder start() {
    return startRequest("w");
  }

  private static StartWorkflowExecutionRequest.Builder useExisting() {
    return start()
        .setWorkflowIdConflictPolicy(
            WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING);
  }

  private static Throwable failure(Future<?> asked) {
    return catchThrowableOfType(ExecutionException.class, () -> asked.get(10, TimeUnit.SECONDS));
  }

  private static Status status(Future<?> asked) {
    return Status.fromThrowable(failure(asked));
  }

  private static List<OperationStatus> operations(Future<?> asked)
      throws InvalidProtocolBufferException {
    var status = Objects.requireNonNull(StatusProto.fromThrowable(failure(asked)));
    return status.getDetails(0).unpack(MultiOperationExecutionFailure.class).getStatusesList();
  }
}
