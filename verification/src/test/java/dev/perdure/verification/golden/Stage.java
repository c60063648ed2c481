package dev.perdure.verification.golden;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.perdure.verification.wire.Wire;
import io.grpc.StatusRuntimeException;
import io.temporal.api.command.v1.Command;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.TaskQueueKind;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.failure.v1.ApplicationFailureInfo;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.taskqueue.v1.StickyExecutionAttributes;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueRequest;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueResponse;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueRequest;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskFailedRequest;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedResponse;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskFailedRequest;
import io.temporal.api.workflowservice.v1.SignalWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// Where one program plays: it is client and worker at once, over the bare protocol, so that it
/// alone decides what happens when.
final class Stage {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final Wire wire;
  private final String name;
  private final HistoryText texts = new HistoryText();
  private final StringBuilder script = new StringBuilder();

  /// @param name the program's name, which is its workflow id and task queue too
  Stage(Wire wire, String name) {
    this.wire = wire;
    this.name = name;
  }

  String name() {
    return name;
  }

  WorkflowServiceBlockingStub calls() {
    return wire.calls();
  }

  /// All that was shown so far.
  String script() {
    return script.toString();
  }

  // What the client does.

  StartWorkflowExecutionRequest.Builder startRequest() {
    return startRequest(name);
  }

  StartWorkflowExecutionRequest.Builder startRequest(String workflowId) {
    return Wire.start(workflowId)
        .setTaskQueue(queue())
        .setRequestId("start " + workflowId)
        .setIdentity("client");
  }

  /// Starts the program's workflow.
  ///
  /// @return its run id
  String start() {
    return start(_ -> {});
  }

  String start(Consumer<StartWorkflowExecutionRequest.Builder> options) {
    var request = startRequest();
    options.accept(request);
    return calls().startWorkflowExecution(request.build()).getRunId();
  }

  void signal(String signalName) {
    calls()
        .signalWorkflowExecution(
            SignalWorkflowExecutionRequest.newBuilder()
                .setNamespace(Wire.NAMESPACE)
                .setWorkflowExecution(execution())
                .setSignalName(signalName)
                .setInput(payloads(signalName))
                .setIdentity("client")
                .setRequestId("signal " + signalName)
                .build());
  }

  WorkflowExecution execution() {
    return Wire.execution(name);
  }

  TaskQueue queue() {
    return TaskQueue.newBuilder()
        .setName(name)
        .setKind(TaskQueueKind.TASK_QUEUE_KIND_NORMAL)
        .build();
  }

  // What the worker does.

  /// The next workflow task, of whatever workflow uses the program's queue.
  PollWorkflowTaskQueueResponse workflowTask() {
    return workflowTask(queue());
  }

  PollWorkflowTaskQueueResponse workflowTask(TaskQueue queue) {
    var task =
        calls()
            .pollWorkflowTaskQueue(
                PollWorkflowTaskQueueRequest.newBuilder()
                    .setNamespace(Wire.NAMESPACE)
                    .setTaskQueue(queue)
                    .setIdentity("worker")
                    .build());
    if (task.getTaskToken().isEmpty()) {
      throw new AssertionError(name + ": no workflow task came");
    }
    return task;
  }

  RespondWorkflowTaskCompletedRequest.Builder completion(
      PollWorkflowTaskQueueResponse task, Command... commands) {
    return RespondWorkflowTaskCompletedRequest.newBuilder()
        .setNamespace(Wire.NAMESPACE)
        .setTaskToken(task.getTaskToken())
        .setIdentity("worker")
        .addAllCommands(List.of(commands));
  }

  RespondWorkflowTaskCompletedResponse complete(
      PollWorkflowTaskQueueResponse task, Command... commands) {
    return calls().respondWorkflowTaskCompleted(completion(task, commands).build());
  }

  /// Polls a workflow task and completes it with these commands.
  RespondWorkflowTaskCompletedResponse step(Command... commands) {
    return complete(workflowTask(), commands);
  }

  void fail(PollWorkflowTaskQueueResponse task, WorkflowTaskFailedCause cause) {
    calls()
        .respondWorkflowTaskFailed(
            RespondWorkflowTaskFailedRequest.newBuilder()
                .setNamespace(Wire.NAMESPACE)
                .setTaskToken(task.getTaskToken())
                .setCause(cause)
                .setFailure(failure("the worker's mistake"))
                .setIdentity("worker")
                .build());
  }

  PollActivityTaskQueueResponse activityTask() {
    var task =
        calls()
            .pollActivityTaskQueue(
                PollActivityTaskQueueRequest.newBuilder()
                    .setNamespace(Wire.NAMESPACE)
                    .setTaskQueue(queue())
                    .setIdentity("worker")
                    .build());
    if (task.getTaskToken().isEmpty()) {
      throw new AssertionError(name + ": no activity task came");
    }
    return task;
  }

  void completeActivity(PollActivityTaskQueueResponse task) {
    calls()
        .respondActivityTaskCompleted(
            RespondActivityTaskCompletedRequest.newBuilder()
                .setNamespace(Wire.NAMESPACE)
                .setTaskToken(task.getTaskToken())
                .setResult(payloads("done"))
                .setIdentity("worker")
                .build());
  }

  void failActivity(PollActivityTaskQueueResponse task, Failure failure) {
    calls()
        .respondActivityTaskFailed(
            RespondActivityTaskFailedRequest.newBuilder()
                .setNamespace(Wire.NAMESPACE)
                .setTaskToken(task.getTaskToken())
                .setFailure(failure)
                .setIdentity("worker")
                .build());
  }

  StickyExecutionAttributes sticky(TaskQueue queue, long seconds) {
    return StickyExecutionAttributes.newBuilder()
        .setWorkerTaskQueue(queue)
        .setScheduleToStartTimeout(Wire.seconds(seconds))
        .build();
  }

  TaskQueue stickyQueue() {
    return TaskQueue.newBuilder()
        .setName(name + "-sticky")
        .setKind(TaskQueueKind.TASK_QUEUE_KIND_STICKY)
        .setNormalName(name)
        .build();
  }

  // What is looked at.

  List<HistoryEvent> history(String workflowId, String runId) {
    var events = new ArrayList<HistoryEvent>();
    var request =
        GetWorkflowExecutionHistoryRequest.newBuilder()
            .setNamespace(Wire.NAMESPACE)
            .setExecution(WorkflowExecution.newBuilder().setWorkflowId(workflowId).setRunId(runId));
    do {
      var page = calls().getWorkflowExecutionHistory(request.build());
      events.addAll(page.getHistory().getEventsList());
      request.setNextPageToken(page.getNextPageToken());
    } while (!request.getNextPageToken().isEmpty());
    return events;
  }

  /// Waits until the workflow's current run has an event of this type.
  void await(String workflowId, EventType type) {
    await(workflowId, events -> events.stream().anyMatch(e -> e.getEventType() == type));
  }

  void await(EventType type) {
    await(name, type);
  }

  void await(String workflowId, Predicate<List<HistoryEvent>> condition) {
    var end = Instant.now().plus(PATIENCE);
    while (!condition.test(history(workflowId, ""))) {
      if (Instant.now().isAfter(end)) {
        throw new AssertionError(
            workflowId + " does not get there:\n" + texts.events(history(workflowId, "")));
      }
      pause();
    }
  }

  private static void pause() {
    sleep(20);
  }

  /// Lets time pass, for what no client can see, such as a timer that fires behind a running task.
  void pass(long millis) {
    sleep(millis);
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// Shows the history of the current run of the program's workflow.
  void showHistory() {
    showHistory(name, "");
  }

  void showHistory(String workflowId, String runId) {
    script
        .append("history of ")
        .append(texts.withoutDrawn(runId.isEmpty() ? workflowId : workflowId + " run " + runId))
        .append('\n')
        .append(texts.events(history(workflowId, runId)))
        .append('\n');
  }

  /// Shows a reply.
  void show(String label, Message reply) {
    script.append(label).append('\n').append(texts.fields(reply)).append('\n');
  }

  void show(String line) {
    script.append(texts.withoutDrawn(line)).append("\n\n");
  }

  /// Shows which events a worker was given, and where its task stands.
  void showTask(PollWorkflowTaskQueueResponse task) {
    script
        .append("workflow task: attempt ")
        .append(task.getAttempt())
        .append(", previous started ")
        .append(task.getPreviousStartedEventId())
        .append(", started ")
        .append(task.getStartedEventId())
        .append(", events");
    for (var event : task.getHistory().getEventsList()) {
      script
          .append(' ')
          .append(event.getEventId())
          .append(':')
          .append(event.getEventType().name().substring("EVENT_TYPE_".length()));
    }
    script.append('\n');
    for (var message : task.getMessagesList()) {
      script.append("  message\n").append(texts.fields(message));
    }
    script.append('\n');
  }

  /// Does what the server must refuse, and shows how it does.
  void refused(String label, Runnable call) {
    try {
      call.run();
    } catch (StatusRuntimeException e) {
      show(label + ": " + e.getStatus().getCode() + " " + e.getStatus().getDescription());
      return;
    }
    throw new AssertionError(name + ": not refused: " + label);
  }

  /// Makes a call that waits, beside the program.
  <T> CompletableFuture<T> meanwhile(Callable<T> call) {
    var result = new CompletableFuture<T>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                result.complete(call.call());
              } catch (Exception e) {
                result.completeExceptionally(e);
              }
            });
    return result;
  }

  /// What a call that waited was answered, a refusal as it is.
  static <T> T answer(CompletableFuture<T> call) {
    try {
      return call.orTimeout(20, java.util.concurrent.TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof StatusRuntimeException refusal) {
        throw refusal;
      }
      throw e;
    }
  }

  // Values.

  static Payloads payloads(String text) {
    return Payloads.newBuilder().addPayloads(payload(text)).build();
  }

  static Payload payload(String text) {
    return Payload.newBuilder()
        .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
        .setData(ByteString.copyFromUtf8('"' + text + '"'))
        .build();
  }

  static Failure failure(String message) {
    return failure(message, "Broken", false);
  }

  static Failure failure(String message, String type, boolean nonRetryable) {
    return Failure.newBuilder()
        .setMessage(message)
        .setApplicationFailureInfo(
            ApplicationFailureInfo.newBuilder().setType(type).setNonRetryable(nonRetryable))
        .build();
  }
}
