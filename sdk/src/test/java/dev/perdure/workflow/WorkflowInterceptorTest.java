package dev.perdure.workflow;

import static dev.perdure.internal.workflow.SimulatedServer.types;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.activity.Activity;
import dev.perdure.converter.DataConverter;
import dev.perdure.internal.wire.MessageCodec;
import dev.perdure.internal.workflow.RunSettings;
import dev.perdure.internal.workflow.SimulatedServer;
import dev.perdure.internal.workflow.WorkflowTaskOutcome;
import dev.perdure.worker.WorkerInterceptor;
import dev.perdure.worker.WorkflowInboundCalls;
import dev.perdure.worker.WorkflowOutboundCalls;
import io.temporal.api.command.v1.Command;
import io.temporal.api.common.v1.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WorkflowInterceptorTest {
  private static final ActivityOptions OPTIONS =
      ActivityOptions.startToClose(Duration.ofSeconds(10));
  private static final Payload ADA = DataConverter.defaults().encode("ada");

  private final List<String> log = new ArrayList<>();

  public interface Work {
    @Activity.Definition
    String work(String what);
  }

  @Workflow.Definition
  public static final class Worked {
    private String last = "";

    @Workflow.Run
    public String run(String what) {
      Workflow.await(() -> !last.isEmpty());
      Workflow.sleep(Duration.ofSeconds(1));
      String result = Workflow.executeActivity(Work::work, what, OPTIONS);
      if (result.equals("again")) {
        return Workflow.continueAsNew(Worked::run, Workflow.info().workflowType());
      }
      return result;
    }

    @Workflow.Signal
    public void tell(String text) {
      last = text;
    }

    @Workflow.Query
    public String last(String prefix) {
      return prefix + last;
    }
  }

  private record Logging(String name, List<String> log) implements WorkerInterceptor {
    @Override
    public WorkflowInboundCalls interceptWorkflow(WorkflowInboundCalls next) {
      return new Inbound(this, next);
    }

    void log(String text) {
      log.add(name + " " + text);
    }
  }

  private record Inbound(Logging to, WorkflowInboundCalls next) implements WorkflowInboundCalls {
    @Override
    public void init(WorkflowOutboundCalls outbound) {
      next.init(new Outbound(to, outbound));
    }

    @Override
    public @Nullable Object executeWorkflow(ExecuteWorkflowInput input) throws Exception {
      to.log("execute " + input.arguments());
      Object result = next.executeWorkflow(input);
      to.log("result " + result);
      return result;
    }

    @Override
    public void handleSignal(HandleSignalInput input) throws Exception {
      to.log("signal " + input.signal() + " " + input.arguments());
      next.handleSignal(input);
    }

    @Override
    public @Nullable Object handleQuery(HandleQueryInput input) throws Exception {
      to.log("query " + input.query() + " " + input.arguments());
      return next.handleQuery(input.withArguments(List.of(to.name + " ")));
    }
  }

  private record Outbound(Logging to, WorkflowOutboundCalls next) implements WorkflowOutboundCalls {
    @Override
    public WorkflowInfo info() {
      to.log("info");
      return next.info();
    }

    @Override
    public Promise<?> startActivity(StartActivityInput input) {
      to.log("activity " + input.activityType() + " " + input.arguments());
      return next.startActivity(input.withHeader(to.name, ADA));
    }

    @Override
    public ChildWorkflowHandle<?, ?> startChildWorkflow(StartChildWorkflowInput input) {
      to.log("child " + input.workflowType() + " " + input.options().id() + input.arguments());
      return next.startChildWorkflow(input.withHeader(to.name, ADA));
    }

    @Override
    public void signalChildWorkflow(SignalChildWorkflowInput input) {
      to.log("signal child " + input.workflowId() + " " + input.signalName());
      next.signalChildWorkflow(input.withHeader(to.name, ADA));
    }

    @Override
    public void signalExternalWorkflow(SignalExternalWorkflowInput input) {
      to.log("signal " + input.workflowId() + " " + input.signalName());
      next.signalExternalWorkflow(input.withHeader(to.name, ADA));
    }

    @Override
    public void cancelExternalWorkflow(CancelExternalWorkflowInput input) {
      to.log("cancel " + input.workflowId() + " " + input.reason());
      next.cancelExternalWorkflow(input);
    }

    @Override
    public Promise<@Nullable Void> startTimer(StartTimerInput input) {
      to.log("timer " + input.duration());
      return next.startTimer(input);
    }

    @Override
    public void continueAsNew(ContinueAsNewInput input) {
      to.log("continue as new " + input.workflowType() + " " + input.arguments());
      next.continueAsNew(input.withHeader(to.name, ADA));
    }
  }

  private static RunSettings settings(WorkerInterceptor... interceptors) {
    RunSettings settings = SimulatedServer.SETTINGS;
    return new RunSettings(
        settings.namespace(),
        settings.taskQueue(),
        settings.converter(),
        settings.localActivities(),
        settings.failureExceptionTypes(),
        settings.deadlockLimit(),
        settings.sdkName(),
        settings.sdkVersion(),
        List.of(interceptors),
        MessageCodec.NONE,
        settings.meter(),
        settings.buildId(),
        settings.deploymentVersion());
  }

  private RunSettings logged() {
    return settings(new Logging("outer", log), new Logging("inner", log));
  }

  @Test
  void what_comes_in_meets_the_first_interceptor_first_and_what_goes_out_meets_it_last() {
    try (var server = SimulatedServer.start(logged(), Worked.class, "x")) {
      server.signal("tell", "now").task();
      List<Command> scheduled = server.fireTimer("1").task();
      server.completeActivity("1", "done").task();

      assertThat(log)
          .containsExactly(
              "outer signal tell [now]",
              "inner signal tell [now]",
              "outer execute [x]",
              "inner execute [x]",
              "inner timer PT1S",
              "outer timer PT1S",
              "inner activity work [x]",
              "outer activity work [x]",
              "inner result done",
              "outer result done");
      assertThat(
              scheduled
                  .getFirst()
                  .getScheduleActivityTaskCommandAttributes()
                  .getHeader()
                  .getFieldsMap())
          .isEqualTo(Map.of("inner", ADA, "outer", ADA));
    }
  }

  @Test
  void a_query_passes_the_chain_and_may_be_changed_in_it() {
    try (var server = SimulatedServer.start(logged(), Worked.class, "x")) {
      server.signal("tell", "now").task();
      log.clear();

      var answered = (WorkflowTaskOutcome.QueryAnswered) server.query("last", "it is ");

      assertThat(DataConverter.defaults().decodeResult(answered.result(), String.class))
          .isEqualTo("inner now");
      assertThat(log).containsExactly("outer query last [it is ]", "inner query last [outer ]");
    }
  }

  @Test
  void continuing_as_new_passes_the_chain_and_takes_headers() {
    try (var server = SimulatedServer.start(logged(), Worked.class, "x")) {
      server.signal("tell", "now").task();
      server.fireTimer("1").task();
      log.clear();

      List<Command> commands = server.completeActivity("1", "again").task();

      assertThat(types(commands)).containsExactly("CONTINUE_AS_NEW_WORKFLOW_EXECUTION");
      assertThat(
              commands
                  .getFirst()
                  .getContinueAsNewWorkflowExecutionCommandAttributes()
                  .getHeader()
                  .getFieldsMap())
          .isEqualTo(Map.of("inner", ADA, "outer", ADA));
      assertThat(log)
          .containsExactly(
              "inner info",
              "outer info",
              "inner continue as new Worked [Worked]",
              "outer continue as new Worked [Worked]");
    }
  }

  /// Runs every workflow twice, one after the other, and takes the results together.
  private record Twice() implements WorkerInterceptor {
    @Override
    public WorkflowInboundCalls interceptWorkflow(WorkflowInboundCalls next) {
      record Calls(WorkflowInboundCalls next) implements WorkflowInboundCalls {
        @Override
        public Object executeWorkflow(ExecuteWorkflowInput input) throws Exception {
          return next.executeWorkflow(input.withArguments(List.of("a")))
              + ", "
              + next.executeWorkflow(input.withArguments(List.of("b")));
        }
      }
      return new Calls(next);
    }
  }

  @Test
  void an_interceptor_is_workflow_code_that_may_wait() {
    try (var server = SimulatedServer.start(settings(new Twice()), Worked.class, "x")) {
      server.signal("tell", "now").task();
      server.fireTimer("1").task();
      server.completeActivity("1", "first").task();
      server.fireTimer("2").task();

      List<Command> commands = server.completeActivity("2", "second").task();

      assertThat(server.result(commands)).isEqualTo("first, second");
    }
  }

  /// Breaks while it is being set up.
  private record Broken() implements WorkerInterceptor {
    @Override
    public WorkflowInboundCalls interceptWorkflow(WorkflowInboundCalls next) {
      throw new IllegalStateException("no interceptor today");
    }
  }

  @Test
  void an_interceptor_that_breaks_fails_the_task_and_not_the_workflow() {
    try (var server = SimulatedServer.start(settings(new Broken()), Worked.class, "x")) {
      WorkflowTaskOutcome.Failed failed = server.failed();

      assertThat(failed.failure().getMessage()).isEqualTo("no interceptor today");
    }
  }

  @Workflow.Definition
  public static final class Related {
    @Workflow.Run
    public void run() {
      var child =
          Workflow.startChildWorkflow("C", String.class, ChildWorkflowOptions.of("child"), 7);
      child.signal("hurry");
      var other = Workflow.getExternalWorkflowHandle("other");
      other.signal("tell");
      other.cancel("enough");
    }
  }

  @Test
  void what_is_asked_of_other_workflows_passes_the_chain_and_takes_headers() {
    Map<String, Payload> both = Map.of("inner", ADA, "outer", ADA);
    try (var server = SimulatedServer.start(logged(), Related.class)) {
      Command start = server.task().getFirst();
      server.history().otherWorkflows().started("child");
      Command toChild = server.task().getFirst();
      server.history().otherWorkflows().signaled("child");
      Command toOther = server.task().getFirst();
      server.history().otherWorkflows().signaled("other");
      server.task();

      assertThat(log)
          .containsExactly(
              "outer execute []",
              "inner execute []",
              "inner child C child[7]",
              "outer child C child[7]",
              "inner signal child child hurry",
              "outer signal child child hurry",
              "inner signal other tell",
              "outer signal other tell",
              "inner cancel other enough",
              "outer cancel other enough");
      assertThat(start.getStartChildWorkflowExecutionCommandAttributes().getHeader().getFieldsMap())
          .isEqualTo(both);
      assertThat(
              List.of(toChild, toOther).stream()
                  .map(Command::getSignalExternalWorkflowExecutionCommandAttributes)
                  .map(signal -> signal.getHeader().getFieldsMap()))
          .containsExactly(both, both);
    }
  }
}
