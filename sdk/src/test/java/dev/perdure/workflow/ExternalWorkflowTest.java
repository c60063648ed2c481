package dev.perdure.workflow;

import static dev.perdure.internal.workflow.SimulatedServer.start;
import static dev.perdure.internal.workflow.SimulatedServer.types;
import static io.temporal.api.enums.v1.SignalExternalWorkflowExecutionFailedCause.SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND;
import static io.temporal.api.enums.v1.SignalExternalWorkflowExecutionFailedCause.SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_SIGNAL_COUNT_LIMIT_EXCEEDED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.converter.DataConverter;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.failure.CancelledFailure;
import dev.perdure.internal.workflow.WorkflowTaskOutcome.QueryFailed;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ExternalWorkflowTest {
  /// The workflow that the workflows here talk to.
  @Workflow.Definition
  public interface Other {
    @Workflow.Run
    void run();

    @Workflow.Signal
    void ping();

    @Workflow.Signal(name = "tell")
    void told(String what, int times);
  }

  @Workflow.Definition
  public static final class Talker {
    private final ExternalWorkflowHandle<Other> other =
        Workflow.getExternalWorkflowHandle(Other.class, "other");

    @Workflow.Run
    public String run(String runId) {
      var target = runId.isEmpty() ? other : other.withRunId(runId);
      try {
        target.signal(Other::told, "news", 2);
        target.cancel("enough");
        return "done";
      } catch (ApplicationFailure e) {
        return e.type() + ": " + e.getMessage();
      }
    }

    @Workflow.Query
    public String talk() {
      other.signal(Other::ping);
      return "talked";
    }
  }

  @Test
  void another_workflow_is_signalled_and_then_cancelled() {
    try (var server = start(Talker.class, "r-1")) {
      var commands = server.task();
      assertThat(types(commands)).containsExactly("SIGNAL_EXTERNAL_WORKFLOW_EXECUTION");
      var signal = commands.getFirst().getSignalExternalWorkflowExecutionCommandAttributes();
      assertThat(signal.getChildWorkflowOnly()).isFalse();
      assertThat(signal.getSignalName()).isEqualTo("tell");
      assertThat(signal.getExecution().getWorkflowId()).isEqualTo("other");
      assertThat(signal.getExecution().getRunId()).isEqualTo("r-1");
      assertThat(signal.getInput()).isEqualTo(DataConverter.defaults().encodeAll("news", 2));
      server.history().otherWorkflows().signaled("other");

      var cancel =
          server.task().getFirst().getRequestCancelExternalWorkflowExecutionCommandAttributes();
      assertThat(cancel.getWorkflowId()).isEqualTo("other");
      assertThat(cancel.getRunId()).isEqualTo("r-1");
      assertThat(cancel.getChildWorkflowOnly()).isFalse();
      assertThat(cancel.getReason())
          .isEqualTo("Cancel requested by workflow with run id run with reason: enough");
      server.history().otherWorkflows().cancelRequested("other");

      assertThat(server.result(server.task())).isEqualTo("done");
    }
  }

  @Test
  void a_signal_to_nobody_fails_the_call_only() {
    try (var server = start(Talker.class, "")) {
      server.task();
      server
          .history()
          .otherWorkflows()
          .signalFailed(
              "other",
              SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND);

      assertThat(server.result(server.task()))
          .isEqualTo(
              "ExternalWorkflowExecutionNotFound: Unable to signal external workflow because it was"
                  + " not found");
    }
  }

  @Test
  void a_workflow_with_too_many_signals_refuses_the_next() {
    try (var server = start(Talker.class, "")) {
      server.task();
      server
          .history()
          .otherWorkflows()
          .signalFailed(
              "other", SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_SIGNAL_COUNT_LIMIT_EXCEEDED);

      assertThat((String) server.result(server.task())).startsWith("SignalCountLimitExceeded: ");
    }
  }

  @Test
  void a_cancel_request_to_nobody_fails_the_call_only() {
    try (var server = start(Talker.class, "")) {
      server.task();
      server.history().otherWorkflows().signaled("other");
      server.task();
      server.history().otherWorkflows().cancelFailed("other");

      assertThat(server.result(server.task()))
          .isEqualTo(
              "ExternalWorkflowExecutionNotFound: Unable to cancel external workflow because not"
                  + " found");
    }
  }

  @Test
  void a_query_must_not_signal() {
    try (var server = start(Talker.class, "")) {
      server.task();

      assertThat(server.query("talk"))
          .isInstanceOfSatisfying(
              QueryFailed.class,
              failed -> assertThat(failed.message()).contains("cannot signal another workflow"));
    }
  }

  @Workflow.Definition
  public static final class Hesitant {
    @Workflow.Run
    public String run(boolean atOnce) {
      var other = Workflow.getExternalWorkflowHandle("other");
      Promise<@Nullable Void> sent = Workflow.async(() -> other.signal("ping"));
      if (atOnce) {
        Workflow.async(sent::cancel);
      }
      try {
        sent.get();
        return "sent";
      } catch (CancelledFailure e) {
        return e.getMessage();
      }
    }
  }

  @Test
  void a_signal_that_is_not_sent_yet_is_taken_back() {
    try (var server = start(Hesitant.class, true)) {
      var commands = server.task();

      assertThat(types(commands)).containsExactly("COMPLETE_WORKFLOW_EXECUTION");
      assertThat(server.result(commands)).isEqualTo("Signal was cancelled before being sent");
    }
  }

  @Test
  void a_signal_that_is_on_its_way_arrives_in_spite_of_a_cancellation() {
    try (var server = start(Hesitant.class, false)) {
      server.task();
      assertThat(server.cancel("").task()).isEmpty();

      server.history().otherWorkflows().signaled("other");

      assertThat(server.result(server.task())).isEqualTo("sent");
    }
  }

  @Workflow.Definition
  public static final class Nameless {
    @Workflow.Run
    public void run() {
      Workflow.getExternalWorkflowHandle("").signal("ping");
    }
  }

  @Test
  void a_handle_without_an_id_is_refused() {
    var server = start(Nameless.class);

    assertThat(server.failed().failure().getMessage())
        .isEqualTo("A workflow's handle needs an id, and this one is empty.");
  }
}
