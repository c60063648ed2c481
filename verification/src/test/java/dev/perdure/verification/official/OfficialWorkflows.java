package dev.perdure.verification.official;

import dev.perdure.verification.official.OfficialActivities.Steps;
import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TimeoutFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.Promise;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// The workflows of the official SDK's suite.
final class OfficialWorkflows {
  static final Class<?>[] ALL = {
    HelloWorkflow.class,
    RetriedWorkflow.class,
    FailingWorkflow.class,
    SleeperWorkflow.class,
    CartWorkflow.class,
    WaiterWorkflow.class,
    CountdownWorkflow.class,
    ResumingWorkflow.class,
    TimeoutsWorkflow.class,
    CancellerWorkflow.class,
    ElsewhereWorkflow.class,
    FanOutWorkflow.class,
    StumblingWorkflow.class,
    MarkersWorkflow.class,
    NotesWorkflow.class,
  };

  private OfficialWorkflows() {}

  private static Steps steps() {
    return steps(RetryOptions.newBuilder().setInitialInterval(Duration.ofMillis(50)).build());
  }

  private static Steps steps(RetryOptions retry) {
    return Workflow.newActivityStub(
        Steps.class,
        ActivityOptions.newBuilder()
            .setStartToCloseTimeout(Duration.ofSeconds(10))
            .setRetryOptions(retry)
            .build());
  }

  @WorkflowInterface
  public interface Notes {
    @WorkflowMethod
    String run();
  }

  /// Reads its memo and changes it.
  public static final class NotesWorkflow implements Notes {
    @Override
    public String run() {
      var color = Workflow.getMemo("color", String.class);
      Workflow.upsertMemo(Map.of("size", 7));
      Workflow.sleep(Duration.ofMillis(10));
      return color + " " + Workflow.getMemo("size", Integer.class);
    }
  }

  @WorkflowInterface
  public interface Hello {
    @WorkflowMethod
    String run(String name);
  }

  public static final class HelloWorkflow implements Hello {
    @Override
    public String run(String name) {
      return steps().greet(name);
    }
  }

  @WorkflowInterface
  public interface Retried {
    @WorkflowMethod
    int run(int attempts);
  }

  public static final class RetriedWorkflow implements Retried {
    @Override
    public int run(int attempts) {
      return steps().succeedOnAttempt(attempts);
    }
  }

  /// Fails with the failure of its activity.
  @WorkflowInterface
  public interface Failing {
    @WorkflowMethod
    String run(String type, int detail);
  }

  public static final class FailingWorkflow implements Failing {
    @Override
    public String run(String type, int detail) {
      return steps().fail(type, detail);
    }
  }

  /// Sleeps and returns how long it took by the workflow's clock, in milliseconds.
  @WorkflowInterface
  public interface Sleeper {
    @WorkflowMethod
    long run(long millis);
  }

  public static final class SleeperWorkflow implements Sleeper {
    @Override
    public long run(long millis) {
      long start = Workflow.currentTimeMillis();
      Workflow.sleep(Duration.ofMillis(millis));
      return Workflow.currentTimeMillis() - start;
    }
  }

  /// Collects items by signal until it is told to check out.
  @WorkflowInterface
  public interface Cart {
    @WorkflowMethod
    List<String> run();

    @SignalMethod
    void add(String item);

    @SignalMethod
    void checkout();

    @QueryMethod
    List<String> items();

    @QueryMethod
    String fails();
  }

  public static final class CartWorkflow implements Cart {
    private final List<String> items = new ArrayList<>();
    private boolean closed;

    @Override
    public List<String> run() {
      Workflow.await(() -> closed);
      return items;
    }

    @Override
    public void add(String item) {
      items.add(item);
    }

    @Override
    public void checkout() {
      closed = true;
    }

    @Override
    public List<String> items() {
      return items;
    }

    @Override
    public String fails() {
      throw new IllegalStateException("nothing to tell");
    }
  }

  /// Waits for ever; on a cancel it cleans up with an activity, then ends as cancelled.
  @WorkflowInterface
  public interface Waiter {
    @WorkflowMethod
    void run();
  }

  public static final class WaiterWorkflow implements Waiter {
    @Override
    public void run() {
      try {
        Workflow.await(() -> false);
      } catch (CanceledFailure e) {
        Workflow.newDetachedCancellationScope(() -> steps().greet("cleanup")).run();
        throw e;
      }
    }
  }

  /// Counts down to zero, one run for each number.
  @WorkflowInterface
  public interface Countdown {
    @WorkflowMethod
    String run(int left, String path);
  }

  public static final class CountdownWorkflow implements Countdown {
    @Override
    public String run(int left, String path) {
      if (left == 0) {
        return path + "0";
      }
      Workflow.newContinueAsNewStub(Countdown.class).run(left - 1, path + left + ",");
      throw new AssertionError("continue-as-new returned");
    }
  }

  @WorkflowInterface
  public interface Resuming {
    @WorkflowMethod
    int run();
  }

  public static final class ResumingWorkflow implements Resuming {
    @Override
    public int run() {
      var steps =
          Workflow.newActivityStub(
              Steps.class,
              ActivityOptions.newBuilder()
                  .setStartToCloseTimeout(Duration.ofSeconds(10))
                  .setHeartbeatTimeout(Duration.ofSeconds(5))
                  .setRetryOptions(
                      RetryOptions.newBuilder().setInitialInterval(Duration.ofMillis(50)).build())
                  .build());
      return steps.resume();
    }
  }

  /// Runs an activity that hangs under one of the four timeouts; returns which one ended it.
  @WorkflowInterface
  public interface Timeouts {
    @WorkflowMethod
    String run(String timeout);
  }

  public static final class TimeoutsWorkflow implements Timeouts {
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofSeconds(30);

    @Override
    public String run(String timeout) {
      var options =
          ActivityOptions.newBuilder()
              .setRetryOptions(RetryOptions.newBuilder().setMaximumAttempts(1).build());
      switch (timeout) {
        case "start-to-close" -> options.setStartToCloseTimeout(SHORT);
        case "heartbeat" -> options.setStartToCloseTimeout(LONG).setHeartbeatTimeout(SHORT);
        case "schedule-to-close" -> options.setScheduleToCloseTimeout(SHORT);
        case "schedule-to-start" ->
            options
                .setScheduleToStartTimeout(SHORT)
                .setScheduleToCloseTimeout(LONG)
                .setTaskQueue("nobody-polls-here");
        default -> throw new IllegalArgumentException(timeout);
      }
      try {
        return Workflow.newActivityStub(Steps.class, options.build()).hang();
      } catch (ActivityFailure e) {
        return e.getCause() instanceof TimeoutFailure timedOut
            ? timedOut.getTimeoutType().name()
            : "no timeout";
      }
    }
  }

  /// Cancels its own activity once it runs, waiting for the activity's word or not.
  @WorkflowInterface
  public interface Canceller {
    @WorkflowMethod
    String run(String cancellationType);

    @SignalMethod
    void cancelActivity();
  }

  public static final class CancellerWorkflow implements Canceller {
    private boolean cancel;

    @Override
    public String run(String cancellationType) {
      var steps =
          Workflow.newActivityStub(
              Steps.class,
              ActivityOptions.newBuilder()
                  .setStartToCloseTimeout(Duration.ofSeconds(20))
                  .setHeartbeatTimeout(Duration.ofSeconds(2))
                  .setCancellationType(ActivityCancellationType.valueOf(cancellationType))
                  .build());
      var result = new ArrayList<Promise<String>>();
      var scope =
          Workflow.newCancellationScope(
              () -> result.add(Async.function(steps::heartbeatUntilCancelled)));
      scope.run();
      Workflow.await(() -> cancel);
      scope.cancel();
      try {
        return result.getFirst().get();
      } catch (ActivityFailure e) {
        return e.getCause() instanceof CanceledFailure ? "cancelled" : "not cancelled";
      }
    }

    @Override
    public void cancelActivity() {
      cancel = true;
    }
  }

  @WorkflowInterface
  public interface Elsewhere {
    @WorkflowMethod
    String run();
  }

  public static final class ElsewhereWorkflow implements Elsewhere {
    @Override
    public String run() {
      return steps().completeElsewhere();
    }
  }

  /// Runs many activities and timers at once.
  @WorkflowInterface
  public interface FanOut {
    @WorkflowMethod
    List<String> run(int width);
  }

  public static final class FanOutWorkflow implements FanOut {
    @Override
    public List<String> run(int width) {
      var steps = steps();
      var greetings = new ArrayList<Promise<String>>();
      for (int i = 0; i < width; i++) {
        greetings.add(Async.function(steps::greet, "n" + i));
        greetings.add(Workflow.newTimer(Duration.ofMillis(10L * i)).thenApply(_ -> "timer"));
      }
      Promise.allOf(greetings).get();
      return greetings.stream().map(Promise::get).filter(each -> !each.equals("timer")).toList();
    }
  }

  /// Its task fails twice (an exception that is not a failure), then succeeds. Tasks are counted by
  /// key, because tests run at the same time.
  @WorkflowInterface
  public interface Stumbling {
    @WorkflowMethod
    String run(String key);
  }

  public static final class StumblingWorkflow implements Stumbling {
    private static final Map<String, AtomicInteger> TASKS = new ConcurrentHashMap<>();

    @Override
    public String run(String key) {
      if (TASKS.computeIfAbsent(key, _ -> new AtomicInteger()).incrementAndGet() <= 2) {
        throw new IllegalStateException("stumbles");
      }
      return "walks";
    }
  }

  /// What is kept in markers: a side effect, a version, a local activity.
  @WorkflowInterface
  public interface Markers {
    @WorkflowMethod
    String run();
  }

  public static final class MarkersWorkflow implements Markers {
    @Override
    public String run() {
      var id = Workflow.sideEffect(String.class, () -> "effect");
      int version = Workflow.getVersion("change", Workflow.DEFAULT_VERSION, 1);
      var local =
          Workflow.newLocalActivityStub(
              Steps.class,
              LocalActivityOptions.newBuilder()
                  .setStartToCloseTimeout(Duration.ofSeconds(5))
                  .build());
      return id + " " + version + " " + local.greet("local");
    }
  }
}
