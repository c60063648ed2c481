package com.acme;

import static dev.perdure.internal.workflow.SimulatedServer.SETTINGS;
import static dev.perdure.internal.workflow.SimulatedServer.start;
import static io.temporal.api.enums.v1.SuggestContinueAsNewReason.SUGGEST_CONTINUE_AS_NEW_REASON_HISTORY_SIZE_TOO_LARGE;
import static io.temporal.api.enums.v1.SuggestContinueAsNewReason.SUGGEST_CONTINUE_AS_NEW_REASON_TOO_MANY_UPDATES;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Durations;
import dev.perdure.common.TypeRef;
import dev.perdure.common.WorkerDeploymentVersion;
import dev.perdure.converter.DataConverter;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.failure.Failure;
import dev.perdure.internal.definition.WorkflowDefinition;
import dev.perdure.internal.replay.HistoryBuilder;
import dev.perdure.internal.workflow.RunSettings;
import dev.perdure.internal.workflow.SimulatedServer;
import dev.perdure.internal.workflow.WorkflowRun;
import dev.perdure.internal.workflow.WorkflowTask;
import dev.perdure.internal.workflow.WorkflowTaskOutcome;
import dev.perdure.internal.workflow.WorkflowTaskOutcome.QueryAnswered;
import dev.perdure.workflow.Workflow;
import dev.perdure.workflow.WorkflowInfo;
import io.temporal.api.common.v1.Header;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.common.v1.RetryPolicy;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.sdk.v1.EnhancedStackTrace;
import io.temporal.api.sdk.v1.WorkflowMetadata;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/// What a workflow can know about its run, and what it tells of itself to whoever asks.
final class InfoTest {
  @Workflow.Definition
  public static final class Continued {
    @Workflow.Run
    public List<Object> run() {
      Failure failure = Workflow.lastFailure();
      List<Integer> last = Workflow.lastCompletionResult(new TypeRef<List<Integer>>() {});
      return List.of(
          Workflow.hasLastCompletionResult(),
          last == null ? List.of() : last,
          failure == null ? "none" : String.valueOf(failure.getMessage()));
    }
  }

  @Test
  void a_run_knows_what_the_one_before_it_left() {
    try (var server = start(Continued.class)) {
      server
          .history()
          .startedWith(
              started ->
                  started
                      .setLastCompletionResult(
                          DataConverter.defaults().encodeAll((Object) List.of(1, 2)))
                      .setContinuedFailure(
                          DataConverter.defaults()
                              .encodeFailure(ApplicationFailure.of("too bad", "Bad"))));

      assertThat(server.result(server.task())).isEqualTo(List.of(true, List.of(1, 2), "too bad"));
    }
  }

  @Workflow.Definition
  public static final class Knows {
    @Workflow.Run
    public Map<String, Object> run() {
      WorkflowInfo info = Workflow.info();
      var known = new TreeMap<String, Object>();
      known.put("attempt", info.attempt());
      known.put("continued", String.valueOf(info.continuedRunId()));
      known.put("cron", info.cronSchedule());
      known.put("first", info.firstExecutionRunId());
      known.put("headers", info.headers().keySet());
      known.put("parent", String.valueOf(info.parent()));
      known.put("retry", Objects.requireNonNull(info.retryPolicy()).maximumAttempts());
      known.put("root", info.root().toString());
      known.put(
          "timeouts", info.executionTimeout() + " " + info.runTimeout() + " " + info.taskTimeout());
      known.put("now", Workflow.currentTimeMillis() - Workflow.now().toEpochMilli());
      return known;
    }
  }

  @Test
  void a_run_knows_all_that_it_was_started_with() {
    try (var server = start(Knows.class)) {
      server
          .history()
          .startedWith(
              started ->
                  started
                      .setAttempt(3)
                      .setContinuedExecutionRunId("before")
                      .setFirstExecutionRunId("first")
                      .setCronSchedule("@daily")
                      .setHeader(
                          Header.newBuilder().putFields("trace", Payload.getDefaultInstance()))
                      .setParentWorkflowNamespace("shop")
                      .setParentWorkflowExecution(execution("parent", "p-1"))
                      .setRootWorkflowExecution(execution("root", "r-1"))
                      .setRetryPolicy(
                          RetryPolicy.newBuilder()
                              .setInitialInterval(Durations.fromSeconds(1))
                              .setBackoffCoefficient(2)
                              .setMaximumAttempts(5))
                      .setWorkflowExecutionTimeout(Durations.fromDays(3))
                      .setWorkflowRunTimeout(Durations.fromDays(2))
                      .setWorkflowTaskTimeout(Durations.fromSeconds(7)));

      assertThat(server.result(server.task()))
          .isEqualTo(
              Map.of(
                  "attempt", 3,
                  "continued", "before",
                  "cron", "@daily",
                  "first", "first",
                  "headers", List.of("trace"),
                  "parent", "Execution[namespace=shop, workflowId=parent, runId=p-1]",
                  "retry", 5,
                  "root", "Execution[namespace=, workflowId=root, runId=r-1]",
                  "timeouts", "PT72H PT48H PT7S",
                  "now", 0));
    }
  }

  private static WorkflowExecution execution(String workflowId, String runId) {
    return WorkflowExecution.newBuilder().setWorkflowId(workflowId).setRunId(runId).build();
  }

  @Workflow.Definition
  public static final class Repeats {
    static final List<Boolean> REPLAYING = new CopyOnWriteArrayList<>();

    @Workflow.Run
    public void run() {
      REPLAYING.add(Workflow.isReplaying());
      Workflow.sleep(Duration.ofSeconds(1));
      REPLAYING.add(Workflow.isReplaying());
    }
  }

  @Test
  void code_can_tell_whether_it_runs_again() {
    Repeats.REPLAYING.clear();
    try (var server = start(Repeats.class)) {
      server.task();
      server.evict();
      server.fireTimer("1").task();

      assertThat(Repeats.REPLAYING).containsExactly(false, true, false);
    }
  }

  @Test
  void a_first_run_has_nothing_before_it() {
    try (var server = start(Continued.class)) {
      assertThat(server.result(server.task())).isEqualTo(List.of(false, List.of(), "none"));
    }
  }

  @Workflow.Definition
  public static final class Judging {
    @Workflow.Run
    public List<Object> run() {
      assertThat(Workflow.instance()).isSameAs(this);
      assertThat(Workflow.isInWorkflow()).isTrue();
      assertThat(Workflow.payloadConverter().encode("a"))
          .isEqualTo(DataConverter.defaults().encode("a"));
      return List.of(
          Workflow.isFailureException(ApplicationFailure.of("a", "B")),
          Workflow.isFailureException(new IllegalStateException()));
    }
  }

  @Test
  void code_can_tell_which_exceptions_fail_the_workflow() {
    assertThat(Workflow.isInWorkflow()).isFalse();
    try (var server = start(Judging.class)) {
      assertThat(server.result(server.task())).isEqualTo(List.of(true, false));
    }
  }

  @Workflow.Definition
  public static final class LongHistory {
    @Workflow.Run
    public String run() {
      WorkflowInfo info = Workflow.info();
      return "%s %s %s"
          .formatted(
              info.isContinueAsNewSuggested(),
              info.suggestContinueAsNewReasons(),
              info.isTargetWorkerDeploymentVersionChanged());
    }
  }

  @Test
  void a_run_is_told_why_it_should_continue_as_new() {
    var history = new HistoryBuilder().started("LongHistory", Payloads.getDefaultInstance());
    history.taskStarted(
        task ->
            task.setSuggestContinueAsNew(true)
                .addSuggestContinueAsNewReasons(
                    SUGGEST_CONTINUE_AS_NEW_REASON_HISTORY_SIZE_TOO_LARGE)
                .addSuggestContinueAsNewReasons(SUGGEST_CONTINUE_AS_NEW_REASON_TOO_MANY_UPDATES)
                .addSuggestContinueAsNewReasonsValue(99)
                .setTargetWorkerDeploymentVersionChanged(true));
    try (var run =
        new WorkflowRun(SETTINGS, WorkflowDefinition.of(LongHistory.class), "w", "run")) {
      var outcome =
          SimulatedServer.handle(
              run, new WorkflowTask(history.events(), 0, history.last(), Map.of(), null));

      assertThat(((WorkflowTaskOutcome.Completed) outcome).commands().getLast().toString())
          .contains("true [UNSPECIFIED, HISTORY_SIZE_TOO_LARGE, TOO_MANY_UPDATES] true");
    }
  }

  @Workflow.Definition
  public static final class Talkative {
    private boolean done;

    @Workflow.Run
    public void run() {
      Workflow.setCurrentDetails("**waiting** since " + Workflow.now());
      if (Workflow.currentDetails().isEmpty()) {
        throw new IllegalStateException("not told");
      }
      Workflow.await(() -> done);
    }

    @Workflow.Signal(description = "Lets it end.")
    public void end() {
      done = true;
    }

    @Workflow.Query(name = "is-done", description = "Whether it was told to end.")
    public boolean isDone() {
      return done;
    }

    @Workflow.Query
    public String details() {
      Workflow.setCurrentDetails("changed by a query");
      return "changed";
    }
  }

  @Test
  void the_metadata_tell_what_can_be_asked_and_where_the_workflow_is() {
    try (var server = start(Talkative.class)) {
      server.task();

      var metadata =
          (WorkflowMetadata) answer(server, "__temporal_workflow_metadata", WorkflowMetadata.class);

      assertThat(metadata.getCurrentDetails()).isEqualTo("**waiting** since 2023-11-14T22:13:23Z");
      assertThat(metadata.getDefinition().getType()).isEqualTo("Talkative");
      assertThat(metadata.getDefinition().getSignalDefinitionsList())
          .extracting(s -> s.getName() + ": " + s.getDescription())
          .containsExactly("end: Lets it end.");
      assertThat(metadata.getDefinition().getQueryDefinitionsList())
          .extracting(q -> q.getName() + ": " + q.getDescription())
          .containsExactly(
              "__enhanced_stack_trace: ",
              "__stack_trace: ",
              "__temporal_workflow_metadata: ",
              "details: ",
              "is-done: Whether it was told to end.");
      assertThat(server.query("details").toString())
          .contains("A query only reads: it cannot set the current details.");
    }
  }

  @Test
  void the_enhanced_stack_trace_names_places_in_user_code() {
    try (var server = start(Talkative.class)) {
      server.task();

      var trace =
          (EnhancedStackTrace) answer(server, "__enhanced_stack_trace", EnhancedStackTrace.class);

      assertThat(trace.getSdk().getName()).isEqualTo("perdure-java");
      assertThat(trace.getStacksCount()).isEqualTo(1);
      assertThat(trace.getStacks(0).getLocations(0).getFunctionName())
          .isEqualTo("dev.perdure.workflow.Workflow.await");
      assertThat(trace.getStacks(0).getLocations(0).getInternalCode()).isTrue();
      var location = trace.getStacks(0).getLocations(1);
      assertThat(location.getFilePath()).isEqualTo("com/acme/InfoTest.java");
      assertThat(location.getFunctionName()).isEqualTo(Talkative.class.getName() + ".run");
      assertThat(location.getLine()).isPositive();
      assertThat(location.getColumn()).isEqualTo(-1);
      assertThat(location.getInternalCode()).isFalse();
    }
  }

  private static Object answer(SimulatedServer server, String query, Class<?> type) {
    var answered = (QueryAnswered) server.query(query);
    Object value = SETTINGS.converter().decodeResult(answered.result(), type);
    assertThat(value).isNotNull();
    return java.util.Objects.requireNonNull(value);
  }

  @Workflow.Definition
  public static final class Summarized {
    @Workflow.Run
    public void run() {
      Workflow.sleep(Duration.ofSeconds(1), "a nap");
      var _ = Workflow.startTimer(Duration.ofSeconds(1), "another one");
      var _ = Workflow.await(Duration.ofSeconds(1), "for nothing", () -> false);
    }
  }

  @Test
  void timers_have_summaries() {
    try (var server = start(Summarized.class)) {
      assertThat(server.task().getFirst().getUserMetadata().getSummary())
          .isEqualTo(DataConverter.defaults().encode("a nap"));
      assertThat(server.fireTimer("1").task())
          .extracting(c -> c.getUserMetadata().getSummary())
          .containsExactly(
              DataConverter.defaults().encode("another one"),
              DataConverter.defaults().encode("for nothing"));
      server.fireTimer("3").task();
    }
  }

  @Workflow.Definition
  public static final class Versioned {
    @Workflow.Run
    public String run() {
      String before = version();
      Workflow.sleep(Duration.ofSeconds(1));
      return before + ", now " + version();
    }

    private static String version() {
      WorkflowInfo info = Workflow.info();
      WorkerDeploymentVersion version = info.currentDeploymentVersion();
      return "%s %s %s"
          .formatted(
              info.currentBuildId(),
              version == null ? "none" : version.toCanonicalString(),
              info.priority().priorityKey());
    }
  }

  @Test
  void a_run_knows_which_version_did_its_tasks_and_how_urgent_it_is() {
    var settings =
        new RunSettings(
            SETTINGS.namespace(),
            SETTINGS.taskQueue(),
            SETTINGS.converter(),
            SETTINGS.localActivities(),
            SETTINGS.failureExceptionTypes(),
            SETTINGS.deadlockLimit(),
            SETTINGS.sdkName(),
            SETTINGS.sdkVersion(),
            SETTINGS.interceptors(),
            SETTINGS.codec(),
            SETTINGS.meter(),
            "2.0",
            new WorkerDeploymentVersion("shop", "2.0"));
    var history = new HistoryBuilder().started("Versioned", Payloads.getDefaultInstance());
    history.startedWith(started -> started.getPriorityBuilder().setPriorityKey(2));
    history.taskStarted();
    history.taskCompletedBy(
        worker -> worker.getDeploymentVersionBuilder().setDeploymentName("shop").setBuildId("1.0"));
    long previous = history.last() - 1;
    history.timerStarted("1").timerFired("1", history.last()).taskStarted();
    try (var run = new WorkflowRun(settings, WorkflowDefinition.of(Versioned.class), "w", "run")) {
      var outcome =
          SimulatedServer.handle(
              run, new WorkflowTask(history.events(), previous, history.last(), Map.of(), null));

      assertThat(((WorkflowTaskOutcome.Completed) outcome).commands().getLast().toString())
          .contains("1.0 shop.1.0 2, now 2.0 shop.2.0 2");
    }
  }
}
