package dev.perdure.workflow;

import static dev.perdure.internal.workflow.SimulatedServer.start;
import static dev.perdure.internal.workflow.SimulatedServer.types;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.common.RetryPolicy;
import dev.perdure.common.VersioningIntent;
import dev.perdure.converter.DataConverter;
import io.temporal.api.command.v1.ContinueAsNewWorkflowExecutionCommandAttributes;
import io.temporal.api.enums.v1.ContinueAsNewInitiator;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ContinueAsNewTest {
  @Workflow.Definition
  public static final class Changing {
    private static final ContinueAsNewOptions OPTIONS =
        ContinueAsNewOptions.defaults()
            .withTaskQueue("other")
            .withRunTimeout(Duration.ofMinutes(1))
            .withTaskTimeout(Duration.ofSeconds(2))
            .withBackoffStartInterval(Duration.ofSeconds(3))
            .withRetryPolicy(RetryPolicy.attempts(4))
            .withMemo(Map.of("number", 8))
            .withVersioningIntent(VersioningIntent.COMPATIBLE)
            .withInitialVersioningBehavior(ContinueAsNewVersioningBehavior.AUTO_UPGRADE);

    private boolean mayEnd;

    @Workflow.Run
    public void run(boolean changed) {
      Workflow.await(() -> mayEnd);
      if (changed) {
        Workflow.continueAsNew("Other", OPTIONS, 5);
      } else {
        Workflow.continueAsNew(Changing::run, changed);
      }
    }

    @Workflow.Signal
    public void end() {
      mayEnd = true;
    }

    @Workflow.Signal
    public void goOn() {
      Workflow.continueAsNew(Changing::run, true);
    }
  }

  @Test
  @SuppressWarnings("deprecation") // the older kind of versioning
  void all_that_its_options_say_is_sent() {
    try (var server = start(Changing.class, true)) {
      var sent =
          server
              .signal("end")
              .task()
              .getFirst()
              .getContinueAsNewWorkflowExecutionCommandAttributes();

      DataConverter converter = DataConverter.defaults();
      var expected =
          ContinueAsNewWorkflowExecutionCommandAttributes.newBuilder()
              .setInitiator(ContinueAsNewInitiator.CONTINUE_AS_NEW_INITIATOR_WORKFLOW)
              .setInput(converter.encodeAll(5))
              .setInheritBuildId(true)
              .setInitialVersioningBehavior(
                  io.temporal.api.enums.v1.ContinueAsNewVersioningBehavior
                      .CONTINUE_AS_NEW_VERSIONING_BEHAVIOR_AUTO_UPGRADE);
      expected.getWorkflowTypeBuilder().setName("Other");
      expected.getTaskQueueBuilder().setName("other");
      expected.getWorkflowRunTimeoutBuilder().setSeconds(60);
      expected.getWorkflowTaskTimeoutBuilder().setSeconds(2);
      expected.getBackoffStartIntervalBuilder().setSeconds(3);
      expected.getMemoBuilder().putFields("number", converter.encode(8));
      expected
          .getRetryPolicyBuilder()
          .setBackoffCoefficient(2)
          .setMaximumAttempts(4)
          .setInitialInterval(com.google.protobuf.Duration.newBuilder().setSeconds(1))
          .setMaximumInterval(com.google.protobuf.Duration.newBuilder().setSeconds(100));
      assertThat(sent).isEqualTo(expected.build());
    }
  }

  @Test
  @SuppressWarnings("deprecation") // the older kind of versioning
  void what_is_not_said_stays_as_it_is() {
    try (var server = start(Changing.class, false)) {
      var sent =
          server
              .signal("end")
              .task()
              .getFirst()
              .getContinueAsNewWorkflowExecutionCommandAttributes();

      assertThat(sent.getWorkflowType().getName()).isEqualTo("Changing");
      assertThat(sent.getTaskQueue().getName()).isEqualTo("queue");
      assertThat(sent.getInheritBuildId()).isTrue();
      assertThat(sent.getMemo().getFieldsMap())
          .containsEntry("number", DataConverter.defaults().encode(7));
      assertThat(sent.hasWorkflowRunTimeout()).isFalse();
      assertThat(sent.hasRetryPolicy()).isFalse();
    }
  }

  @Test
  void a_signal_handler_continues_the_workflow_as_new() {
    try (var server = start(Changing.class, false)) {
      server.task();

      assertThat(types(server.signal("goOn").task()))
          .containsExactly("CONTINUE_AS_NEW_WORKFLOW_EXECUTION");
    }
  }
}
