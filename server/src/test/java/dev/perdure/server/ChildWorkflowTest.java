package dev.perdure.server;

import static dev.perdure.server.OtherWorkflows.requestCancel;
import static dev.perdure.server.OtherWorkflows.signal;
import static dev.perdure.server.OtherWorkflows.startChild;
import static dev.perdure.server.RawClient.completeWorkflow;
import static dev.perdure.server.RawClient.seconds;
import static dev.perdure.server.RawClient.startTimer;
import static io.temporal.api.enums.v1.EventType.EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_COMPLETED;
import static io.temporal.api.enums.v1.EventType.EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_STARTED;
import static io.temporal.api.enums.v1.EventType.EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_CANCEL_REQUESTED;
import static io.temporal.api.enums.v1.EventType.EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_SIGNALED;
import static io.temporal.api.enums.v1.EventType.EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED;
import static io.temporal.api.enums.v1.EventType.EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_FAILED;
import static io.temporal.api.enums.v1.EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED;
import static io.temporal.api.enums.v1.ParentClosePolicy.PARENT_CLOSE_POLICY_ABANDON;
import static io.temporal.api.enums.v1.ParentClosePolicy.PARENT_CLOSE_POLICY_REQUEST_CANCEL;
import static io.temporal.api.enums.v1.ParentClosePolicy.PARENT_CLOSE_POLICY_TERMINATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.api.command.v1.Command;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import java.nio.file.Path;
import java.util.HashSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Children, and signals and cancel requests to other workflows, through a real server; and what is
/// owed to others when a server was killed.
class ChildWorkflowTest {
  private static final String IDLE = "nobody-polls-this";

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

  @Test
  void a_parent_gets_its_childs_result() {
    var parentRun = client.start("parent");
    completeTask("parent", startChild("child", RawClient.QUEUE, PARENT_CLOSE_POLICY_TERMINATE));
    var child = poll("child");
    assertThat(child.getHistory().getEvents(0).getWorkflowExecutionStartedEventAttributes())
        .satisfies(
            started -> {
              assertThat(started.getParentWorkflowExecution().getWorkflowId()).isEqualTo("parent");
              assertThat(started.getParentWorkflowExecution().getRunId()).isEqualTo(parentRun);
              assertThat(started.getRootWorkflowExecution().getRunId()).isEqualTo(parentRun);
              assertThat(started.getParentWorkflowNamespace()).isEqualTo("default");
            });
    var pending = describe("parent").getPendingChildren(0);
    assertThat(pending.getWorkflowId()).isEqualTo("child");
    assertThat(pending.getRunId()).isEqualTo(child.getWorkflowExecution().getRunId());
    assertThat(pending.getParentClosePolicy()).isEqualTo(PARENT_CLOSE_POLICY_TERMINATE);

    client.complete(child.getTaskToken(), completeWorkflow("result"));

    var closed = await("parent", EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_COMPLETED);
    assertThat(closed.getChildWorkflowExecutionCompletedEventAttributes().getResult())
        .isEqualTo(RawClient.payloads("result"));
    assertThat(describe("parent").getPendingChildrenCount()).isZero();
    var info = describe("child").getWorkflowExecutionInfo();
    assertThat(info.getParentExecution().getRunId()).isEqualTo(parentRun);
    assertThat(info.getRootExecution().getWorkflowId()).isEqualTo("parent");
  }

  @Test
  void an_id_that_is_taken_fails_the_start_only() {
    client.start("taken");
    client.complete(poll("taken").getTaskToken(), startTimer("t", seconds(60)));
    client.start("parent");
    completeTask("parent", startChild("taken", RawClient.QUEUE, PARENT_CLOSE_POLICY_TERMINATE));

    await("parent", EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_FAILED);
    client.complete(poll("parent").getTaskToken(), completeWorkflow("done"));

    assertThat(client.closeEvent("parent").getEventType())
        .isEqualTo(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED);
  }

  @Test
  void a_thousand_children_start_and_follow_their_parent() {
    client.start("parent");
    var commands = new Command[1_000];
    for (int i = 0; i < commands.length; i++) {
      commands[i] = startChild("child-" + i, IDLE, PARENT_CLOSE_POLICY_TERMINATE);
    }
    completeTask("parent", commands);
    client.awaitHistory(
        "parent",
        events ->
            events.stream()
                    .filter(e -> e.getEventType() == EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_STARTED)
                    .count()
                == commands.length);

    client.terminate("parent");

    for (int i = 0; i < commands.length; i++) {
      var closing = client.closeEvent("child-" + i);
      assertThat(closing.getWorkflowExecutionTerminatedEventAttributes().getReason())
          .isEqualTo("by parent close policy");
    }
  }

  @Test
  void signals_and_cancel_requests_reach_other_workflows_once() {
    client.start("other");
    client.complete(poll("other").getTaskToken(), startTimer("t", seconds(60)));
    client.start("sender");
    completeTask("sender", signal("other", "hello"), signal("nobody", "x"), requestCancel("other"));

    await("sender", EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_SIGNALED);
    await("sender", EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED);
    await("sender", EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_CANCEL_REQUESTED);

    assertThat(client.history("other"))
        .extracting(HistoryEvent::getEventType)
        .containsOnlyOnce(
            EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
            EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED);
  }

  @Test
  void a_killed_server_starts_the_children_and_sends_the_signals_that_it_owed() {
    stop();
    try (var killed = killed()) {
      killed.start("other");
      killed.start("parent");
      killed.complete(
          "parent",
          startChild("child", RawClient.QUEUE, PARENT_CLOSE_POLICY_TERMINATE),
          signal("other", "hello"),
          requestCancel("other"));
    }

    start();

    await("parent", EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_STARTED);
    await("parent", EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_SIGNALED);
    await("parent", EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_CANCEL_REQUESTED);
    client.complete(poll("child").getTaskToken(), completeWorkflow("done"));
    await("parent", EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_COMPLETED);
  }

  @Test
  void a_child_whose_parent_did_not_hear_of_it_begins_after_a_kill() {
    stop();
    try (var killed = killed()) {
      killed.start("parent");
      killed.complete(
          "parent", startChild("child", RawClient.QUEUE, PARENT_CLOSE_POLICY_TERMINATE));
      killed.deliver();
    }

    start();

    client.complete(poll("child").getTaskToken(), completeWorkflow("done"));
    await("parent", EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_COMPLETED);
  }

  @Test
  void a_child_that_had_ended_is_reported_after_a_kill() {
    stop();
    try (var killed = killed()) {
      killed.start("parent");
      killed.complete(
          "parent", startChild("child", RawClient.QUEUE, PARENT_CLOSE_POLICY_TERMINATE));
      killed.deliver();
      killed.deliver();
      killed.deliver();
      killed.complete("child", completeWorkflow("result"));
    }

    start();

    assertThat(
            await("parent", EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_COMPLETED)
                .getChildWorkflowExecutionCompletedEventAttributes()
                .getResult())
        .isEqualTo(RawClient.payloads("result"));
  }

  @Test
  void children_follow_a_parent_that_had_closed_before_a_kill() {
    stop();
    try (var killed = killed()) {
      killed.start("parent");
      killed.complete(
          "parent",
          startChild("terminated", IDLE, PARENT_CLOSE_POLICY_TERMINATE),
          startChild("canceled", IDLE, PARENT_CLOSE_POLICY_REQUEST_CANCEL),
          startChild("abandoned", IDLE, PARENT_CLOSE_POLICY_ABANDON));
      killed.deliver();
      killed.deliver();
      killed.deliver();
      // The run is replaced twice before anybody has heard of its end.
      killed.complete("parent", OtherWorkflows.continueAsNew());
      killed.complete("parent", completeWorkflow("done"));
      killed.start("parent");
    }

    start();

    assertThat(client.closeEvent("terminated").getEventType())
        .isEqualTo(EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED);
    await("canceled", EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED);
    assertThat(describe("abandoned").getWorkflowExecutionInfo().hasCloseTime()).isFalse();
    // Nothing is owed any more: another start of the server has nothing to tell.
    stop();
    start();
    assertThat(client.history("canceled")).hasSize(3);
  }

  private OwedMessages killed() {
    return new OwedMessages(directory.resolve("test.db"));
  }

  private HistoryEvent await(String workflowId, EventType type) {
    return client
        .awaitHistory(workflowId, events -> events.stream().anyMatch(e -> e.getEventType() == type))
        .stream()
        .filter(e -> e.getEventType() == type)
        .findFirst()
        .orElseThrow();
  }

  /// The next workflow task, which must be of this workflow.
  private PollWorkflowTaskQueueResponse poll(String workflowId) {
    var others = new HashSet<String>();
    while (true) {
      var task = client.pollWorkflowTask();
      if (task.getWorkflowExecution().getWorkflowId().equals(workflowId)) {
        return task;
      }
      assertThat(others.add(task.getWorkflowExecution().getWorkflowId())).isTrue();
      client.complete(task.getTaskToken(), startTimer("wait", seconds(60)));
    }
  }

  private void completeTask(String workflowId, Command... commands) {
    client.complete(poll(workflowId).getTaskToken(), commands);
  }

  private DescribeWorkflowExecutionResponse describe(String workflowId) {
    return client
        .stub()
        .describeWorkflowExecution(
            DescribeWorkflowExecutionRequest.newBuilder()
                .setNamespace("default")
                .setExecution(RawClient.execution(workflowId))
                .build());
  }
}
