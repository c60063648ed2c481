package dev.perdure.verification.official;

import io.temporal.activity.Activity;
import io.temporal.activity.ActivityInterface;
import io.temporal.client.ActivityCanceledException;
import io.temporal.client.ActivityCompletionException;
import io.temporal.failure.ApplicationFailure;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// The activities of the official SDK's suite, one class for all tests.
final class OfficialActivities {
  private OfficialActivities() {}

  @ActivityInterface
  public interface Steps {
    /// Returns at once.
    String greet(String name);

    /// Fails until the given attempt, which returns its number.
    int succeedOnAttempt(int attempt);

    /// Fails with a type and details, never to be retried.
    String fail(String type, int detail);

    /// The first attempt heartbeats 1 to 5 and fails; the next returns what it finds.
    int resume();

    /// Does not return before the test ends.
    String hang();

    /// Heartbeats until it is cancelled or its workflow is gone, then reports it.
    String heartbeatUntilCancelled();

    /// Returns without a result: another completes it.
    String completeElsewhere();
  }

  static final class StepsInTest implements Steps {
    /// Where activities leave the tokens by which they can be completed.
    final LinkedBlockingQueue<String> tokens = new LinkedBlockingQueue<>();

    /// Opened by the test at its end, so that hanging activities return.
    final CountDownLatch end = new CountDownLatch(1);

    @Override
    public String greet(String name) {
      return "Hello, " + name + "!";
    }

    @Override
    public int succeedOnAttempt(int attempt) {
      int now = Activity.getExecutionContext().getInfo().getAttempt();
      if (now < attempt) {
        throw ApplicationFailure.newFailure("attempt " + now + " fails", "NotYet");
      }
      return now;
    }

    @Override
    public String fail(String type, int detail) {
      throw ApplicationFailure.newNonRetryableFailure("refused", type, detail);
    }

    @Override
    public int resume() {
      var context = Activity.getExecutionContext();
      if (context.getInfo().getAttempt() == 1) {
        for (int i = 1; i <= 5; i++) {
          context.heartbeat(i);
        }
        throw ApplicationFailure.newFailure("lost its way", "Lost");
      }
      return context.getHeartbeatDetails(Integer.class).orElse(-1);
    }

    @Override
    public String hang() {
      awaitEnd();
      return "too late";
    }

    @Override
    public String heartbeatUntilCancelled() {
      var context = Activity.getExecutionContext();
      try {
        for (int i = 0; ; i++) {
          context.heartbeat(i);
          if (end.await(50, TimeUnit.MILLISECONDS)) {
            return "never cancelled";
          }
        }
      } catch (ActivityCanceledException e) {
        tokens.add("cancelled");
        throw e;
      } catch (ActivityCompletionException e) {
        tokens.add("gone"); // its workflow closed first
        throw e;
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public String completeElsewhere() {
      var context = Activity.getExecutionContext();
      tokens.add(Base64.getEncoder().encodeToString(context.getTaskToken()));
      context.doNotCompleteOnReturn();
      return "";
    }

    private void awaitEnd() {
      try {
        end.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
