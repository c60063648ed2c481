package dev.perdure.workflow;

import static dev.perdure.internal.workflow.SimulatedServer.start;
import static dev.perdure.internal.workflow.SimulatedServer.types;
import static io.temporal.api.enums.v1.StartChildWorkflowExecutionFailedCause.START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_NAMESPACE_NOT_FOUND;
import static io.temporal.api.enums.v1.StartChildWorkflowExecutionFailedCause.START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_WORKFLOW_ALREADY_EXISTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.common.Priority;
import dev.perdure.common.RetryPolicy;
import dev.perdure.common.TypeRef;
import dev.perdure.common.VersioningIntent;
import dev.perdure.common.WorkflowIdReusePolicy;
import dev.perdure.converter.DataConverter;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.failure.ChildWorkflowFailure;
import dev.perdure.failure.Failure;
import dev.perdure.failure.WorkflowAlreadyStartedFailure;
import dev.perdure.internal.workflow.SimulatedServer;
import io.temporal.api.command.v1.StartChildWorkflowExecutionCommandAttributes;
import io.temporal.api.enums.v1.ParentClosePolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ChildWorkflowTest {
  /// The child that the workflows here name.
  @Workflow.Definition(name = "Shipping")
  public interface Child {
    @Workflow.Run
    String run(String address, int items);

    @Workflow.Signal
    void hurry(String why);
  }

  /// A child without arguments or result.
  @Workflow.Definition
  public interface Silent {
    @Workflow.Run
    void run();
  }

  private static void completeChild(SimulatedServer server, String id, @Nullable Object result) {
    server.history().otherWorkflows().completed(id, DataConverter.defaults().encodeAll(result));
  }

  @Workflow.Definition
  public static final class Parent {
    @Workflow.Run
    public String run() {
      return Workflow.executeChildWorkflow(
          Child::run, "Main St", 3, ChildWorkflowOptions.of("ship-1"));
    }
  }

  @Test
  @SuppressWarnings("deprecation") // the older kind of versioning
  void a_child_is_started_with_no_more_than_it_must() {
    try (var server = start(Parent.class)) {
      var sent = server.task().getFirst().getStartChildWorkflowExecutionCommandAttributes();

      var expected =
          StartChildWorkflowExecutionCommandAttributes.newBuilder()
              .setWorkflowId("ship-1")
              .setInput(DataConverter.defaults().encodeAll("Main St", 3))
              .setInheritBuildId(true)
              .setParentClosePolicy(ParentClosePolicy.PARENT_CLOSE_POLICY_TERMINATE)
              .setWorkflowIdReusePolicy(
                  io.temporal.api.enums.v1.WorkflowIdReusePolicy
                      .WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE);
      expected.getWorkflowTypeBuilder().setName("Shipping");
      expected.getTaskQueueBuilder().setName("queue");
      assertThat(sent).isEqualTo(expected.build());
    }
  }

  @Test
  void the_parent_waits_for_the_result_of_its_child() {
    try (var server = start(Parent.class)) {
      server.task();
      server.history().otherWorkflows().started("ship-1");
      assertThat(server.task()).isEmpty();

      completeChild(server, "ship-1", "track-7");

      assertThat(server.result(server.task())).isEqualTo("track-7");
    }
  }

  @Workflow.Definition
  public static final class Particular {
    @Workflow.Run
    public void run() {
      Workflow.executeChildWorkflow(
          Silent::run,
          ChildWorkflowOptions.of("silent")
              .withTaskQueue("other")
              .withExecutionTimeout(Duration.ofHours(1))
              .withRunTimeout(Duration.ofMinutes(2))
              .withTaskTimeout(Duration.ofSeconds(3))
              .withIdReusePolicy(WorkflowIdReusePolicy.REJECT_DUPLICATE)
              .withParentClosePolicy(dev.perdure.workflow.ParentClosePolicy.REQUEST_CANCEL)
              .withRetryPolicy(RetryPolicy.attempts(4))
              .withCronSchedule("@every 1h")
              .withMemo(Map.of("who", "ada"))
              .withStaticSummary("one line")
              .withStaticDetails("two\nlines")
              .withPriority(Priority.of(1))
              .withVersioningIntent(VersioningIntent.COMPATIBLE));
    }
  }

  @Test
  @SuppressWarnings("deprecation") // the older kind of versioning
  void all_that_its_options_say_is_sent() {
    try (var server = start(Particular.class)) {
      var command = server.task().getFirst();

      DataConverter converter = DataConverter.defaults();
      var expected =
          StartChildWorkflowExecutionCommandAttributes.newBuilder()
              .setWorkflowId("silent")
              .setInheritBuildId(true)
              .setCronSchedule("@every 1h")
              .setParentClosePolicy(ParentClosePolicy.PARENT_CLOSE_POLICY_REQUEST_CANCEL)
              .setWorkflowIdReusePolicy(
                  io.temporal.api.enums.v1.WorkflowIdReusePolicy
                      .WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE);
      expected.getWorkflowTypeBuilder().setName("Silent");
      expected.getTaskQueueBuilder().setName("other");
      expected.getWorkflowExecutionTimeoutBuilder().setSeconds(3600);
      expected.getWorkflowRunTimeoutBuilder().setSeconds(120);
      expected.getWorkflowTaskTimeoutBuilder().setSeconds(3);
      expected.getPriorityBuilder().setPriorityKey(1);
      expected.getMemoBuilder().putFields("who", converter.encode("ada"));
      expected
          .getRetryPolicyBuilder()
          .setBackoffCoefficient(2)
          .setMaximumAttempts(4)
          .setInitialInterval(com.google.protobuf.Duration.newBuilder().setSeconds(1))
          .setMaximumInterval(com.google.protobuf.Duration.newBuilder().setSeconds(100));
      assertThat(command.getStartChildWorkflowExecutionCommandAttributes())
          .isEqualTo(expected.build());
      assertThat(command.getUserMetadata().getSummary()).isEqualTo(converter.encode("one line"));
      assertThat(command.getUserMetadata().getDetails()).isEqualTo(converter.encode("two\nlines"));
    }
  }

  @Test
  void impossible_options_are_refused() {
    assertThatThrownBy(() -> ChildWorkflowOptions.of(""))
        .hasMessage("A child workflow needs an id, and this one is empty.");
    assertThatThrownBy(() -> ChildWorkflowOptions.defaults().withRunTimeout(Duration.ZERO))
        .hasMessage("The run timeout must be positive, but is PT0S.");
  }

  @Workflow.Definition
  public static final class Unnamed {
    @Workflow.Run
    public @Nullable List<Integer> run() {
      var one =
          Workflow.startChildWorkflow(
              "Numbers",
              new TypeRef<List<Integer>>() {},
              ChildWorkflowOptions.defaults().withTaskQueue("python"),
              7);
      var two = Workflow.startChildWorkflow(Silent::run, ChildWorkflowOptions.defaults());
      assertThat(one.id()).hasSize(36).isNotEqualTo(two.id());
      assertThat(one.firstExecutionRunId()).isEqualTo("run-of-" + one.id());
      return one.get();
    }
  }

  @Test
  void a_child_without_an_id_has_a_random_one_and_its_handle_comes_when_it_has_started() {
    try (var server = start(Unnamed.class)) {
      String one = startedChild(server);
      String two = startedChild(server);
      assertThat(one).isNotEqualTo(two);
      assertThat(server.task()).isEmpty();

      completeChild(server, one, List.of(1, 2));

      assertThat(server.result(server.task())).isEqualTo(List.of(1, 2));
    }
  }

  private static String startedChild(SimulatedServer server) {
    String id =
        server.task().getLast().getStartChildWorkflowExecutionCommandAttributes().getWorkflowId();
    server.history().otherWorkflows().started(id);
    return id;
  }

  /// Returns what the failure of its child says.
  @Workflow.Definition
  public static final class Forgiving {
    @Workflow.Run
    public @Nullable String run() {
      try {
        return Workflow.executeChildWorkflow(
            "Child", String.class, ChildWorkflowOptions.of("child"));
      } catch (ChildWorkflowFailure e) {
        var attributes = e.attributes();
        return "%s: %s: %s, %s %s %s, %s %s"
            .formatted(
                e.getMessage(),
                Objects.requireNonNull(e.getCause()).getClass().getSimpleName(),
                e.reason().getMessage(),
                e.workflowType(),
                e.workflowId(),
                e.runId(),
                attributes.namespace(),
                e.retryState());
      }
    }
  }

  @Test
  void a_child_that_fails_tells_why() {
    try (var server = start(Forgiving.class)) {
      startedChild(server);
      server
          .history()
          .otherWorkflows()
          .failed(
              "child",
              DataConverter.defaults().encodeFailure(ApplicationFailure.of("no", "Refusal")));

      assertThat(server.result(server.task()))
          .isEqualTo(
              "Child Workflow execution failed: ApplicationFailure: no, Child child run-of-child,"
                  + " default MAXIMUM_ATTEMPTS_REACHED");
    }
  }

  @Test
  void a_child_that_times_out_tells_so() {
    try (var server = start(Forgiving.class)) {
      startedChild(server);
      server.history().otherWorkflows().timedOut("child");

      assertThat(server.result(server.task()))
          .isEqualTo(
              "Child Workflow execution timed out: TimeoutFailure: Timed out, Child child"
                  + " run-of-child, default TIMEOUT");
    }
  }

  @Test
  void a_child_that_is_terminated_tells_so() {
    try (var server = start(Forgiving.class)) {
      startedChild(server);
      server.history().otherWorkflows().terminated("child");

      assertThat(server.result(server.task()))
          .isEqualTo(
              "Child Workflow execution terminated: TerminatedFailure: Terminated, Child child"
                  + " run-of-child, default NON_RETRYABLE_FAILURE");
    }
  }

  @Test
  void a_child_that_is_cancelled_by_somebody_else_tells_so() {
    try (var server = start(Forgiving.class)) {
      startedChild(server);
      server.history().otherWorkflows().cancelled("child");

      assertThat(server.result(server.task()))
          .isEqualTo(
              "Child Workflow execution cancelled: CancelledFailure: Cancelled, Child child"
                  + " run-of-child, default NON_RETRYABLE_FAILURE");
    }
  }

  @Test
  void a_child_that_the_server_refuses_tells_so() {
    try (var server = start(Forgiving.class)) {
      server.task();
      server
          .history()
          .otherWorkflows()
          .startFailed("child", START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_NAMESPACE_NOT_FOUND);

      assertThat((String) server.result(server.task()))
          .startsWith("Child Workflow execution could not be started: ApplicationFailure");
    }
  }

  @Workflow.Definition
  public static final class Twice {
    @Workflow.Run
    public String run(boolean executed) {
      try {
        var options = ChildWorkflowOptions.of("taken");
        if (executed) {
          Workflow.executeChildWorkflow(Silent::run, options);
        } else {
          Workflow.startChildWorkflow(Silent::run, options);
        }
        return "started";
      } catch (WorkflowAlreadyStartedFailure e) {
        return e.workflowId() + " " + e.workflowType();
      }
    }
  }

  @Test
  void a_taken_id_is_told_by_start_and_by_execute() {
    for (boolean executed : new boolean[] {true, false}) {
      try (var server = start(Twice.class, executed)) {
        server.task();
        server
            .history()
            .otherWorkflows()
            .startFailed(
                "taken", START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_WORKFLOW_ALREADY_EXISTS);

        assertThat(server.result(server.task())).isEqualTo("taken Silent");
      }
    }
  }

  @Test
  void a_taken_id_that_nobody_catches_fails_the_workflow_with_its_type() {
    try (var server = start(Parent.class)) {
      server.task();
      server
          .history()
          .otherWorkflows()
          .startFailed(
              "ship-1", START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_WORKFLOW_ALREADY_EXISTS);

      Failure failure =
          server.exception(
              server.task().getFirst().getFailWorkflowExecutionCommandAttributes().getFailure());

      assertThat(failure)
          .isInstanceOfSatisfying(
              ApplicationFailure.class,
              e -> assertThat(e.type()).isEqualTo("WorkflowAlreadyStarted"))
          .hasMessage("Child workflow ship-1 was not started: its id is taken.");
    }
  }

  @Workflow.Definition
  public static final class Signaller {
    @Workflow.Run
    public String run() {
      var child =
          Workflow.startChildWorkflow(Child::run, "Main St", 1, ChildWorkflowOptions.of("ship-1"));
      child.signal(Child::hurry, "rain");
      return child.get();
    }
  }

  @Test
  void a_child_is_signalled_once_it_has_started() {
    try (var server = start(Signaller.class)) {
      startedChild(server);
      var commands = server.task();
      assertThat(types(commands)).containsExactly("SIGNAL_EXTERNAL_WORKFLOW_EXECUTION");
      var sent = commands.getFirst().getSignalExternalWorkflowExecutionCommandAttributes();
      assertThat(sent.getChildWorkflowOnly()).isTrue();
      assertThat(sent.getSignalName()).isEqualTo("hurry");
      assertThat(sent.getExecution().getWorkflowId()).isEqualTo("ship-1");
      assertThat(sent.getExecution().getRunId()).isEmpty();
      assertThat(sent.getInput()).isEqualTo(DataConverter.defaults().encodeAll("rain"));

      server.history().otherWorkflows().signaled("ship-1");
      completeChild(server, "ship-1", "done");

      assertThat(server.result(server.task())).isEqualTo("done");
    }
  }

  @Workflow.Definition
  public static final class FanOut {
    @Workflow.Run
    public int run(int children) {
      List<Promise<@Nullable Integer>> all = new ArrayList<>();
      for (int i = 0; i < children; i++) {
        int number = i;
        all.add(
            Workflow.async(
                () ->
                    Workflow.executeChildWorkflow(
                        "Part", Integer.class, ChildWorkflowOptions.of("part-" + number))));
      }
      return Promise.allOf(all).get().stream().mapToInt(Objects::requireNonNull).sum();
    }
  }

  @Test
  void a_thousand_children_start_in_one_task() {
    try (var server = start(FanOut.class, 1000)) {
      assertThat(server.task()).hasSize(1000);
      for (int i = 0; i < 1000; i++) {
        server.history().otherWorkflows().started("part-" + i);
        completeChild(server, "part-" + i, i);
      }

      assertThat(server.result(server.task())).isEqualTo(499500);
    }
  }

  @Workflow.Definition
  public static final class Undecodable {
    @Workflow.Run
    public int run() {
      return Objects.requireNonNull(
          Workflow.executeChildWorkflow("C", Integer.class, ChildWorkflowOptions.of("child")));
    }
  }

  @Test
  void a_result_that_cannot_be_decoded_fails_the_task_of_the_parent() {
    var server = start(Undecodable.class);
    startedChild(server);
    completeChild(server, "child", "no number");

    assertThat(server.failed().failure().getMessage()).contains("Integer");
  }
}
