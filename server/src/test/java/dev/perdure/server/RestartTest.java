package dev.perdure.server;

import static dev.perdure.server.RawClient.completeWorkflow;
import static dev.perdure.server.RawClient.scheduleActivity;
import static dev.perdure.server.RawClient.seconds;
import static dev.perdure.server.RawClient.startTimer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Duration;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueResponse;
import io.temporal.api.workflowservice.v1.RecordActivityTaskHeartbeatRequest;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What comes back when the server is started again on the same file. Workers call over TCP, so
/// they outlive the server.
class RestartTest {
  @TempDir private Path directory;
  private PerdureServer server;
  private ManagedChannel channel;
  private RawClient client;

  @BeforeEach
  void start() {
    server = PerdureServer.open(directory.resolve("test.db"), ServerOptions.defaults().withPort(0));
    channel = NettyChannelBuilder.forAddress(server.address().orElseThrow()).usePlaintext().build();
    client = new RawClient(channel);
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.close();
  }

  private void restart() {
    stop();
    start();
  }

  @Test
  void a_workflow_task_that_nobody_took_is_offered_again() {
    client.start("w");

    restart();
    var task = client.pollWorkflowTask();

    assertThat(task.getWorkflowExecution().getWorkflowId()).isEqualTo("w");
    client.complete(task.getTaskToken(), completeWorkflow("done"));
    assertThat(client.closeEvent("w").getEventType())
        .isEqualTo(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED);
  }

  @Test
  void the_token_of_a_workflow_task_stays_valid() {
    client.start("w");
    var task = client.pollWorkflowTask();

    restart();
    client.complete(task.getTaskToken(), completeWorkflow("done"));

    assertThat(client.closeEvent("w").getEventType())
        .isEqualTo(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED);
  }

  @Test
  void acknowledged_updates_are_still_known() throws Exception {
    var updates = new RawUpdates(channel);
    client.start("w");
    client.complete(client.pollWorkflowTask().getTaskToken());
    var done = updates.ask("w", "done", RawUpdates.COMPLETED);
    var first = client.pollWorkflowTask();
    updates.complete(
        first.getTaskToken(),
        List.of(RawUpdates.accept(first.getMessages(0)), RawUpdates.respond("done", "42")));
    done.get(10, TimeUnit.SECONDS);
    var accepted = updates.ask("w", "accepted", RawUpdates.ACCEPTED);
    var second = client.pollWorkflowTask();
    updates.complete(second.getTaskToken(), List.of(RawUpdates.accept(second.getMessages(0))));
    accepted.get(10, TimeUnit.SECONDS);
    var lost = updates.ask("w", "lost", RawUpdates.COMPLETED);
    var third = client.pollWorkflowTask();

    restart();
    var again = new RawUpdates(channel);

    assertThat(again.poll("w", "done", RawUpdates.COMPLETED).getOutcome().getSuccess())
        .isEqualTo(RawClient.payloads("42"));
    assertThat(again.poll("w", "accepted", RawUpdates.ACCEPTED).getStage())
        .isEqualTo(RawUpdates.ACCEPTED);
    assertThat(lost).failsWithin(10, TimeUnit.SECONDS);
    assertThatThrownBy(
            () ->
                again.complete(
                    third.getTaskToken(), List.of(RawUpdates.accept(third.getMessages(0)))))
        .hasMessageContaining("Workflow task not found.");
    var repeated = again.ask("w", "lost", RawUpdates.COMPLETED);
    var fourth = client.pollWorkflowTask();
    again.complete(
        fourth.getTaskToken(),
        List.of(
            RawUpdates.accept(fourth.getMessages(0)),
            RawUpdates.respond("lost", "found"),
            RawUpdates.respond("accepted", "late")));
    assertThat(repeated.get(10, TimeUnit.SECONDS).getOutcome().getSuccess())
        .isEqualTo(RawClient.payloads("found"));
    assertThat(again.poll("w", "accepted", RawUpdates.COMPLETED).getOutcome().getSuccess())
        .isEqualTo(RawClient.payloads("late"));
  }

  @Test
  void an_activity_that_nobody_took_is_offered_again() {
    runUntilActivity();

    restart();
    var activity = client.pollActivityTask();

    assertThat(activity.getActivityId()).isEqualTo("a");
    finish(activity);
  }

  @Test
  void the_token_of_an_activity_stays_valid_and_its_heartbeat_is_kept() {
    runUntilActivity();
    var activity = client.pollActivityTask();
    var _ =
        client
            .stub()
            .recordActivityTaskHeartbeat(
                RecordActivityTaskHeartbeatRequest.newBuilder()
                    .setNamespace("default")
                    .setTaskToken(activity.getTaskToken())
                    .setDetails(RawClient.payloads("half"))
                    .build());

    restart();

    var pending =
        client
            .stub()
            .describeWorkflowExecution(
                DescribeWorkflowExecutionRequest.newBuilder()
                    .setNamespace("default")
                    .setExecution(RawClient.execution("w"))
                    .build())
            .getPendingActivities(0);
    assertThat(pending.getHeartbeatDetails()).isEqualTo(RawClient.payloads("half"));
    finish(activity);
  }

  @Test
  void a_timer_that_came_due_meanwhile_fires() {
    client.start("w");
    var first = client.pollWorkflowTask();
    client.complete(
        first.getTaskToken(), startTimer("t", Duration.newBuilder().setNanos(50_000_000).build()));

    restart();
    var second = client.pollWorkflowTask();

    assertThat(second.getHistory().getEventsList())
        .anyMatch(event -> event.getEventType() == EventType.EVENT_TYPE_TIMER_FIRED);
    client.complete(second.getTaskToken(), completeWorkflow("done"));
    assertThat(client.closeEvent("w").getEventType())
        .isEqualTo(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED);
  }

  @Test
  void a_timer_that_is_not_due_yet_fires_when_it_is() {
    client.start("w");
    var first = client.pollWorkflowTask();
    client.complete(first.getTaskToken(), startTimer("t", seconds(2)));

    restart();
    var second = client.pollWorkflowTask();

    assertThat(second.getHistory().getEventsList())
        .anyMatch(event -> event.getEventType() == EventType.EVENT_TYPE_TIMER_FIRED);
  }

  @Test
  void histories_of_open_and_closed_runs_are_the_same_as_before() {
    runUntilActivity();
    client.start("closed");
    client.complete(client.pollWorkflowTask().getTaskToken(), completeWorkflow("done"));
    var open = client.history("w");
    var closed = client.history("closed");

    restart();

    assertThat(client.history("w")).isEqualTo(open);
    assertThat(client.history("closed")).isEqualTo(closed);
  }

  @Test
  void a_start_that_is_repeated_is_recognised() {
    var request = RawClient.startRequest("w").build();
    var run = client.stub().startWorkflowExecution(request).getRunId();

    restart();

    assertThat(client.stub().startWorkflowExecution(request).getRunId()).isEqualTo(run);
  }

  @Test
  void more_open_workflows_than_are_read_at_a_time_come_back() {
    for (int i = 0; i < 700; i++) {
      client.start("task" + i);
    }
    for (int i = 0; i < 700; i++) {
      var task = client.pollWorkflowTask();
      client.complete(task.getTaskToken(), startTimer("t", seconds(3)));
    }
    for (int i = 0; i < 700; i++) {
      client.start("more" + i);
    }

    restart();

    var seen = new HashSet<String>();
    while (seen.size() < 1_400) {
      var task = client.pollWorkflowTask();
      assertThat(seen.add(task.getWorkflowExecution().getWorkflowId())).isTrue();
      client.complete(task.getTaskToken(), completeWorkflow("done"));
    }
  }

  private void runUntilActivity() {
    client.start("w");
    var first = client.pollWorkflowTask();
    client.complete(first.getTaskToken(), scheduleActivity("a"));
  }

  private void finish(PollActivityTaskQueueResponse activity) {
    client.completeActivity(activity.getTaskToken(), "result");
    var task = client.pollWorkflowTask();
    client.complete(task.getTaskToken(), completeWorkflow("done"));
    assertThat(client.closeEvent("w").getEventType())
        .isEqualTo(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED);
  }
}
