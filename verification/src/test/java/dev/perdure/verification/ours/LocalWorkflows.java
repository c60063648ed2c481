package dev.perdure.verification.ours;

import dev.perdure.activity.Activity;
import dev.perdure.activity.ActivityInfo;
import dev.perdure.common.RetryPolicy;
import dev.perdure.converter.DataConverter;
import dev.perdure.converter.RawValue;
import dev.perdure.failure.ActivityFailure;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.failure.CancelledFailure;
import dev.perdure.failure.Failures;
import dev.perdure.failure.TimeoutFailure;
import dev.perdure.workflow.ActivityCancellationType;
import dev.perdure.workflow.ActivityOptions;
import dev.perdure.workflow.LocalActivityOptions;
import dev.perdure.workflow.Promise;
import dev.perdure.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// The workflows of [ActivitySuite], and their activities.
public final class LocalWorkflows {
  static final Class<?>[] ALL = {
    Greetings.class,
    Retries.class,
    TooSlow.class,
    Cancels.class,
    Slow.class,
    Listens.class,
    Anything.class,
    Outside.class,
  };

  private static final LocalActivityOptions LOCAL =
      LocalActivityOptions.startToClose(Duration.ofSeconds(20));

  private LocalWorkflows() {}

  /// The activities.
  public static final class Work {
    final LinkedBlockingQueue<ActivityInfo> infos = new LinkedBlockingQueue<>();
    final LinkedBlockingQueue<String> words = new LinkedBlockingQueue<>();
    final CountDownLatch end = new CountDownLatch(1);
    final AtomicInteger started = new AtomicInteger();

    @Activity.Definition
    public String greet(String name) {
      infos.add(Activity.info());
      return "Hello, " + name + "!";
    }

    @Activity.Definition
    public int succeedOnAttempt(int attempt) {
      int now = Activity.info().attempt();
      if (now < attempt) {
        throw ApplicationFailure.of("attempt " + now + " fails", "NotYet");
      }
      return now;
    }

    @Activity.Definition
    public String nap(long milliseconds) throws InterruptedException {
      started.incrementAndGet();
      words.add("naps");
      if (end.await(milliseconds, TimeUnit.MILLISECONDS)) {
        return "woken";
      }
      return "rested";
    }

    @Activity.Definition
    public String waitForCancel() {
      words.add("waits");
      try {
        end.await();
        return "never cancelled";
      } catch (InterruptedException e) {
        words.add("cancelled " + Activity.current().cancellationDetails());
        throw CancelledFailure.of("as asked");
      }
    }

    @Activity.Definition
    public String elsewhere() {
      infos.add(Activity.info());
      throw Activity.completeAsync();
    }

    @Activity.Definition(dynamic = true)
    public String anything(List<RawValue> arguments) {
      var decoded = new ArrayList<>();
      arguments.forEach(
          raw -> decoded.add(DataConverter.defaults().decode(raw.payload(), Object.class)));
      return Activity.info().activityType() + decoded;
    }
  }

  @Workflow.Definition
  public static final class Greetings {
    @Workflow.Run
    public String run(String name) {
      Promise<String> remote =
          Workflow.startActivity(
              Work::greet, "far " + name, ActivityOptions.startToClose(Duration.ofSeconds(20)));
      Promise<String> first = Workflow.startLocalActivity(Work::greet, name, LOCAL);
      Promise<String> second = Workflow.startLocalActivity(Work::greet, "near " + name, LOCAL);
      return first.get() + second.get() + remote.get();
    }
  }

  @Workflow.Definition
  public static final class Retries {
    @Workflow.Run
    public int run(int attempts, long thresholdMillis) {
      return Workflow.executeLocalActivity(
          Work::succeedOnAttempt,
          attempts,
          LOCAL
              .withLocalRetryThreshold(Duration.ofMillis(thresholdMillis))
              .withRetryPolicy(
                  RetryPolicy.defaults()
                      .withInitialInterval(Duration.ofMillis(100))
                      .withBackoffCoefficient(1)));
    }
  }

  @Workflow.Definition
  public static final class TooSlow {
    @Workflow.Run
    public String run() {
      try {
        return Workflow.executeLocalActivity(
            Work::nap,
            20_000L,
            LocalActivityOptions.startToClose(Duration.ofMillis(200))
                .withRetryPolicy(RetryPolicy.attempts(1)));
      } catch (ActivityFailure e) {
        return e.getCause() instanceof TimeoutFailure timeout
            ? timeout.type().name()
            : e.toString();
      }
    }
  }

  @Workflow.Definition
  public static final class Cancels {
    @Workflow.Run
    public String run(String type) {
      try {
        return Workflow.executeLocalActivity(
            Work::waitForCancel,
            LOCAL.withCancellationType(ActivityCancellationType.valueOf(type)));
      } catch (ActivityFailure | CancelledFailure e) { // the latter when its task was lost
        Workflow.detached(() -> Workflow.executeLocalActivity(Work::greet, "clean-up", LOCAL));
        return Failures.isCancelled(e) ? "cancelled" : e.toString();
      }
    }
  }

  @Workflow.Definition
  public static final class Slow {
    @Workflow.Run
    public String run(long milliseconds) {
      String first = Workflow.executeLocalActivity(Work::greet, "a", LOCAL);
      return first + Workflow.executeLocalActivity(Work::nap, milliseconds, LOCAL);
    }
  }

  @Workflow.Definition
  public static final class Listens {
    private final List<String> seen = new ArrayList<>();

    @Workflow.Run
    public List<String> run() {
      seen.add(Workflow.executeLocalActivity(Work::nap, 15_000L, LOCAL));
      return seen;
    }

    @Workflow.Signal
    public void say(String word) {
      seen.add(word);
      seen.add(Workflow.executeLocalActivity(Work::greet, word, LOCAL));
    }

    @Workflow.Query
    public int count() {
      return seen.size();
    }
  }

  @Workflow.Definition
  public static final class Anything {
    @Workflow.Run
    public String run() {
      String remote =
          Workflow.executeActivity(
              "unheardOf",
              String.class,
              ActivityOptions.startToClose(Duration.ofSeconds(20)),
              "a",
              1);
      return remote + Workflow.executeLocalActivity("local", String.class, LOCAL);
    }
  }

  @Workflow.Definition
  public static final class Outside {
    @Workflow.Run
    public String run() {
      try {
        return Workflow.executeActivity(
            Work::elsewhere,
            ActivityOptions.startToClose(Duration.ofSeconds(50))
                .withActivityId("it")
                .withHeartbeatTimeout(Duration.ofSeconds(30))
                .withCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
                .withRetryPolicy(
                    RetryPolicy.attempts(2).withInitialInterval(Duration.ofMillis(100))));
      } catch (ActivityFailure e) {
        if (e.getCause() instanceof CancelledFailure cancelled) {
          return "cancelled " + cancelled.details().get(0, String.class);
        }
        return e.getCause() instanceof ApplicationFailure failure ? failure.type() : e.toString();
      }
    }
  }
}
