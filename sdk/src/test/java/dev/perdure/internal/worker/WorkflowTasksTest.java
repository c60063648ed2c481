package dev.perdure.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import com.google.protobuf.ByteString;
import dev.perdure.activity.Activity;
import dev.perdure.converter.DataConverter;
import dev.perdure.converter.DefaultFailureConverter;
import dev.perdure.internal.log.LogOf;
import dev.perdure.internal.wire.Wire;
import dev.perdure.workflow.ActivityOptions;
import dev.perdure.workflow.Workflow;
import io.grpc.Status;
import io.temporal.api.command.v1.Command;
import io.temporal.api.common.v1.ActivityType;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.QueryResultType;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.query.v1.WorkflowQuery;
import io.temporal.api.taskqueue.v1.StickyExecutionAttributes;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryResponse;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueResponse;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondQueryTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedResponse;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskFailedRequest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkflowTasksTest {
  private static final DataConverter CONVERTER = DataConverter.defaults();
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  /// Waits for a signal and returns what it brought.
  @Workflow.Definition(name = "Waiting")
  public static class Waiting {
    private String approvedBy = "";

    @Workflow.Run
    public String run() {
      Workflow.await(() -> !approvedBy.isEmpty());
      return "approved by " + approvedBy;
    }

    @Workflow.Signal
    public void approve(String by) {
      approvedBy = by;
    }

    @Workflow.Query
    public String status() {
      return approvedBy.isEmpty() ? "waiting" : "approved";
    }

    @Workflow.Query
    public String block() throws InterruptedException {
      Thread.sleep(60_000);
      return "never";
    }
  }

  /// Runs one activity.
  @Workflow.Definition(name = "Greeting")
  public static class Greeting {
    @Workflow.Run
    public String run() {
      return Workflow.executeActivity(
          Greeter::greet, "Ada", ActivityOptions.startToClose(Duration.ofSeconds(10)));
    }
  }

  /// The activity.
  public static class Greeter {
    @Activity.Definition
    public String greet(String name) {
      return "Hello " + name;
    }
  }

  /// Fails when it is replayed.
  @Workflow.Definition(name = "Broken")
  public static class Broken {
    private String status = "new";

    @Workflow.Run
    public void run() {
      status = "half done";
      throw new IllegalStateException("a bug", new IOException("the reason below"));
    }

    @Workflow.Query
    public String status() {
      return status;
    }
  }

  private final ScriptedServer server = new ScriptedServer();
  private final TestWorkers workers = new TestWorkers();
  private @Nullable RunningWorker worker;

  private void start() {
    workers.registry.workflow(Waiting.class, null).workflow(Greeting.class, null);
    workers.registry.activities(new Greeter());
    worker = workers.start(server);
  }

  private RunningWorker worker() {
    return Objects.requireNonNull(worker);
  }

  @AfterEach
  void close() {
    worker().stop();
    server.close();
  }

  private static HistoryEvent.Builder event(long id, EventType type) {
    return HistoryEvent.newBuilder()
        .setEventId(id)
        .setEventType(type)
        .setEventTime(Wire.timestamp(START.plusSeconds(id)));
  }

  /// Events 1 to 3: the workflow's start and its first task.
  private static List<HistoryEvent> begin(String type) {
    var started = event(1, EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED);
    started
        .getWorkflowExecutionStartedEventAttributesBuilder()
        .setWorkflowType(WorkflowType.newBuilder().setName(type))
        .setTaskQueue(TestWorkers.IDENTITY.normalQueue())
        .setOriginalExecutionRunId("run")
        .setFirstExecutionRunId("run")
        .setAttempt(1);
    return List.of(
        started.build(),
        event(2, EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED).build(),
        taskStarted(3, 2));
  }

  private static HistoryEvent taskStarted(long id, long scheduled) {
    var result = event(id, EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED);
    result.getWorkflowTaskStartedEventAttributesBuilder().setScheduledEventId(scheduled);
    return result.build();
  }

  /// Events 4 to 7: the first task's completion, a signal, and the second task.
  private static List<HistoryEvent> approval() {
    var completed = event(4, EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED);
    completed
        .getWorkflowTaskCompletedEventAttributesBuilder()
        .setScheduledEventId(2)
        .setStartedEventId(3);
    var signal = event(5, EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED);
    signal
        .getWorkflowExecutionSignaledEventAttributesBuilder()
        .setSignalName("approve")
        .setInput(CONVERTER.encodeAll("alice"));
    return List.of(
        completed.build(),
        signal.build(),
        event(6, EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED).build(),
        taskStarted(7, 6));
  }

  /// Events 8 and 9: the second task's completion, and the workflow's.
  private static List<HistoryEvent> end() {
    var completed = event(8, EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED);
    completed
        .getWorkflowTaskCompletedEventAttributesBuilder()
        .setScheduledEventId(6)
        .setStartedEventId(7);
    var closed = event(9, EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED);
    closed
        .getWorkflowExecutionCompletedEventAttributesBuilder()
        .setResult(CONVERTER.encodeAll("approved by alice"))
        .setWorkflowTaskCompletedEventId(8);
    return List.of(completed.build(), closed.build());
  }

  private static List<HistoryEvent> both(List<HistoryEvent> first, List<HistoryEvent> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  private static PollWorkflowTaskQueueResponse.Builder task(
      String type, long previous, List<HistoryEvent> events) {
    var task =
        PollWorkflowTaskQueueResponse.newBuilder()
            .setTaskToken(ScriptedServer.token("token-" + previous))
            .setWorkflowType(WorkflowType.newBuilder().setName(type))
            .setWorkflowExecution(
                WorkflowExecution.newBuilder().setWorkflowId("order-42").setRunId("run"))
            .setPreviousStartedEventId(previous)
            .setAttempt(1);
    task.getHistoryBuilder().addAllEvents(events);
    return task.setStartedEventId(events.isEmpty() ? 0 : events.getLast().getEventId());
  }

  private RespondWorkflowTaskCompletedRequest completion() throws InterruptedException {
    return server.next(RespondWorkflowTaskCompletedRequest.class);
  }

  private static List<CommandType> commands(RespondWorkflowTaskCompletedRequest completion) {
    return completion.getCommandsList().stream().map(Command::getCommandType).toList();
  }

  private static void assertApproved(RespondWorkflowTaskCompletedRequest completion) {
    assertThat(completion.getCommandsList())
        .singleElement()
        .satisfies(
            command ->
                assertThat(
                        CONVERTER.decodeResult(
                            command.getCompleteWorkflowExecutionCommandAttributes().getResult(),
                            String.class))
                    .isEqualTo("approved by alice"));
  }

  @Test
  void a_task_is_completed_with_the_workflows_commands() throws InterruptedException {
    start();

    server.giveWorkflowTask(task("Greeting", 0, begin("Greeting")).build());

    RespondWorkflowTaskCompletedRequest completion = completion();
    assertThat(commands(completion))
        .containsExactly(CommandType.COMMAND_TYPE_SCHEDULE_ACTIVITY_TASK);
    assertThat(completion.getTaskToken().toStringUtf8()).isEqualTo("token-0");
    assertThat(completion.getIdentity()).isEqualTo("me");
    assertThat(completion.getReturnNewWorkflowTask()).isTrue();
    StickyExecutionAttributes sticky = completion.getStickyAttributes();
    assertThat(sticky.getWorkerTaskQueue().getName()).isEqualTo("me-sticky");
    assertThat(sticky.getWorkerTaskQueue().getNormalName()).isEqualTo("queue");
    assertThat(sticky.getScheduleToStartTimeout().getSeconds()).isEqualTo(10);
    assertThat(completion.getSdkMetadata().getSdkName()).isEqualTo("perdure-java");
  }

  @Test
  void a_cached_run_goes_on_with_the_new_events_only() throws InterruptedException {
    start();
    server.giveWorkflowTask(task("Waiting", 0, begin("Waiting")).build());
    assertThat(commands(completion())).isEmpty();

    server.giveStickyTask(task("Waiting", 3, approval()).build());

    assertApproved(completion());
    assertThat(server.all(GetWorkflowExecutionHistoryRequest.class)).isEmpty();
  }

  @Test
  void without_the_run_in_memory_the_history_is_read() throws InterruptedException {
    server.answer(
        GetWorkflowExecutionHistoryRequest.class, request -> page(request, begin("Waiting")));
    start();

    server.giveStickyTask(task("Waiting", 3, approval()).build());

    assertApproved(completion());
    assertThat(server.all(GetWorkflowExecutionHistoryRequest.class)).hasSize(3);
  }

  /// The history one event at a time.
  private static GetWorkflowExecutionHistoryResponse page(
      GetWorkflowExecutionHistoryRequest request, List<HistoryEvent> events) {
    String token = request.getNextPageToken().toStringUtf8();
    int at = token.isEmpty() ? 0 : Integer.parseInt(token);
    var page = GetWorkflowExecutionHistoryResponse.newBuilder();
    page.getHistoryBuilder().addEvents(events.get(at));
    if (at + 1 < events.size()) {
      page.setNextPageToken(ByteString.copyFromUtf8("" + (at + 1)));
    }
    return page.build();
  }

  @Test
  void further_pages_of_a_polled_history_are_read() throws InterruptedException {
    List<HistoryEvent> events = both(begin("Waiting"), approval());
    server.answer(GetWorkflowExecutionHistoryRequest.class, request -> page(request, events));
    start();

    server.giveWorkflowTask(
        task("Waiting", 3, events.subList(0, 2))
            .setNextPageToken(ByteString.copyFromUtf8("2"))
            .setStartedEventId(7)
            .build());

    assertApproved(completion());
  }

  @Test
  void a_task_that_comes_with_the_reply_is_worked_off_at_once() throws InterruptedException {
    server.answer(
        RespondWorkflowTaskCompletedRequest.class,
        request ->
            request.getTaskToken().equals(ScriptedServer.token("token-0"))
                ? RespondWorkflowTaskCompletedResponse.newBuilder()
                    .setWorkflowTask(task("Waiting", 3, approval()))
                    .build()
                : RespondWorkflowTaskCompletedResponse.getDefaultInstance());
    start();

    server.giveWorkflowTask(task("Waiting", 0, begin("Waiting")).build());

    assertThat(commands(completion())).isEmpty();
    assertApproved(completion());
  }

  @Test
  void an_activity_that_comes_with_the_reply_is_run_at_once() throws InterruptedException {
    server.answer(
        RespondWorkflowTaskCompletedRequest.class,
        _ ->
            RespondWorkflowTaskCompletedResponse.newBuilder()
                .addActivityTasks(
                    PollActivityTaskQueueResponse.newBuilder()
                        .setTaskToken(ScriptedServer.token("eager"))
                        .setActivityType(ActivityType.newBuilder().setName("greet"))
                        .setInput(CONVERTER.encodeAll("Ada")))
                .build());
    start();

    server.giveWorkflowTask(task("Greeting", 0, begin("Greeting")).build());

    assertThat(
            completion()
                .getCommands(0)
                .getScheduleActivityTaskCommandAttributes()
                .getRequestEagerExecution())
        .isTrue();
    assertThat(server.next(RespondActivityTaskCompletedRequest.class).getTaskToken())
        .isEqualTo(ScriptedServer.token("eager"));
  }

  @Test
  void after_a_refused_answer_the_run_is_rebuilt() throws InterruptedException {
    server.fail(RespondWorkflowTaskCompletedRequest.class, Status.NOT_FOUND);
    server.answer(
        GetWorkflowExecutionHistoryRequest.class, request -> page(request, begin("Waiting")));
    start();
    server.giveWorkflowTask(task("Waiting", 0, begin("Waiting")).build());
    completion();

    server.giveStickyTask(task("Waiting", 3, approval()).build());

    assertApproved(completion());
    assertThat(server.all(GetWorkflowExecutionHistoryRequest.class)).isNotEmpty();
  }

  @Test
  void an_answer_that_is_too_large_fails_the_task() throws InterruptedException {
    server.fail(
        RespondWorkflowTaskCompletedRequest.class,
        Status.RESOURCE_EXHAUSTED.withDescription("grpc: received message larger than max"));
    start();

    server.giveWorkflowTask(task("Waiting", 0, begin("Waiting")).build());

    assertThat(server.next(RespondWorkflowTaskFailedRequest.class).getCause())
        .isEqualTo(WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_GRPC_MESSAGE_TOO_LARGE);
  }

  @Test
  void a_failed_task_is_reported_on_its_first_attempt_only() throws InterruptedException {
    start();

    server.giveWorkflowTask(task("Unknown", 0, begin("Unknown")).setAttempt(2).build());
    server.giveWorkflowTask(task("Unknown", 0, begin("Unknown")).build());

    var failed = server.next(RespondWorkflowTaskFailedRequest.class);
    assertThat(failed.getFailure().getMessage())
        .isEqualTo(
            "Workflow class Unknown is not registered on this worker, available workflows:"
                + " Greeting, Waiting");
    worker().stop();
    assertThat(server.all(RespondWorkflowTaskFailedRequest.class)).isEmpty();
  }

  @Test
  void why_a_task_failed_is_in_the_log_with_its_cause_also_when_the_server_must_not_see_it()
      throws InterruptedException {
    workers.converter =
        workers.converter.withFailureConverter(DefaultFailureConverter.encodingAttributes());
    workers.registry.workflow(Broken.class, null);
    start();

    try (var log = new LogOf(WorkflowTasks.class)) {
      server.giveWorkflowTask(task("Broken", 0, begin("Broken")).build());

      assertThat(server.next(RespondWorkflowTaskFailedRequest.class).getFailure().getMessage())
          .isEqualTo("Encoded failure");
      assertThat(log.messages(Level.ERROR))
          .singleElement()
          .asString()
          .startsWith("A task of workflow order-42 (run run) failed (attempt 1, ")
          .contains(
              "IllegalStateException: a bug",
              "WorkflowTasksTest$Broken.run(WorkflowTasksTest.java:",
              "Caused by: java.io.IOException: the reason below");
    }
  }

  @Test
  void a_query_is_answered_from_memory_and_from_the_history() throws InterruptedException {
    start();
    WorkflowQuery query = WorkflowQuery.newBuilder().setQueryType("status").build();
    server.giveWorkflowTask(task("Waiting", 0, begin("Waiting")).build());
    completion();

    server.giveStickyTask(task("Waiting", 3, List.of()).setQuery(query).build());
    assertAnswer("waiting");

    server.giveWorkflowTask(
        task("Waiting", 7, both(both(begin("Waiting"), approval()), end()))
            .setStartedEventId(0)
            .setQuery(query)
            .build());
    assertAnswer("approved");
  }

  private void assertAnswer(String expected) throws InterruptedException {
    var answer = server.next(RespondQueryTaskCompletedRequest.class);
    assertThat(answer.getCompletedType())
        .as(answer.getErrorMessage())
        .isEqualTo(QueryResultType.QUERY_RESULT_TYPE_ANSWERED);
    assertThat(CONVERTER.decodeResult(answer.getQueryResult(), String.class)).isEqualTo(expected);
  }

  @Test
  void a_run_that_broke_in_a_query_answers_no_other() throws InterruptedException {
    List<HistoryEvent> events = both(begin("Broken"), approval().subList(0, 1));
    server.answer(GetWorkflowExecutionHistoryRequest.class, request -> page(request, events));
    workers.registry.workflow(Broken.class, null);
    start();
    WorkflowQuery query = WorkflowQuery.newBuilder().setQueryType("status").build();

    server.giveWorkflowTask(task("Broken", 3, events).setStartedEventId(0).setQuery(query).build());
    assertFailedAnswer("a bug");
    server.giveStickyTask(task("Broken", 3, List.of()).setQuery(query).build());
    assertFailedAnswer("a bug");
  }

  @Test
  void a_query_that_blocks_leaves_the_workflow_unharmed() throws InterruptedException {
    server.answer(
        GetWorkflowExecutionHistoryRequest.class, request -> page(request, begin("Waiting")));
    start();
    server.giveWorkflowTask(task("Waiting", 0, begin("Waiting")).build());
    completion();

    server.giveStickyTask(
        task("Waiting", 3, List.of())
            .setQuery(WorkflowQuery.newBuilder().setQueryType("block"))
            .build());
    assertFailedAnswer("TMPRL1101");
    server.giveStickyTask(task("Waiting", 3, approval()).build());

    assertApproved(completion());
  }

  private void assertFailedAnswer(String message) throws InterruptedException {
    var answer = server.next(RespondQueryTaskCompletedRequest.class);
    assertThat(answer.getCompletedType()).isEqualTo(QueryResultType.QUERY_RESULT_TYPE_FAILED);
    assertThat(answer.getErrorMessage()).contains(message);
  }

  @Test
  void an_unknown_query_is_answered_with_a_failure() throws InterruptedException {
    start();

    server.giveWorkflowTask(
        task("Waiting", 3, begin("Waiting"))
            .setStartedEventId(0)
            .setQuery(WorkflowQuery.newBuilder().setQueryType("state"))
            .build());

    var answer = server.next(RespondQueryTaskCompletedRequest.class);
    assertThat(answer.getCompletedType()).isEqualTo(QueryResultType.QUERY_RESULT_TYPE_FAILED);
    assertThat(answer.getErrorMessage()).contains("state");
  }

  @Test
  void a_full_cache_lets_the_oldest_run_go() throws InterruptedException {
    workers.cachedRuns = 1;
    start();

    for (String run : Arrays.asList("a", "b")) {
      var task = task("Waiting", 0, begin("Waiting"));
      task.getWorkflowExecutionBuilder().setRunId(run);
      server.giveWorkflowTask(task.build());
      completion();
    }
    worker().stop();

    assertThat(worker().cachedRuns()).isZero();
  }

  @Test
  void without_a_cache_no_sticky_queue_is_asked_for() throws InterruptedException {
    workers.cachedRuns = 0;
    start();

    server.giveWorkflowTask(task("Waiting", 0, begin("Waiting")).build());

    RespondWorkflowTaskCompletedRequest completion = completion();
    assertThat(completion.hasStickyAttributes()).isFalse();
    assertThat(completion.getReturnNewWorkflowTask()).isFalse();
  }
}
