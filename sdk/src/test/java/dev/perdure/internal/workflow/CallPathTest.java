package dev.perdure.internal.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.activity.Activity;
import dev.perdure.common.RetryPolicy;
import dev.perdure.converter.DataConverter;
import dev.perdure.converter.PayloadConverter;
import dev.perdure.workflow.ActivityOptions;
import dev.perdure.workflow.ChildWorkflowOptions;
import dev.perdure.workflow.Workflow;
import io.temporal.api.common.v1.Payload;
import java.lang.StackWalker.StackFrame;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Holds how deep the way is from a user's call to what the SDK does for it: who steps into it in a
/// debugger should not get lost.
final class CallPathTest {
  private static final List<String> FRAMES = new CopyOnWriteArrayList<>();

  /// The activities that the workflow here names.
  public interface Work {
    @Activity.Definition
    String work(String argument);
  }

  /// The child that the workflow here names.
  @Workflow.Definition
  public interface Other {
    @Workflow.Run
    String run(String argument);
  }

  @Workflow.Definition
  public static final class Calls {
    @Workflow.Run
    public String run(boolean child) {
      if (child) {
        return Workflow.executeChildWorkflow(Other::run, "x", ChildWorkflowOptions.defaults());
      }
      return Workflow.executeActivity(
          Work::work,
          "x",
          ActivityOptions.startToClose(Duration.ofSeconds(1))
              .withRetryPolicy(RetryPolicy.attempts(2)));
    }
  }

  /// Takes a stack trace where the command's input is made, which is as deep as the call goes.
  private static final class Tracing implements PayloadConverter {
    private final PayloadConverter defaults = DataConverter.defaults().payloadConverter();

    @Override
    public Payload encode(@Nullable Object value) {
      if ("x".equals(value)) {
        StackWalker.getInstance()
            .forEach(
                frame -> {
                  if (isOurs(frame)) {
                    FRAMES.add(frame.getClassName() + "." + frame.getMethodName());
                  }
                });
      }
      return defaults.encode(value);
    }

    private static boolean isOurs(StackFrame frame) {
      return frame.getClassName().startsWith("dev.perdure.")
          && !frame.getClassName().startsWith(CallPathTest.class.getName());
    }

    @Override
    public @Nullable Object decode(Payload payload, Type type) {
      return defaults.decode(payload, type);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "false, ActivityCalls.executeActivity, startActivity",
    "true, ChildWorkflowCalls.executeChildWorkflow, startChildWorkflow",
  })
  void a_call_makes_its_command_in_at_most_eight_frames(boolean child, String verb, String inside) {
    FRAMES.clear();
    RunSettings settings = SimulatedServer.SETTINGS;
    var tracing =
        new RunSettings(
            settings.namespace(),
            settings.taskQueue(),
            settings.converter().withPayloadConverter(new Tracing()),
            settings.failureExceptionTypes(),
            settings.deadlockLimit(),
            settings.sdkName(),
            settings.sdkVersion());
    try (var server = SimulatedServer.start(tracing, Calls.class, child)) {
      server.task();
    }

    int call = FRAMES.indexOf("dev.perdure.workflow." + verb);
    assertThat(FRAMES.subList(0, call + 1))
        .as("from the user's call to the making of the command's input")
        .hasSizeLessThanOrEqualTo(8)
        .contains("dev.perdure.internal.workflow.WorkflowContext." + inside);
  }
}
