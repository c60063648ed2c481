package dev.perdure.verification.ours;

import dev.perdure.activity.Activity;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.failure.CancelledFailure;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// The activities of our SDK's suite: what [dev.perdure.verification.official] has for the official
/// one.
public final class SuiteActivities {
  /// What activities tell the test.
  final LinkedBlockingQueue<String> words = new LinkedBlockingQueue<>();

  /// Opened by the test at its end, so that hanging activities return.
  final CountDownLatch end = new CountDownLatch(1);

  /// Returns at once.
  @Activity.Definition
  public String greet(String name) {
    return "Hello, " + name + "!";
  }

  /// Fails until the given attempt, which returns its number.
  @Activity.Definition
  public int succeedOnAttempt(int attempt) {
    int now = Activity.info().attempt();
    if (now < attempt) {
      throw ApplicationFailure.of("attempt " + now + " fails", "NotYet");
    }
    return now;
  }

  /// Fails with a type and details, never to be retried.
  @Activity.Definition
  public String fail(String type, int detail) {
    throw ApplicationFailure.nonRetryable("refused", type).withDetails(detail);
  }

  /// The first attempt heartbeats 1 to 5 and fails; the next returns what it finds.
  @Activity.Definition
  public int resume() {
    if (Activity.info().attempt() == 1) {
      for (int i = 1; i <= 5; i++) {
        Activity.heartbeat(i);
      }
      throw ApplicationFailure.of("lost its way", "Lost");
    }
    return Activity.heartbeatDetails(Integer.class).orElse(-1);
  }

  /// Does not return before the test ends.
  @Activity.Definition
  public String hang() throws InterruptedException {
    end.await();
    return "too late";
  }

  /// Heartbeats until it is cancelled, then reports it. It learns of it by an interrupt where it
  /// waits, or by the heartbeat.
  @Activity.Definition
  public String heartbeatUntilCancelled() {
    try {
      for (int i = 0; !end.await(50, TimeUnit.MILLISECONDS); i++) {
        Activity.heartbeat(i);
      }
      return "never cancelled";
    } catch (CancelledFailure | InterruptedException e) {
      words.add("cancelled");
      throw CancelledFailure.of("as asked");
    }
  }
}
