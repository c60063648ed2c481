package dev.perdure.server;

import static dev.perdure.server.RawClient.execution;
import static dev.perdure.server.RawClient.scheduleActivity;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.FieldMask;
import io.grpc.StatusRuntimeException;
import io.temporal.api.activity.v1.ActivityOptions;
import io.temporal.api.common.v1.Priority;
import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.PauseActivityRequest;
import io.temporal.api.workflowservice.v1.RecordActivityTaskHeartbeatRequest;
import io.temporal.api.workflowservice.v1.ResetActivityRequest;
import io.temporal.api.workflowservice.v1.UnpauseActivityRequest;
import io.temporal.api.workflowservice.v1.UpdateActivityOptionsRequest;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Clients that pause, reset and change activities.
@Timeout(30)
class ActivityInterventionTest {
  @TempDir Path directory;
  private PerdureServer server;
  private RawClient client;

  @BeforeEach
  void start() {
    server = PerdureServer.open(directory.resolve("db"));
    client = new RawClient(server.channel());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void scheduled(String workflowId) {
    client.start(workflowId);
    client.complete(client.pollWorkflowTask().getTaskToken(), scheduleActivity("a"));
  }

  private DescribeWorkflowExecutionResponse describe(String workflowId) {
    return client
        .stub()
        .describeWorkflowExecution(
            DescribeWorkflowExecutionRequest.newBuilder()
                .setNamespace("default")
                .setExecution(execution(workflowId))
                .build());
  }

  private PendingActivityInfo activity(String workflowId) {
    return describe(workflowId).getPendingActivities(0);
  }

  private static PauseActivityRequest.Builder pause(String workflowId) {
    return PauseActivityRequest.newBuilder()
        .setNamespace("default")
        .setExecution(execution(workflowId))
        .setIdentity("me")
        .setReason("why")
        .setId("a");
  }

  private void unpause(String workflowId) {
    client
        .stub()
        .unpauseActivity(
            UnpauseActivityRequest.newBuilder()
                .setNamespace("default")
                .setExecution(execution(workflowId))
                .setUnpauseAll(true)
                .build());
  }

  @Test
  void a_paused_activity_is_given_to_nobody_until_it_goes_on_also_after_a_restart() {
    scheduled("w");

    client.stub().pauseActivity(pause("w").build());
    server.close();
    start();
    scheduled("other");

    assertThat(client.pollActivityTask().getWorkflowExecution().getWorkflowId()).isEqualTo("other");
    assertThat(activity("w").getState())
        .isEqualTo(PendingActivityState.PENDING_ACTIVITY_STATE_PAUSED);
    assertThat(activity("w").getPauseInfo().getManual().getReason()).isEqualTo("why");
    assertThat(
            describe("w")
                .getWorkflowExecutionInfo()
                .getSearchAttributes()
                .getIndexedFieldsOrThrow("TemporalPauseInfo")
                .getData()
                .toStringUtf8())
        .startsWith("[\"property:activityType=");

    unpause("w");

    assertThat(client.pollActivityTask().getWorkflowExecution().getWorkflowId()).isEqualTo("w");
    assertThat(describe("w").getWorkflowExecutionInfo().getSearchAttributes().getIndexedFieldsMap())
        .isEmpty();
  }

  @Test
  void a_running_activity_hears_of_a_pause_and_a_reset_and_may_end() {
    scheduled("w");
    var task = client.pollActivityTask();

    client.stub().pauseActivity(pause("w").build());
    client
        .stub()
        .resetActivity(
            ResetActivityRequest.newBuilder()
                .setNamespace("default")
                .setExecution(execution("w"))
                .setMatchAll(true)
                .setKeepPaused(true)
                .build());
    var heard =
        client
            .stub()
            .recordActivityTaskHeartbeat(
                RecordActivityTaskHeartbeatRequest.newBuilder()
                    .setTaskToken(task.getTaskToken())
                    .build());

    assertThat(heard.getActivityPaused()).isTrue();
    assertThat(heard.getActivityReset()).isTrue();
    assertThat(activity("w").getState())
        .isEqualTo(PendingActivityState.PENDING_ACTIVITY_STATE_PAUSE_REQUESTED);
    client.completeActivity(task.getTaskToken(), "done");
    assertThat(describe("w").getPendingActivitiesCount()).isZero();
  }

  @Test
  void changed_options_hold_for_the_task_that_waits() {
    scheduled("w");

    var changed =
        client
            .stub()
            .updateActivityOptions(
                UpdateActivityOptionsRequest.newBuilder()
                    .setNamespace("default")
                    .setExecution(execution("w"))
                    .setType(activity("w").getActivityType().getName())
                    .setActivityOptions(
                        ActivityOptions.newBuilder()
                            .setStartToCloseTimeout(RawClient.seconds(77))
                            .setPriority(Priority.newBuilder().setPriorityKey(2)))
                    .setUpdateMask(
                        FieldMask.newBuilder()
                            .addPaths("start_to_close_timeout")
                            .addPaths("priority"))
                    .build());
    var task = client.pollActivityTask();

    assertThat(changed.getActivityOptions().getStartToCloseTimeout().getSeconds()).isEqualTo(77);
    assertThat(task.getStartToCloseTimeout().getSeconds()).isEqualTo(77);
    assertThat(task.getPriority().getPriorityKey()).isEqualTo(2);
  }

  @Test
  void what_is_not_said_is_refused() {
    assertThatThrownBy(() -> client.stub().pauseActivity(pause("").build()))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessage("INVALID_ARGUMENT: WorkflowId is not set on request.");
    assertThatThrownBy(() -> client.stub().pauseActivity(pause("w").clearActivity().build()))
        .hasMessage(
            "INVALID_ARGUMENT: Either Activity.Id or Activity.Type should be set on request.");
    assertThatThrownBy(() -> client.stub().pauseActivity(pause("w").build()))
        .hasMessage("NOT_FOUND: workflow not found for ID: w");
    client.start("w");
    assertThatThrownBy(() -> client.stub().pauseActivity(pause("w").build()))
        .hasMessage(
            "NOT_FOUND: Can't find pending activity with such ID. Invalid activityID or activity"
                + " already completed");
  }
}
