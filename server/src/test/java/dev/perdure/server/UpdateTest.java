package dev.perdure.server;

import static dev.perdure.server.RawClient.completeWorkflow;
import static dev.perdure.server.RawUpdates.ACCEPTED;
import static dev.perdure.server.RawUpdates.ADMITTED;
import static dev.perdure.server.RawUpdates.COMPLETED;
import static dev.perdure.server.RawUpdates.accept;
import static dev.perdure.server.RawUpdates.reject;
import static dev.perdure.server.RawUpdates.request;
import static dev.perdure.server.RawUpdates.respond;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import io.temporal.api.workflowservice.v1.UpdateWorkflowExecutionRequest;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Updates over real calls: what callers, workers and readers of the history see.
@Timeout(60)
class UpdateTest {
  private final PerdureServer server = PerdureServer.inMemory();
  private final RawClient client = new RawClient(server.channel());
  private final RawUpdates updates = new RawUpdates(server.channel());

  @BeforeEach
  void runAnIdleWorkflow() {
    client.start("w");
    client.complete(client.pollWorkflowTask().getTaskToken());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void an_update_that_is_accepted_and_completed_at_once_answers_its_caller() throws Exception {
    var asked = updates.ask("w", "u", COMPLETED);

    var task = client.pollWorkflowTask();
    assertThat(task.getStartedEventId()).isEqualTo(6);
    assertThat(task.getPreviousStartedEventId()).isEqualTo(3);
    assertThat(task.getHistory().getEventsCount()).isEqualTo(6);
    var message = task.getMessages(0);
    assertThat(message.getId()).isEqualTo("u/request");
    assertThat(message.getProtocolInstanceId()).isEqualTo("u");
    assertThat(message.getEventId()).isEqualTo(5);
    updates.complete(task.getTaskToken(), List.of(accept(message), respond("u", "42")));

    var response = asked.get(10, TimeUnit.SECONDS);
    assertThat(response.getStage()).isEqualTo(COMPLETED);
    assertThat(response.getOutcome().getSuccess()).isEqualTo(RawClient.payloads("42"));
    assertThat(response.getUpdateRef().getUpdateId()).isEqualTo("u");
    assertThat(response.getUpdateRef().getWorkflowExecution().getRunId()).isNotEmpty();
    assertThat(response.getLink().getWorkflowEvent().getRequestIdRef().getEventType())
        .isEqualTo(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED);
    assertThat(types("w"))
        .endsWith(
            "WORKFLOW_TASK_SCHEDULED",
            "WORKFLOW_TASK_STARTED",
            "WORKFLOW_TASK_COMPLETED",
            "WORKFLOW_EXECUTION_UPDATE_ACCEPTED",
            "WORKFLOW_EXECUTION_UPDATE_COMPLETED");
  }

  @Test
  void a_rejected_update_leaves_no_trace() throws Exception {
    var before = client.history("w");
    var asked = updates.ask("w", "u", COMPLETED);

    var task = client.pollWorkflowTask();
    var completed = updates.complete(task.getTaskToken(), List.of(reject(task.getMessages(0))));

    var response = asked.get(10, TimeUnit.SECONDS);
    assertThat(response.getStage()).isEqualTo(COMPLETED);
    assertThat(response.getOutcome().getFailure().getMessage()).isEqualTo("no");
    assertThat(response.getLink().getWorkflow().getReason()).isEqualTo("Update rejected");
    assertThat(completed.getResetHistoryEventId()).isEqualTo(3);
    assertThat(client.history("w")).isEqualTo(before);
  }

  @Test
  void a_caller_that_waits_for_acceptance_is_not_held_up_by_the_rest() throws Exception {
    var asked = updates.ask("w", "u", ACCEPTED);
    var task = client.pollWorkflowTask();
    updates.complete(task.getTaskToken(), List.of(accept(task.getMessages(0))));

    var response = asked.get(10, TimeUnit.SECONDS);
    assertThat(response.getStage()).isEqualTo(ACCEPTED);
    assertThat(response.hasOutcome()).isFalse();
    assertThat(updates.poll("w", "u", ACCEPTED).getStage()).isEqualTo(ACCEPTED);

    var outcome = updates.ask("w", "u", COMPLETED);
    client.signal("w", "finish");
    updates.complete(client.pollWorkflowTask().getTaskToken(), List.of(respond("u", "late")));
    assertThat(outcome.get(10, TimeUnit.SECONDS).getOutcome().getSuccess())
        .isEqualTo(RawClient.payloads("late"));
    assertThat(updates.poll("w", "u", COMPLETED).getOutcome().getSuccess())
        .isEqualTo(RawClient.payloads("late"));
  }

  @Test
  void callers_with_the_same_update_id_share_one_update() throws Exception {
    var first = updates.ask("w", "u", COMPLETED);
    var second = updates.ask("w", "u", COMPLETED);
    var task = client.pollWorkflowTask();
    assertThat(task.getMessagesList()).hasSize(1);
    updates.complete(
        task.getTaskToken(), List.of(accept(task.getMessages(0)), respond("u", "once")));

    assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(second.get(10, TimeUnit.SECONDS));
    assertThat(updates.ask("w", "u", COMPLETED).get(10, TimeUnit.SECONDS)).isEqualTo(first.get());
    assertThat(types("w")).filteredOn("WORKFLOW_EXECUTION_UPDATE_ACCEPTED"::equals).hasSize(1);
  }

  @Test
  void an_update_without_an_id_gets_one() throws Exception {
    var asked = updates.ask("w", "", ACCEPTED);
    var task = client.pollWorkflowTask();
    updates.complete(task.getTaskToken(), List.of(accept(task.getMessages(0))));

    assertThat(asked.get(10, TimeUnit.SECONDS).getUpdateRef().getUpdateId())
        .isEqualTo(task.getMessages(0).getProtocolInstanceId())
        .isNotEmpty();
  }

  @Test
  void the_history_shows_a_speculative_task_while_it_is_there() {
    var _ = updates.ask("w", "u", COMPLETED);

    assertThat(types("w")).hasSize(5).last().isEqualTo("WORKFLOW_TASK_SCHEDULED");
    client.pollWorkflowTask();
    assertThat(types("w")).hasSize(6).last().isEqualTo("WORKFLOW_TASK_STARTED");
  }

  @Test
  void a_workflow_that_closes_answers_the_updates_that_it_leaves() throws Exception {
    var accepted = updates.ask("w", "accepted", COMPLETED);
    var task = client.pollWorkflowTask();
    updates.complete(task.getTaskToken(), List.of(accept(task.getMessages(0))));
    var waiting = updates.ask("w", "waiting", COMPLETED);

    client.terminate("w");

    var response = accepted.get(10, TimeUnit.SECONDS);
    assertThat(response.getStage()).isEqualTo(COMPLETED);
    var failure = response.getOutcome().getFailure();
    assertThat(failure.getApplicationFailureInfo().getType())
        .isEqualTo("AcceptedUpdateCompletedWorkflow");
    assertThat(failure.getMessage())
        .isEqualTo(
            "Workflow Update failed because the Workflow completed before the Update completed.");
    assertThat(status(waiting).getCode()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(status(waiting).getDescription())
        .isEqualTo("workflow update was aborted by closing workflow");
    assertThat(updates.poll("w", "accepted", COMPLETED).getOutcome().getFailure())
        .isEqualTo(failure);
  }

  @Test
  void updates_of_a_run_that_its_workflow_id_has_left_behind_stay_known() throws Exception {
    var run = client.history("w").getFirst().getWorkflowExecutionStartedEventAttributes();
    var asked = updates.ask("w", "u", COMPLETED);
    var task = client.pollWorkflowTask();
    updates.complete(
        task.getTaskToken(),
        List.of(accept(task.getMessages(0)), respond("u", "old")),
        completeWorkflow("done"));
    asked.get(10, TimeUnit.SECONDS);
    for (int i = 0; i < 3; i++) {
      client.start("w");
      client.complete(client.pollWorkflowTask().getTaskToken(), completeWorkflow("done"));
    }

    var old =
        request("w", "u", COMPLETED)
            .setWorkflowExecution(
                RawClient.execution("w").toBuilder().setRunId(run.getFirstExecutionRunId()))
            .build();

    assertThat(updates.ask(old).get(10, TimeUnit.SECONDS).getOutcome().getSuccess())
        .isEqualTo(RawClient.payloads("old"));
    assertThat(status(updates.ask("w", "u", COMPLETED)).getDescription())
        .isEqualTo("workflow execution already completed");
  }

  @Test
  void the_eleventh_update_in_flight_is_refused() {
    for (int i = 0; i < 10; i++) {
      var _ = updates.ask("w", "u" + i, COMPLETED);
    }

    var refused = status(updates.ask("w", "one-more", COMPLETED));

    assertThat(refused.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(refused.getDescription())
        .isEqualTo("limit on number of concurrent in-flight updates has been reached (10)");
    assertThat(client.pollWorkflowTask().getMessagesList())
        .extracting(message -> message.getProtocolInstanceId())
        .containsExactly("u0", "u1", "u2", "u3", "u4", "u5", "u6", "u7", "u8", "u9");
  }

  @Test
  void a_caller_that_gave_up_takes_nothing_with_it() throws Exception {
    var gone = updates.ask("w", "u", COMPLETED);
    gone.cancel(true);
    var again = updates.ask("w", "u", COMPLETED);

    PollWorkflowTaskQueueResponse task = client.pollWorkflowTask();
    updates.complete(
        task.getTaskToken(), List.of(accept(task.getMessages(0)), respond("u", "done")));

    assertThat(again.get(10, TimeUnit.SECONDS).getStage()).isEqualTo(COMPLETED);
  }

  @Test
  void callers_are_told_after_twenty_seconds_how_far_their_update_is() throws Exception {
    var asked = updates.ask(request("w", "u", COMPLETED).build());
    var accepted = updates.ask("w", "a", COMPLETED);
    var task = client.pollWorkflowTask();
    updates.complete(
        task.getTaskToken(), List.of(reject(task.getMessages(0)), accept(task.getMessages(1))));
    asked.get(10, TimeUnit.SECONDS);

    var polled = updates.poll("w", "a", ADMITTED);

    assertThat(polled.getStage()).isEqualTo(ACCEPTED);
    assertThat(accepted.isDone()).isFalse();
  }

  @Test
  void a_server_that_stops_answers_those_who_wait() throws Exception {
    var accepted = updates.ask("w", "accepted", COMPLETED);
    var task = client.pollWorkflowTask();
    updates.complete(task.getTaskToken(), List.of(accept(task.getMessages(0))));
    var admitted = updates.ask("w", "admitted", COMPLETED);

    server.close();

    assertThat(accepted.get(10, TimeUnit.SECONDS).getStage()).isEqualTo(ACCEPTED);
    assertThat(status(admitted).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(status(admitted).getDescription()).isEqualTo("workflow update was aborted");
  }

  @Test
  void bad_requests_are_told_what_is_wrong() {
    var good = request("w", "u", COMPLETED).build();
    refused(good.toBuilder().clearWorkflowExecution(), "Execution is not set on request.");
    refused(good.toBuilder().clearRequest(), "Update meta is not set on request.");
    var noInput = good.toBuilder();
    noInput.getRequestBuilder().clearInput();
    refused(noInput, "Update input is not set on request.");
    var noName = good.toBuilder();
    noName.getRequestBuilder().getInputBuilder().clearName();
    refused(noName, "Update name is not set on request.");
    refused(request("w", "x".repeat(1001), COMPLETED), "UpdateId length exceeds limit.");

    var admitted = status(updates.ask("w", "u", ADMITTED));
    assertThat(admitted.getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(admitted.getDescription())
        .isEqualTo(
            "UpdateWorkflowExecution issued asynchronously and waiting on update admitted is not"
                + " supported.");
    assertThat(status(updates.ask("nobody", "u", COMPLETED)).getDescription())
        .isEqualTo("workflow not found for ID: nobody");
    var unknown =
        catchThrowableOfType(
            StatusRuntimeException.class, () -> updates.poll("w", "nothing", COMPLETED));
    assertThat(unknown.getStatus().getDescription()).isEqualTo("update \"nothing\" not found");
    assertThat(types("w")).hasSize(4);
  }

  private void refused(UpdateWorkflowExecutionRequest.Builder request, String text) {
    var status = status(updates.ask(request.build()));
    assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(status.getDescription()).isEqualTo(text);
  }

  @Test
  void the_namespace_says_what_it_can_do() {
    var capabilities =
        client
            .stub()
            .describeNamespace(
                DescribeNamespaceRequest.newBuilder().setNamespace("default").build())
            .getNamespaceInfo()
            .getCapabilities();

    assertThat(capabilities.getSyncUpdate()).isTrue();
    assertThat(capabilities.getAsyncUpdate()).isTrue();
    assertThat(capabilities.getReportedProblemsSearchAttribute()).isTrue();
  }

  private List<String> types(String workflowId) {
    return client.history(workflowId).stream()
        .map(HistoryEvent::getEventType)
        .map(type -> type.name().substring("EVENT_TYPE_".length()))
        .toList();
  }

  private static Status status(Future<?> asked) {
    return Status.fromThrowable(
        catchThrowableOfType(ExecutionException.class, () -> asked.get(10, TimeUnit.SECONDS)));
  }
}
