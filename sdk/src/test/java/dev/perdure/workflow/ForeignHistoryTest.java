package dev.perdure.workflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import dev.perdure.activity.Activity;
import dev.perdure.common.RetryPolicy;
import dev.perdure.failure.ActivityFailure;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.internal.definition.WorkflowDefinition;
import dev.perdure.internal.replay.LocalWork;
import dev.perdure.internal.workflow.SimulatedServer;
import dev.perdure.internal.workflow.WorkflowRun;
import dev.perdure.internal.workflow.WorkflowTask;
import dev.perdure.internal.workflow.WorkflowTaskOutcome;
import io.temporal.api.history.v1.History;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.query.v1.WorkflowQuery;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A history that a worker of the Python SDK wrote is understood: its markers of local activities
/// and patches are ours. It was recorded once, with a workflow that does what [FromPython] does.
final class ForeignHistoryTest {
  /// The activities.
  public interface Work {
    @Activity.Definition
    String greet(String name);

    @Activity.Definition
    String fail(String type);

    @Activity.Definition(name = "succeed_on_attempt")
    int succeedOnAttempt(int attempt);
  }

  /// The workflow as it was in Python.
  @Workflow.Definition
  public static final class FromPython {
    private static final LocalActivityOptions LOCAL =
        LocalActivityOptions.startToClose(Duration.ofSeconds(5));

    @Workflow.Run
    public String run(String name) {
      String first = Workflow.executeLocalActivity(Work::greet, name, LOCAL);
      if (Workflow.patched("louder")) {
        first = first.toUpperCase(Locale.ROOT);
      }
      String second;
      try {
        second = Workflow.executeLocalActivity(Work::fail, "Refused", LOCAL);
      } catch (ActivityFailure e) {
        second = e.getCause() instanceof ApplicationFailure failure ? failure.type() : "?";
      }
      int third =
          Workflow.executeLocalActivity(
              Work::succeedOnAttempt,
              2,
              LOCAL
                  .withLocalRetryThreshold(Duration.ofMillis(50))
                  .withRetryPolicy(
                      RetryPolicy.defaults().withInitialInterval(Duration.ofMillis(100))));
      String remote =
          Workflow.executeActivity(
              Work::greet, "far", ActivityOptions.startToClose(Duration.ofSeconds(5)));
      return "%s %s %s %s".formatted(first, second, third, remote);
    }
  }

  private static List<HistoryEvent> events() throws IOException {
    var history = History.newBuilder();
    try (var in =
        requireNonNull(
            ForeignHistoryTest.class.getResourceAsStream("python-local-activities.json"))) {
      JsonFormat.parser().merge(new String(in.readAllBytes(), UTF_8), history);
    }
    return history.getEventsList();
  }

  private static WorkflowRun run() {
    return new WorkflowRun(
        SimulatedServer.SETTINGS, WorkflowDefinition.of(FromPython.class), "from-python", "run");
  }

  @Test
  void it_replays_to_its_end() throws IOException {
    try (WorkflowRun run = run()) {
      var query = WorkflowQuery.newBuilder().setQueryType("__stack_trace").build();

      var outcome = SimulatedServer.handle(run, new WorkflowTask(events(), 20, 0, Map.of(), query));

      assertThat(outcome).isInstanceOf(WorkflowTaskOutcome.QueryAnswered.class);
    }
  }

  @Test
  void it_goes_on_where_the_other_worker_stopped() throws IOException {
    try (WorkflowRun run = run()) {
      var outcome =
          SimulatedServer.handle(
              run, new WorkflowTask(events().subList(0, 13), 3, 13, Map.of(), null));

      assertThat(outcome).isInstanceOf(WorkflowTaskOutcome.Waiting.class);
      assertThat(run.takeLocalWork())
          .singleElement()
          .isInstanceOfSatisfying(
              LocalWork.Start.class,
              start -> {
                assertThat(start.seq()).isEqualTo(4);
                assertThat(start.request().attempt()).isEqualTo(2);
                assertThat(start.request().originalScheduleTime()).isNotNull();
              });
    }
    try (WorkflowRun run = run()) {
      var outcome =
          SimulatedServer.handle(
              run, new WorkflowTask(events().subList(0, 20), 13, 20, Map.of(), null));

      assertThat(outcome).isInstanceOf(WorkflowTaskOutcome.Completed.class);
      var close = ((WorkflowTaskOutcome.Completed) outcome).commands().getFirst();
      assertThat(close.getCompleteWorkflowExecutionCommandAttributes().getResult())
          .isEqualTo(events().getLast().getWorkflowExecutionCompletedEventAttributes().getResult());
    }
  }
}
