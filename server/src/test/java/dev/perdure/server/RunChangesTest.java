package dev.perdure.server;

import static dev.perdure.server.RawClient.completeWorkflow;
import static dev.perdure.server.RawClient.execution;
import static dev.perdure.server.RawClient.scheduleActivity;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.FieldMask;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.command.v1.Command;
import io.temporal.api.command.v1.ContinueAsNewWorkflowExecutionCommandAttributes;
import io.temporal.api.common.v1.Priority;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflow.v1.VersioningOverride;
import io.temporal.api.workflow.v1.WorkflowExecutionOptions;
import io.temporal.api.workflowservice.v1.DeleteWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryReverseRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryReverseResponse;
import io.temporal.api.workflowservice.v1.ResetWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.UpdateWorkflowExecutionOptionsRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Resets, deletes, changed options and reversed histories over gRPC, also across restarts.
@Timeout(60)
class RunChangesTest {
  @TempDir private Path directory;
  private PerdureServer server;
  private RawClient client;

  @BeforeEach
  void start() {
    server = PerdureServer.open(directory.resolve("test.db"));
    client = new RawClient(server.channel());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void restart() {
    stop();
    start();
  }

  private String reset(String runId, long point, String requestId) {
    return client
        .stub()
        .resetWorkflowExecution(resetRequest(runId, point, requestId).build())
        .getRunId();
  }

  private static ResetWorkflowExecutionRequest.Builder resetRequest(
      String runId, long point, String requestId) {
    return ResetWorkflowExecutionRequest.newBuilder()
        .setNamespace("default")
        .setWorkflowExecution(run(runId))
        .setReason("why")
        .setRequestId(requestId)
        .setWorkflowTaskFinishEventId(point);
  }

  private static WorkflowExecution run(String runId) {
    return execution("w").toBuilder().setRunId(runId).build();
  }

  private void delete(String runId) {
    var _ =
        client
            .stub()
            .deleteWorkflowExecution(
                DeleteWorkflowExecutionRequest.newBuilder()
                    .setNamespace("default")
                    .setWorkflowExecution(run(runId))
                    .build());
  }

  private DescribeWorkflowExecutionResponse describe(String runId) {
    return client
        .stub()
        .describeWorkflowExecution(
            DescribeWorkflowExecutionRequest.newBuilder()
                .setNamespace("default")
                .setExecution(run(runId))
                .build());
  }

  private static void assertRefused(ThrowingCallable call, Status.Code code, String text) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(code);
              assertThat(e.getStatus().getDescription()).isEqualTo(text);
            });
  }

  private void completeTask(Command... commands) {
    client.complete(client.pollWorkflowTask().getTaskToken(), commands);
  }

  private static Command continueAsNew() {
    return Command.newBuilder()
        .setCommandType(CommandType.COMMAND_TYPE_CONTINUE_AS_NEW_WORKFLOW_EXECUTION)
        .setContinueAsNewWorkflowExecutionCommandAttributes(
            ContinueAsNewWorkflowExecutionCommandAttributes.getDefaultInstance())
        .build();
  }

  @Test
  void a_run_goes_on_from_an_earlier_point_with_its_signals_and_activities() {
    var first = client.start("w");
    completeTask(scheduleActivity("a"));
    client.signal("w", "go");
    completeTask();

    var second = reset("", 8, "once");

    assertThat(reset("", 8, "once")).isEqualTo(second);
    assertThat(describe(first).getWorkflowExtendedInfo().getResetRunId()).isEqualTo(second);
    restart();
    var described = describe("");
    assertThat(described.getWorkflowExecutionInfo().getExecution().getRunId()).isEqualTo(second);
    assertThat(described.getWorkflowExecutionInfo().getFirstRunId()).isEqualTo(first);
    assertThat(described.getWorkflowExtendedInfo().hasLastResetTime()).isTrue();
    assertThat(client.wholeHistory("w"))
        .extracting(HistoryEvent::getEventType)
        .containsExactly(
            EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
            EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED,
            EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED,
            EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED,
            EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED,
            EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
            EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED,
            EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED,
            EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED,
            EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED);
    var activity = client.pollActivityTask();
    assertThat(activity.getWorkflowExecution().getRunId()).isEqualTo(second);
    client.completeActivity(activity.getTaskToken(), "done");
    completeTask(completeWorkflow("42"));
    assertThat(describe("").getWorkflowExecutionInfo().getStatus())
        .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED);
  }

  @Test
  void an_older_closed_run_is_reset_with_what_came_to_those_after_it() {
    var first = client.start("w");
    client.signal("w", "one");
    completeTask(continueAsNew());
    client.signal("w", "two");
    completeTask(continueAsNew());
    client.signal("w", "three");
    restart();

    var last = reset(first, 3, "r");

    assertThat(client.wholeHistory("w"))
        .filteredOn(HistoryEvent::hasWorkflowExecutionSignaledEventAttributes)
        .extracting(event -> event.getWorkflowExecutionSignaledEventAttributes().getSignalName())
        .containsExactly("one", "two", "three");
    restart();
    assertThat(describe(first).getWorkflowExtendedInfo().getResetRunId()).isEqualTo(last);
    completeTask(completeWorkflow("42"));
  }

  @Test
  void a_reset_that_cannot_be_is_refused_and_changes_nothing() {
    client.start("w");
    var before = client.wholeHistory("w");

    assertRefused(
        () -> reset("", 0, "r"),
        Status.Code.INVALID_ARGUMENT,
        "Workflow task finish ID must be > 1 && <= workflow last event ID.");
    assertRefused(
        () -> reset("", 2, "r"),
        Status.Code.INVALID_ARGUMENT,
        "StateRebuilder unable to Rebuild mutable state to event ID: 1, version: 0, this event must"
            + " be at the boundary");
    assertRefused(
        () -> reset("", 2, ""), Status.Code.INVALID_ARGUMENT, "RequestId is not set on request.");
    var nobody = "00000000-0000-0000-0000-000000000000";
    assertRefused(
        () -> reset(nobody, 2, "r"),
        Status.Code.NOT_FOUND,
        "workflow execution not found for workflow ID \"w\" and run ID \"" + nobody + "\"");
    assertThat(client.wholeHistory("w")).isEqualTo(before);
  }

  @Test
  void a_deleted_run_is_gone_for_good_and_its_id_is_free() {
    var closed = client.start("w");
    completeTask(completeWorkflow("1"));

    delete("");

    assertGone(closed);
    restart();
    assertGone(closed);
    var next = client.start("w");
    assertThat(describe("").getWorkflowExecutionInfo().getExecution().getRunId()).isEqualTo(next);
    assertRefused(
        () -> delete(closed),
        Status.Code.NOT_FOUND,
        "workflow execution not found for workflow ID \"w\" and run ID \"" + closed + "\"");
  }

  private void assertGone(String runId) {
    assertRefused(() -> describe(""), Status.Code.NOT_FOUND, "workflow not found for ID: w");
    var text = "workflow execution not found for workflow ID \"w\" and run ID \"" + runId + "\"";
    assertRefused(() -> describe(runId), Status.Code.NOT_FOUND, text);
    assertRefused(() -> reversed(runId, 10), Status.Code.NOT_FOUND, text);
  }

  @Test
  void an_open_run_is_terminated_before_it_is_deleted_and_who_waits_for_it_hears_of_that() {
    var runId = client.start("w");
    var ended = CompletableFuture.supplyAsync(() -> client.closeEvent("w"));
    while (client.pollWorkflowTask().getTaskToken().isEmpty()) {
      // The task is on its way.
    }

    // The waiting call has reached the server once its own answer to another one has: both look.
    assertThat(client.history("w")).hasSize(3);
    delete(runId);

    assertGone(runId);
    assertThat(ended)
        .succeedsWithin(java.time.Duration.ofSeconds(30))
        .satisfies(
            event ->
                assertThat(event.getWorkflowExecutionTerminatedEventAttributes().getReason())
                    .isEqualTo("Delete workflow execution"));
  }

  @Test
  void an_older_run_is_deleted_alone() {
    var first = client.start("w");
    completeTask(continueAsNew());

    delete(first);
    restart();

    assertRefused(
        () -> describe(first),
        Status.Code.NOT_FOUND,
        "workflow execution not found for workflow ID \"w\" and run ID \"" + first + "\"");
    completeTask(completeWorkflow("1"));
  }

  @Test
  void options_are_changed_and_shown() {
    client.start("w");
    var options =
        WorkflowExecutionOptions.newBuilder()
            .setPriority(Priority.newBuilder().setPriorityKey(2))
            .setVersioningOverride(VersioningOverride.newBuilder().setAutoUpgrade(true))
            .build();
    var request =
        UpdateWorkflowExecutionOptionsRequest.newBuilder()
            .setNamespace("default")
            .setWorkflowExecution(execution("w"))
            .setWorkflowExecutionOptions(options);

    var reply =
        client
            .stub()
            .updateWorkflowExecutionOptions(
                request.setUpdateMask(mask("priority", "versioning_override")).build());

    assertThat(reply.getWorkflowExecutionOptions()).isEqualTo(options);
    restart();
    var info = describe("").getWorkflowExecutionInfo();
    assertThat(info.getPriority().getPriorityKey()).isEqualTo(2);
    assertThat(info.getVersioningInfo().getVersioningOverride().getAutoUpgrade()).isTrue();
    assertRefused(
        () ->
            client
                .stub()
                .updateWorkflowExecutionOptions(request.setUpdateMask(mask("nothing")).build()),
        Status.Code.INVALID_ARGUMENT,
        "error parsing UpdateMask: proto: invalid path \"nothing\" for message"
            + " \"temporal.api.workflow.v1.WorkflowExecutionOptions\"");
    assertRefused(
        () -> client.stub().updateWorkflowExecutionOptions(request.clearUpdateMask().build()),
        Status.Code.INVALID_ARGUMENT,
        "UpdateMask is required");
  }

  private static FieldMask mask(String... paths) {
    return FieldMask.newBuilder().addAllPaths(List.of(paths)).build();
  }

  private List<HistoryEvent> reversed(String runId, int pageSize) {
    var events = new ArrayList<HistoryEvent>();
    var request =
        GetWorkflowExecutionHistoryReverseRequest.newBuilder()
            .setNamespace("default")
            .setExecution(run(runId))
            .setMaximumPageSize(pageSize);
    GetWorkflowExecutionHistoryReverseResponse page;
    do {
      page = client.stub().getWorkflowExecutionHistoryReverse(request.build());
      assertThat(page.getHistory().getEventsCount()).isBetween(1, pageSize);
      events.addAll(page.getHistory().getEventsList());
      request.setNextPageToken(page.getNextPageToken());
    } while (!page.getNextPageToken().isEmpty());
    return events;
  }

  @Test
  void a_history_is_read_from_its_end() {
    client.start("w");
    for (int i = 0; i < 5; i++) {
      client.signal("w", "s" + i);
    }

    assertThat(reversed("", 3)).isEqualTo(client.wholeHistory("w").reversed());
    completeTask(completeWorkflow("1"));
    restart();
    assertThat(reversed("", 3)).isEqualTo(client.wholeHistory("w").reversed());
  }

  @Test
  void a_page_token_outlives_a_restart_and_the_end_of_its_run() {
    client.start("w");
    for (int i = 0; i < 5; i++) {
      client.signal("w", "s" + i);
    }
    var forward = RawClient.historyRequest("w").setMaximumPageSize(4);
    var reverse =
        GetWorkflowExecutionHistoryReverseRequest.newBuilder()
            .setNamespace("default")
            .setExecution(execution("w"))
            .setMaximumPageSize(4);
    var firstPage = client.stub().getWorkflowExecutionHistory(forward.build());
    var lastPage = client.stub().getWorkflowExecutionHistoryReverse(reverse.build());

    completeTask(completeWorkflow("1"));
    restart();
    client.start("w");

    assertThat(
            client
                .stub()
                .getWorkflowExecutionHistory(
                    forward.setNextPageToken(firstPage.getNextPageToken()).build())
                .getHistory()
                .getEventsList())
        .extracting(HistoryEvent::getEventId)
        .containsExactly(5L, 6L, 7L, 8L);
    assertThat(
            client
                .stub()
                .getWorkflowExecutionHistoryReverse(
                    reverse.setNextPageToken(lastPage.getNextPageToken()).build())
                .getHistory()
                .getEventsList())
        .extracting(HistoryEvent::getEventId)
        .containsExactly(3L, 2L, 1L);
    assertRefused(
        () ->
            client
                .stub()
                .getWorkflowExecutionHistoryReverse(
                    reverse.setNextPageToken(ByteString.copyFromUtf8("no token")).build()),
        Status.Code.INVALID_ARGUMENT,
        "Invalid NextPageToken.");
    assertRefused(
        () ->
            client
                .stub()
                .getWorkflowExecutionHistoryReverse(
                    reverse
                        .setExecution(run("00000000-0000-0000-0000-000000000000"))
                        .setNextPageToken(lastPage.getNextPageToken())
                        .build()),
        Status.Code.INVALID_ARGUMENT,
        "RunId in the request does not match the NextPageToken.");
  }
}
