package dev.perdure.server;

import static dev.perdure.server.RawClient.execution;
import static dev.perdure.server.RawClient.payloads;
import static dev.perdure.server.RawClient.startRequest;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.temporal.api.command.v1.Command;
import io.temporal.api.command.v1.ScheduleActivityTaskCommandAttributes;
import io.temporal.api.command.v1.StartChildWorkflowExecutionCommandAttributes;
import io.temporal.api.common.v1.ActivityType;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.SearchAttributes;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.CountWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.PauseActivityRequest;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueRequest;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import io.temporal.api.workflowservice.v1.RegisterNamespaceRequest;
import java.util.List;

/// What the files of schema version 2 have besides: a child and its parent, a paused activity, a
/// cron schedule, another namespace; and those of version 3, a search attribute.
final class KeptMore {
  private static final TaskQueue QUEUE = TaskQueue.newBuilder().setName("more").build();

  private final RawClient client;

  KeptMore(RawClient client) {
    this.client = client;
  }

  void leave() {
    var stub = client.stub();
    var _ =
        stub.registerNamespace(
            RegisterNamespaceRequest.newBuilder()
                .setNamespace("second")
                .setDescription("kept")
                .setWorkflowExecutionRetentionPeriod(RawClient.seconds(86_400))
                .build());
    var _ =
        stub.startWorkflowExecution(
            startRequest("cron").setTaskQueue(QUEUE).setCronSchedule("0 0 1 1 *").build());
    var _ =
        stub.startWorkflowExecution(
            startRequest("parent")
                .setTaskQueue(QUEUE)
                .setSearchAttributes(
                    SearchAttributes.newBuilder()
                        .putIndexedFields(
                            "BatcherUser",
                            Payload.newBuilder()
                                .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
                                .setData(ByteString.copyFromUtf8("\"ada\""))
                                .build()))
                .build());
    client.complete(poll().getTaskToken(), startChild(), scheduleActivity());
    // The child's first task and the parent's second one come in any order.
    for (int i = 0; i < 2; i++) {
      client.complete(poll().getTaskToken());
    }
    var _ =
        stub.pauseActivity(
            PauseActivityRequest.newBuilder()
                .setNamespace("default")
                .setExecution(execution("parent"))
                .setId("paused")
                .build());
  }

  void checkAttributes() {
    assertThat(ids("BatcherUser = 'ada'")).containsExactly("parent");
  }

  void check() {
    var parent = describe("parent");
    assertThat(parent.getPendingChildrenList())
        .singleElement()
        .satisfies(child -> assertThat(child.getWorkflowId()).isEqualTo("child"));
    assertThat(parent.getPendingActivitiesList())
        .singleElement()
        .satisfies(
            activity ->
                assertThat(activity.getState())
                    .isEqualTo(PendingActivityState.PENDING_ACTIVITY_STATE_PAUSED));
    assertThat(ids("ParentWorkflowId = 'parent'")).containsExactly("child");
    assertThat(ids("RootWorkflowId = 'parent'")).containsExactly("child", "parent");
    assertThat(ids("WorkflowId = 'cron' AND ExecutionTime > '2026-12-01T00:00:00Z'"))
        .containsExactly("cron");
    assertThat(
            client
                .stub()
                .countWorkflowExecutions(
                    CountWorkflowExecutionsRequest.newBuilder()
                        .setNamespace("default")
                        .setQuery("WorkflowType != 'Scheduled'")
                        .build())
                .getCount())
        .isEqualTo(6);
    var second =
        client
            .stub()
            .describeNamespace(
                DescribeNamespaceRequest.newBuilder().setNamespace("second").build());
    assertThat(second.getNamespaceInfo().getDescription()).isEqualTo("kept");
    client.terminate("child");
    assertThat(poll().getHistory().getEventsList())
        .extracting(HistoryEvent::getEventType)
        .contains(EventType.EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_TERMINATED);
  }

  private List<String> ids(String query) {
    return client
        .stub()
        .listWorkflowExecutions(
            ListWorkflowExecutionsRequest.newBuilder()
                .setNamespace("default")
                .setQuery(query)
                .build())
        .getExecutionsList()
        .stream()
        .map(WorkflowExecutionInfo::getExecution)
        .map(execution -> execution.getWorkflowId())
        .toList();
  }

  private PollWorkflowTaskQueueResponse poll() {
    return client
        .stub()
        .pollWorkflowTaskQueue(
            PollWorkflowTaskQueueRequest.newBuilder()
                .setNamespace("default")
                .setTaskQueue(QUEUE)
                .setIdentity("worker")
                .build());
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

  private static Command startChild() {
    return Command.newBuilder()
        .setCommandType(CommandType.COMMAND_TYPE_START_CHILD_WORKFLOW_EXECUTION)
        .setStartChildWorkflowExecutionCommandAttributes(
            StartChildWorkflowExecutionCommandAttributes.newBuilder()
                .setWorkflowId("child")
                .setWorkflowType(WorkflowType.newBuilder().setName("Child"))
                .setTaskQueue(QUEUE)
                .setInput(payloads("in")))
        .build();
  }

  private static Command scheduleActivity() {
    return Command.newBuilder()
        .setCommandType(CommandType.COMMAND_TYPE_SCHEDULE_ACTIVITY_TASK)
        .setScheduleActivityTaskCommandAttributes(
            ScheduleActivityTaskCommandAttributes.newBuilder()
                .setActivityId("paused")
                .setActivityType(ActivityType.newBuilder().setName("Act"))
                .setTaskQueue(QUEUE)
                .setStartToCloseTimeout(RawClient.seconds(60)))
        .build();
  }
}
