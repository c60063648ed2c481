package dev.perdure.verification.ours;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.perdure.common.RetryPolicy;
import dev.perdure.failure.ActivityFailure;
import dev.perdure.failure.CancelledFailure;
import dev.perdure.failure.Failures;
import dev.perdure.failure.TimeoutFailure;
import dev.perdure.workflow.ActivityCancellationType;
import dev.perdure.workflow.ActivityOptions;
import dev.perdure.workflow.Promise;
import dev.perdure.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// The workflows of our SDK's suite.
final class SuiteWorkflows {
  static final Class<?>[] ALL = {
    Hello.class,
    Retried.class,
    Failing.class,
    Sleeper.class,
    Cart.class,
    Waiter.class,
    Countdown.class,
    Resuming.class,
    Timeouts.class,
    Canceller.class,
    FanOut.class,
    Stumbling.class,
    Stuck.class,
  };

  private static final ActivityOptions STEPS =
      ActivityOptions.startToClose(ofSeconds(10))
          .withRetryPolicy(RetryPolicy.defaults().withInitialInterval(ofMillis(50)));

  private SuiteWorkflows() {}

  /// Runs one activity.
  @Workflow.Definition
  public static class Hello {
    @Workflow.Run
    public String run(String name) {
      return Workflow.executeActivity(SuiteActivities::greet, name, STEPS);
    }
  }

  /// Runs an activity that fails at first.
  @Workflow.Definition
  public static class Retried {
    @Workflow.Run
    public int run(int attempts) {
      return Workflow.executeActivity(SuiteActivities::succeedOnAttempt, attempts, STEPS);
    }
  }

  /// Fails with the failure of its activity.
  @Workflow.Definition
  public static class Failing {
    @Workflow.Run
    public String run(String type, int detail) {
      return Workflow.executeActivity(SuiteActivities::fail, type, detail, STEPS);
    }
  }

  /// Sleeps and returns how long it took by the workflow's clock, in milliseconds.
  @Workflow.Definition
  public static class Sleeper {
    @Workflow.Run
    public long run(long millis) {
      var start = Workflow.now();
      Workflow.sleep(ofMillis(millis));
      return Duration.between(start, Workflow.now()).toMillis();
    }
  }

  /// Collects items by signal until it is told to check out.
  @Workflow.Definition
  public static class Cart {
    private final List<String> items = new ArrayList<>();
    private boolean closed;

    @Workflow.Run
    public List<String> run() {
      Workflow.await(() -> closed);
      return items;
    }

    @Workflow.Signal
    public void add(String item) {
      items.add(item);
    }

    @Workflow.Signal
    public void checkout() {
      closed = true;
    }

    @Workflow.Query
    public List<String> items() {
      return items;
    }

    @Workflow.Query
    public String fails() {
      throw new IllegalStateException("nothing to tell");
    }
  }

  /// Waits for ever; on a cancel it cleans up with an activity, then ends as cancelled.
  @Workflow.Definition
  public static class Waiter {
    @Workflow.Run
    public void run() {
      try {
        Workflow.await(() -> false);
      } catch (CancelledFailure e) {
        Workflow.detached(() -> Workflow.executeActivity(SuiteActivities::greet, "cleanup", STEPS));
        throw e;
      }
    }
  }

  /// Counts down to zero, one run for each number.
  @Workflow.Definition
  public static class Countdown {
    @Workflow.Run
    public String run(int left, String path) {
      if (left == 0) {
        return path + "0";
      }
      return Workflow.continueAsNew(Countdown::run, left - 1, path + left + ",");
    }
  }

  /// Runs an activity that fails once and goes on from its heartbeat.
  @Workflow.Definition
  public static class Resuming {
    @Workflow.Run
    public int run() {
      return Workflow.executeActivity(
          SuiteActivities::resume, STEPS.withHeartbeatTimeout(ofSeconds(5)));
    }
  }

  /// Runs an activity that hangs under one of the four timeouts; returns which one ended it.
  @Workflow.Definition
  public static class Timeouts {
    private static final Duration SHORT = ofSeconds(1);
    private static final Duration LONG = ofSeconds(30);

    @Workflow.Run
    public String run(String timeout) {
      var options =
          switch (timeout) {
            case "start-to-close" -> ActivityOptions.startToClose(SHORT);
            case "heartbeat" -> ActivityOptions.startToClose(LONG).withHeartbeatTimeout(SHORT);
            case "schedule-to-close" -> ActivityOptions.scheduleToClose(SHORT);
            case "schedule-to-start" ->
                ActivityOptions.scheduleToClose(LONG)
                    .withScheduleToStartTimeout(SHORT)
                    .withTaskQueue("nobody-polls-here");
            default -> throw new IllegalArgumentException(timeout);
          };
      try {
        return Workflow.executeActivity(
            SuiteActivities::hang, options.withRetryPolicy(RetryPolicy.attempts(1)));
      } catch (ActivityFailure e) {
        return e.reason() instanceof TimeoutFailure timedOut
            ? timedOut.type().name()
            : "no timeout: " + e;
      }
    }
  }

  /// Cancels its own activity once it is told to, waiting for the activity's word or not.
  @Workflow.Definition
  public static class Canceller {
    private boolean cancel;

    @Workflow.Run
    public String run(String cancellationType) {
      var result =
          Workflow.startActivity(
              SuiteActivities::heartbeatUntilCancelled,
              ActivityOptions.startToClose(ofSeconds(20))
                  .withHeartbeatTimeout(ofSeconds(2))
                  .withCancellationType(ActivityCancellationType.valueOf(cancellationType)));
      Workflow.await(() -> cancel);
      result.cancel();
      try {
        return result.get();
      } catch (ActivityFailure e) {
        return Failures.isCancelled(e) ? "cancelled" : "not cancelled: " + e;
      }
    }

    @Workflow.Signal
    public void cancelActivity() {
      cancel = true;
    }
  }

  /// Runs many activities and timers at once.
  @Workflow.Definition
  public static class FanOut {
    @Workflow.Run
    public List<String> run(int width) {
      var greetings = new ArrayList<Promise<String>>();
      for (int i = 0; i < width; i++) {
        greetings.add(Workflow.startActivity(SuiteActivities::greet, "n" + i, STEPS));
        var delay = ofMillis(10L * i);
        greetings.add(
            Workflow.async(
                () -> {
                  Workflow.sleep(delay);
                  return "timer";
                }));
      }
      return greetings.stream().map(Promise::get).filter(each -> !each.equals("timer")).toList();
    }
  }

  /// Its task fails twice (an exception that is not a failure), then succeeds. Tasks are counted by
  /// key, because tests run at the same time.
  @Workflow.Definition
  public static class Stumbling {
    private static final Map<String, AtomicInteger> TASKS = new ConcurrentHashMap<>();

    @Workflow.Run
    public String run(String key) {
      if (TASKS.computeIfAbsent(key, _ -> new AtomicInteger()).incrementAndGet() <= 2) {
        throw new IllegalStateException("stumbles");
      }
      return "walks";
    }
  }

  /// Has a bug, so that its task fails as long as it runs.
  @Workflow.Definition
  public static class Stuck {
    @Workflow.Run
    public void run() {
      throw new IllegalStateException("a bug");
    }
  }
}
