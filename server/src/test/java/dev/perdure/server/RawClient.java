package dev.perdure.server;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import io.grpc.Channel;
import io.temporal.api.command.v1.Command;
import io.temporal.api.command.v1.CompleteWorkflowExecutionCommandAttributes;
import io.temporal.api.command.v1.RecordMarkerCommandAttributes;
import io.temporal.api.command.v1.ScheduleActivityTaskCommandAttributes;
import io.temporal.api.command.v1.StartTimerCommandAttributes;
import io.temporal.api.common.v1.ActivityType;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.enums.v1.HistoryEventFilterType;
import io.temporal.api.enums.v1.TaskQueueKind;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.query.v1.WorkflowQuery;
import io.temporal.api.taskqueue.v1.StickyExecutionAttributes;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryResponse;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueRequest;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueResponse;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueRequest;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import io.temporal.api.workflowservice.v1.QueryWorkflowRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedResponse;
import io.temporal.api.workflowservice.v1.SignalWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.TerminateWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// A client and a worker made of raw calls.
final class RawClient {
  static final String QUEUE = "work";

  private final WorkflowServiceBlockingStub stub;

  RawClient(Channel channel) {
    stub = WorkflowServiceGrpc.newBlockingStub(channel);
  }

  WorkflowServiceBlockingStub stub() {
    return stub.withDeadlineAfter(20, TimeUnit.SECONDS);
  }

  /// Starts a workflow.
  ///
  /// @return the run id
  String start(String workflowId) {
    return stub().startWorkflowExecution(startRequest(workflowId).build()).getRunId();
  }

  static StartWorkflowExecutionRequest.Builder startRequest(String workflowId) {
    return StartWorkflowExecutionRequest.newBuilder()
        .setNamespace("default")
        .setWorkflowId(workflowId)
        .setRequestId(UUID.randomUUID().toString())
        .setWorkflowType(WorkflowType.newBuilder().setName("Test"))
        .setTaskQueue(TaskQueue.newBuilder().setName(QUEUE));
  }

  PollWorkflowTaskQueueResponse pollWorkflowTask() {
    return pollWorkflowTask(TaskQueue.newBuilder().setName(QUEUE).build());
  }

  PollWorkflowTaskQueueResponse pollSticky(String queue) {
    return pollWorkflowTask(stickyQueue(queue));
  }

  private PollWorkflowTaskQueueResponse pollWorkflowTask(TaskQueue queue) {
    return stub()
        .pollWorkflowTaskQueue(
            PollWorkflowTaskQueueRequest.newBuilder()
                .setNamespace("default")
                .setTaskQueue(queue)
                .setIdentity("worker")
                .build());
  }

  static TaskQueue stickyQueue(String name) {
    return TaskQueue.newBuilder()
        .setName(name)
        .setKind(TaskQueueKind.TASK_QUEUE_KIND_STICKY)
        .setNormalName(QUEUE)
        .build();
  }

  RespondWorkflowTaskCompletedResponse complete(ByteString token, Command... commands) {
    return stub().respondWorkflowTaskCompleted(completion(token, commands).build());
  }

  RespondWorkflowTaskCompletedResponse completeSticky(
      ByteString token, String queue, Command... commands) {
    return stub()
        .respondWorkflowTaskCompleted(
            completion(token, commands)
                .setStickyAttributes(
                    StickyExecutionAttributes.newBuilder()
                        .setWorkerTaskQueue(stickyQueue(queue))
                        .setScheduleToStartTimeout(seconds(5)))
                .build());
  }

  /// Completes a workflow task with a marker of this content, and asks for another task.
  void completeAndGoOn(ByteString token, String details) {
    var marker =
        Command.newBuilder()
            .setCommandType(CommandType.COMMAND_TYPE_RECORD_MARKER)
            .setRecordMarkerCommandAttributes(
                RecordMarkerCommandAttributes.newBuilder()
                    .setMarkerName("marker")
                    .putDetails("details", payloads(details)))
            .build();
    var _ =
        stub()
            .respondWorkflowTaskCompleted(
                completion(token, marker).setForceCreateNewWorkflowTask(true).build());
  }

  private static RespondWorkflowTaskCompletedRequest.Builder completion(
      ByteString token, Command... commands) {
    return RespondWorkflowTaskCompletedRequest.newBuilder()
        .setNamespace("default")
        .setIdentity("worker")
        .setTaskToken(token)
        .addAllCommands(List.of(commands));
  }

  PollActivityTaskQueueResponse pollActivityTask() {
    return stub()
        .pollActivityTaskQueue(
            PollActivityTaskQueueRequest.newBuilder()
                .setNamespace("default")
                .setTaskQueue(TaskQueue.newBuilder().setName(QUEUE))
                .setIdentity("worker")
                .build());
  }

  void completeActivity(ByteString token, String result) {
    var _ =
        stub()
            .respondActivityTaskCompleted(
                RespondActivityTaskCompletedRequest.newBuilder()
                    .setNamespace("default")
                    .setTaskToken(token)
                    .setResult(payloads(result))
                    .build());
  }

  void signal(String workflowId, String name) {
    var _ =
        stub()
            .signalWorkflowExecution(
                SignalWorkflowExecutionRequest.newBuilder()
                    .setNamespace("default")
                    .setWorkflowExecution(execution(workflowId))
                    .setSignalName(name)
                    .setRequestId(UUID.randomUUID().toString())
                    .build());
  }

  void terminate(String workflowId) {
    var _ =
        stub()
            .terminateWorkflowExecution(
                TerminateWorkflowExecutionRequest.newBuilder()
                    .setNamespace("default")
                    .setWorkflowExecution(execution(workflowId))
                    .build());
  }

  static QueryWorkflowRequest query(String workflowId, String type) {
    return QueryWorkflowRequest.newBuilder()
        .setNamespace("default")
        .setExecution(execution(workflowId))
        .setQuery(WorkflowQuery.newBuilder().setQueryType(type))
        .build();
  }

  /// All events, however many pages they take.
  List<HistoryEvent> wholeHistory(String workflowId) {
    var events = new ArrayList<HistoryEvent>();
    var request = historyRequest(workflowId);
    GetWorkflowExecutionHistoryResponse page;
    do {
      page =
          stub().withMaxInboundMessageSize(64 << 20).getWorkflowExecutionHistory(request.build());
      events.addAll(page.getHistory().getEventsList());
      request.setNextPageToken(page.getNextPageToken());
    } while (!page.getNextPageToken().isEmpty());
    return events;
  }

  /// Waits until the current run's history is as it should be.
  List<HistoryEvent> awaitHistory(String workflowId, Predicate<List<HistoryEvent>> condition) {
    var events = new ArrayList<HistoryEvent>();
    var request = historyRequest(workflowId).setWaitNewEvent(true);
    while (!condition.test(events)) {
      var page = stub().getWorkflowExecutionHistory(request.build());
      events.addAll(page.getHistory().getEventsList());
      if (page.getNextPageToken().isEmpty() && !condition.test(events)) {
        throw new AssertionError("the run has closed, and its history is " + events);
      }
      request.setNextPageToken(page.getNextPageToken());
    }
    return events;
  }

  /// The events of the first page.
  List<HistoryEvent> history(String workflowId) {
    return stub()
        .getWorkflowExecutionHistory(historyRequest(workflowId).build())
        .getHistory()
        .getEventsList();
  }

  /// Waits for the end of the run.
  HistoryEvent closeEvent(String workflowId) {
    var request =
        historyRequest(workflowId)
            .setWaitNewEvent(true)
            .setHistoryEventFilterType(
                HistoryEventFilterType.HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT);
    GetWorkflowExecutionHistoryResponse response;
    do {
      response = stub().getWorkflowExecutionHistory(request.build());
      request.setNextPageToken(response.getNextPageToken());
    } while (response.getHistory().getEventsCount() == 0);
    return response.getHistory().getEvents(0);
  }

  static GetWorkflowExecutionHistoryRequest.Builder historyRequest(String workflowId) {
    return GetWorkflowExecutionHistoryRequest.newBuilder()
        .setNamespace("default")
        .setExecution(execution(workflowId));
  }

  static WorkflowExecution execution(String workflowId) {
    return WorkflowExecution.newBuilder().setWorkflowId(workflowId).build();
  }

  static Command scheduleActivity(String id) {
    return Command.newBuilder()
        .setCommandType(CommandType.COMMAND_TYPE_SCHEDULE_ACTIVITY_TASK)
        .setScheduleActivityTaskCommandAttributes(
            ScheduleActivityTaskCommandAttributes.newBuilder()
                .setActivityId(id)
                .setActivityType(ActivityType.newBuilder().setName("Act"))
                .setTaskQueue(TaskQueue.newBuilder().setName(QUEUE))
                .setStartToCloseTimeout(seconds(60)))
        .build();
  }

  static Command startTimer(String id, Duration timeout) {
    return Command.newBuilder()
        .setCommandType(CommandType.COMMAND_TYPE_START_TIMER)
        .setStartTimerCommandAttributes(
            StartTimerCommandAttributes.newBuilder().setTimerId(id).setStartToFireTimeout(timeout))
        .build();
  }

  static Command completeWorkflow(String result) {
    return Command.newBuilder()
        .setCommandType(CommandType.COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION)
        .setCompleteWorkflowExecutionCommandAttributes(
            CompleteWorkflowExecutionCommandAttributes.newBuilder().setResult(payloads(result)))
        .build();
  }

  static Duration seconds(long seconds) {
    return Duration.newBuilder().setSeconds(seconds).build();
  }

  static Payloads payloads(String text) {
    return Payloads.newBuilder()
        .addPayloads(Payload.newBuilder().setData(ByteString.copyFromUtf8(text)))
        .build();
  }
}
