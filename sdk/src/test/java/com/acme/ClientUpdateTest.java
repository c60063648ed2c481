package com.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import dev.perdure.client.UpdateOptions;
import dev.perdure.client.WithStartWorkflowOperation;
import dev.perdure.client.WorkflowAlreadyStartedException;
import dev.perdure.client.WorkflowHandle;
import dev.perdure.client.WorkflowNotFoundException;
import dev.perdure.client.WorkflowOptions;
import dev.perdure.client.WorkflowUpdateFailedException;
import dev.perdure.client.WorkflowUpdateHandle;
import dev.perdure.client.WorkflowUpdateRpcTimeoutOrCancelledException;
import dev.perdure.client.WorkflowUpdateStage;
import dev.perdure.common.Details;
import dev.perdure.common.WorkflowIdConflictPolicy;
import dev.perdure.converter.DataConverter;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.workflow.Workflow;
import io.grpc.Status.Code;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.UpdateWorkflowExecutionLifecycleStage;
import io.temporal.api.errordetails.v1.MultiOperationExecutionFailure;
import io.temporal.api.errordetails.v1.MultiOperationExecutionFailure.OperationStatus;
import io.temporal.api.errordetails.v1.WorkflowExecutionAlreadyStartedFailure;
import io.temporal.api.failure.v1.MultiOperationExecutionAborted;
import io.temporal.api.update.v1.Outcome;
import io.temporal.api.update.v1.UpdateRef;
import io.temporal.api.workflowservice.v1.ExecuteMultiOperationRequest;
import io.temporal.api.workflowservice.v1.ExecuteMultiOperationResponse;
import io.temporal.api.workflowservice.v1.PollWorkflowExecutionUpdateRequest;
import io.temporal.api.workflowservice.v1.PollWorkflowExecutionUpdateResponse;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.UpdateWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.UpdateWorkflowExecutionResponse;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClientUpdateTest {
  private static final DataConverter CONVERTER = DataConverter.defaults();
  private static final UpdateOptions ACCEPTED = UpdateOptions.waitFor(WorkflowUpdateStage.ACCEPTED);

  @Workflow.Definition
  public static class Cart {
    @Workflow.Run
    public void run(String owner) {}

    @Workflow.Update
    public List<Integer> add(int item, int count) {
      return List.of(item, count);
    }

    @Workflow.Update(name = "empty-it")
    public void clear() {}

    @Workflow.Update(dynamic = true)
    public void any(String name, Details arguments) {}

    public void unmarked() {}
  }

  private ScriptedServer server;

  @BeforeEach
  void start() throws Exception {
    server = new ScriptedServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private WorkflowHandle<Cart, @Nullable Void> cart() {
    return server.client().getWorkflowHandle(Cart::run, "cart-7");
  }

  private static UpdateWorkflowExecutionResponse.Builder at(String stage) {
    return UpdateWorkflowExecutionResponse.newBuilder()
        .setUpdateRef(
            UpdateRef.newBuilder()
                .setUpdateId("u1")
                .setWorkflowExecution(
                    WorkflowExecution.newBuilder().setWorkflowId("cart-7").setRunId("run-1")))
        .setStage(
            UpdateWorkflowExecutionLifecycleStage.valueOf(
                "UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_" + stage));
  }

  private static Outcome success(@Nullable Object... values) {
    return Outcome.newBuilder().setSuccess(CONVERTER.encodeAll(values)).build();
  }

  private static Outcome failure(String message) {
    return Outcome.newBuilder()
        .setFailure(CONVERTER.encodeFailure(ApplicationFailure.of(message, "Refused")))
        .build();
  }

  private static PollWorkflowExecutionUpdateResponse polled(Outcome outcome) {
    return PollWorkflowExecutionUpdateResponse.newBuilder().setOutcome(outcome).build();
  }

  @Test
  void an_update_by_reference_sends_name_id_and_arguments_and_returns_the_typed_result() {
    server.answer(
        "UpdateWorkflowExecution", at("COMPLETED").setOutcome(success(List.of(3, 4))).build());

    List<Integer> result = cart().executeUpdate(Cart::add, 3, 4);

    assertThat(result).containsExactly(3, 4);
    var request = server.request(UpdateWorkflowExecutionRequest.class);
    assertThat(request.getWorkflowExecution().getWorkflowId()).isEqualTo("cart-7");
    assertThat(request.getRequest().getInput().getName()).isEqualTo("add");
    assertThat(request.getRequest().getInput().getArgs()).isEqualTo(CONVERTER.encodeAll(3, 4));
    assertThat(request.getRequest().getMeta().getIdentity()).isEqualTo("tester");
    assertThat(request.getRequest().getMeta().getUpdateId()).hasSize(36);
    assertThat(request.getWaitPolicy().getLifecycleStage())
        .isEqualTo(
            UpdateWorkflowExecutionLifecycleStage
                .UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED);
  }

  @Test
  void an_update_is_sent_until_it_is_accepted_and_then_polled_until_there_is_an_outcome() {
    server.answer("UpdateWorkflowExecution", at("ADMITTED").build(), at("ACCEPTED").build());
    server.answer(
        "PollWorkflowExecutionUpdate",
        PollWorkflowExecutionUpdateResponse.getDefaultInstance(),
        polled(success((Object) null)));

    cart().executeUpdate(Cart::clear);

    var sent = server.requests(UpdateWorkflowExecutionRequest.class);
    assertThat(sent).hasSize(2);
    assertThat(sent.getFirst()).isEqualTo(sent.getLast());
    assertThat(sent.getFirst().getRequest().getInput().getName()).isEqualTo("empty-it");
    var polls = server.requests(PollWorkflowExecutionUpdateRequest.class);
    assertThat(polls).hasSize(2);
    assertThat(polls.getLast().getUpdateRef().getWorkflowExecution().getRunId()).isEqualTo("run-1");
  }

  @Test
  void a_started_update_has_a_handle_whose_result_comes_later() {
    server.answer("UpdateWorkflowExecution", at("ACCEPTED").build());

    WorkflowUpdateHandle<List<Integer>> handle =
        cart().startUpdate(Cart::add, 3, 4, ACCEPTED.withId("u1"));

    assertThat(server.request(UpdateWorkflowExecutionRequest.class).getRequest().getMeta())
        .satisfies(meta -> assertThat(meta.getUpdateId()).isEqualTo("u1"));
    assertThat(handle.id()).isEqualTo("u1");
    assertThat(handle.workflowId()).isEqualTo("cart-7");
    assertThat(handle.workflowRunId()).isEqualTo("run-1");
    server.answer("PollWorkflowExecutionUpdate", polled(success(List.of(1))));
    assertThat(handle.result()).containsExactly(1);
    assertThat(handle.resultAsync().join()).containsExactly(1);
    assertThat(server.requests(PollWorkflowExecutionUpdateRequest.class)).hasSize(1);
  }

  @Test
  void the_handle_of_an_update_is_found_again_by_its_id() {
    server.answer(
        "PollWorkflowExecutionUpdate",
        PollWorkflowExecutionUpdateResponse.getDefaultInstance(),
        polled(success("done")));

    var handle = cart().withRunId("run-9").getUpdateHandle("u7", String.class);

    assertThat(handle.resultAsync().join()).isEqualTo("done");
    var reference =
        server.requests(PollWorkflowExecutionUpdateRequest.class).getLast().getUpdateRef();
    assertThat(reference.getUpdateId()).isEqualTo("u7");
    assertThat(reference.getWorkflowExecution().getRunId()).isEqualTo("run-9");
  }

  @Test
  void the_handle_of_an_update_is_typed_by_its_reference() {
    server.answer(
        "PollWorkflowExecutionUpdate",
        polled(success(List.of(1, 2))),
        polled(success((Object) null)));

    WorkflowUpdateHandle<List<Integer>> added = cart().getUpdateHandle(Cart::add, "u7");
    WorkflowUpdateHandle<@Nullable Void> cleared = cart().getUpdateHandle(Cart::clear, "u8");

    assertThat(added.result()).containsExactly(1, 2);
    assertThat(cleared.result()).isNull();
    assertThatThrownBy(() -> cart().getUpdateHandle(Cart::unmarked, "u9"))
        .hasMessageContaining("Cart::unmarked is not annotated with @Workflow.Update");
  }

  @Test
  void a_rejection_is_the_result_of_the_handle() {
    server.answer(
        "UpdateWorkflowExecution",
        at("COMPLETED").setOutcome(failure("no")).build(),
        at("COMPLETED").setOutcome(failure("no")).build());

    var handle = cart().startUpdate(Cart::clear, ACCEPTED);

    var failed = catchThrowableOfType(WorkflowUpdateFailedException.class, handle::result);
    assertThat(failed).hasMessage("Update u1 of workflow cart-7: no");
    assertThat(failed.updateId()).isEqualTo("u1");
    assertThat(failed.workflowId()).isEqualTo("cart-7");
    assertThat(failed.reason()).isInstanceOf(ApplicationFailure.class);
    assertThatThrownBy(() -> cart().executeUpdate(Cart::clear))
        .isInstanceOf(WorkflowUpdateFailedException.class);
  }

  @Test
  void errors_have_types_of_their_own() {
    server.fail("UpdateWorkflowExecution", Code.NOT_FOUND, "workflow execution already completed");
    assertThatThrownBy(() -> cart().executeUpdate(Cart::clear))
        .isInstanceOf(WorkflowNotFoundException.class)
        .hasMessageContaining("cart-7");

    server.fail("UpdateWorkflowExecution", Code.DEADLINE_EXCEEDED, "too slow");
    assertThatThrownBy(() -> cart().executeUpdate(Cart::clear))
        .isInstanceOf(WorkflowUpdateRpcTimeoutOrCancelledException.class)
        .hasMessageContaining("It may still be carried out");
  }

  @Test
  void a_wait_that_is_interrupted_ends() throws Exception {
    server.answer("UpdateWorkflowExecution", at("ACCEPTED").build());
    var handle = cart().startUpdate(Cart::clear, ACCEPTED);
    var thrown = new Throwable[1];
    var waiting =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    handle.result();
                  } catch (RuntimeException e) {
                    thrown[0] = e;
                  }
                });
    server.await(PollWorkflowExecutionUpdateRequest.class, 1);

    waiting.interrupt();
    waiting.join();

    assertThat(thrown[0]).isInstanceOf(WorkflowUpdateRpcTimeoutOrCancelledException.class);
  }

  @Test
  void what_names_no_update_is_refused() {
    assertThatThrownBy(() -> cart().executeUpdate(Cart::unmarked))
        .hasMessageContaining("Cart::unmarked is not annotated with @Workflow.Update");
    assertThatThrownBy(() -> cart().executeUpdate(Cart::any, "x", Details.none()))
        .hasMessageContaining("Cart.any takes any name");
    assertThatThrownBy(() -> UpdateOptions.waitFor(WorkflowUpdateStage.ADMITTED))
        .hasMessageContaining("wait for ACCEPTED or COMPLETED");
    assertThatThrownBy(() -> ACCEPTED.withId("")).hasMessageContaining("must not be empty");
  }

  private static WorkflowOptions options() {
    return WorkflowOptions.of("cart-7", "carts")
        .withIdConflictPolicy(WorkflowIdConflictPolicy.USE_EXISTING);
  }

  private static ExecuteMultiOperationResponse both(
      String runId, UpdateWorkflowExecutionResponse update) {
    return ExecuteMultiOperationResponse.newBuilder()
        .addResponses(
            ExecuteMultiOperationResponse.Response.newBuilder()
                .setStartWorkflow(
                    StartWorkflowExecutionResponse.newBuilder().setRunId(runId).setStarted(true)))
        .addResponses(ExecuteMultiOperationResponse.Response.newBuilder().setUpdateWorkflow(update))
        .build();
  }

  @Test
  void an_update_and_the_start_of_its_workflow_are_one_call() {
    server.answer(
        "ExecuteMultiOperation",
        both("run-1", at("ADMITTED").build()),
        both("run-1", at("COMPLETED").setOutcome(success(List.of(1))).build()));
    var start = WithStartWorkflowOperation.of(Cart::run, "ada", options());

    List<Integer> result = server.client().executeUpdateWithStart(Cart::add, 1, 2, start);

    assertThat(result).containsExactly(1);
    WorkflowHandle<Cart, @Nullable Void> workflow = start.workflowHandle();
    assertThat(workflow.id()).isEqualTo("cart-7");
    assertThat(workflow.resultRunId()).isEqualTo("run-1");
    assertThat(workflow.firstExecutionRunId()).isEqualTo("run-1");
    var sent = server.requests(ExecuteMultiOperationRequest.class);
    assertThat(sent).hasSize(2);
    assertThat(sent.getFirst()).isEqualTo(sent.getLast());
    assertThat(sent.getFirst().getNamespace()).isEqualTo("default");
    var started = sent.getFirst().getOperations(0).getStartWorkflow();
    assertThat(started.getWorkflowType().getName()).isEqualTo("Cart");
    assertThat(started.getInput()).isEqualTo(CONVERTER.encodeAll("ada"));
    assertThat(started.getRequestId()).isNotEmpty();
    var updated = sent.getFirst().getOperations(1).getUpdateWorkflow();
    assertThat(updated.getRequest().getInput().getName()).isEqualTo("add");
    assertThat(updated.getWorkflowExecution().getWorkflowId()).isEqualTo("cart-7");
  }

  private static OperationStatus status(Code code, String message, Any... details) {
    return OperationStatus.newBuilder()
        .setCode(code.value())
        .setMessage(message)
        .addAllDetails(Arrays.asList(details))
        .build();
  }

  private void failBoth(Code code, OperationStatus... statuses) {
    server.fail(
        "ExecuteMultiOperation",
        code,
        "Update-with-Start could not be executed.",
        MultiOperationExecutionFailure.newBuilder()
            .addAllStatuses(Arrays.asList(statuses))
            .build());
  }

  private static OperationStatus aborted() {
    return status(
        Code.ABORTED,
        "Operation was aborted.",
        Any.pack(MultiOperationExecutionAborted.getDefaultInstance()));
  }

  @Test
  void the_operation_that_failed_itself_gives_the_error() {
    failBoth(
        Code.ALREADY_EXISTS,
        status(
            Code.ALREADY_EXISTS,
            "already started",
            Any.pack(
                WorkflowExecutionAlreadyStartedFailure.newBuilder().setRunId("run-0").build())),
        aborted());
    var first = WithStartWorkflowOperation.of(Cart::run, "ada", options());

    assertThatThrownBy(() -> server.client().executeUpdateWithStart(Cart::clear, first))
        .isInstanceOfSatisfying(
            WorkflowAlreadyStartedException.class, e -> assertThat(e.runId()).isEqualTo("run-0"));
    assertThatThrownBy(first::workflowHandle).isInstanceOf(WorkflowAlreadyStartedException.class);

    failBoth(Code.NOT_FOUND, aborted(), status(Code.NOT_FOUND, "no such update"));
    var second = WithStartWorkflowOperation.of("Cart", Void.class, options());
    assertThatThrownBy(
            () -> server.client().startUpdateWithStart("add", String.class, ACCEPTED, second))
        .isInstanceOf(WorkflowNotFoundException.class)
        .hasMessageContaining("no such update");
  }

  @Test
  void the_start_half_is_complete_and_used_once() {
    assertThatThrownBy(
            () ->
                WithStartWorkflowOperation.of(
                    Cart::run, "ada", WorkflowOptions.of("cart-7", "carts")))
        .hasMessageContaining("need an id conflict policy");
    assertThatThrownBy(
            () ->
                WithStartWorkflowOperation.of(Cart::run, "ada", options().withStartSignal("hello")))
        .hasMessageContaining("cannot be started with a signal too");
    var start = WithStartWorkflowOperation.of(Cart::run, "ada", options());
    assertThatThrownBy(start::workflowHandle).hasMessageContaining("not been given to a client");

    server.answer(
        "ExecuteMultiOperation",
        both("run-1", at("COMPLETED").setOutcome(success((Object) null)).build()));
    server.client().executeUpdateWithStart(Cart::clear, start);
    assertThatThrownBy(() -> server.client().executeUpdateWithStart(Cart::clear, start))
        .hasMessageContaining("was already given to a client");
  }
}
