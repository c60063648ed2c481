package dev.perdure.verification.process;

import dev.perdure.common.RetryPolicy;
import dev.perdure.failure.ActivityFailure;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.failure.CancelledFailure;
import dev.perdure.workflow.ActivityCancellationType;
import dev.perdure.workflow.ActivityOptions;
import dev.perdure.workflow.Workflow;
import java.time.Duration;
import java.util.List;

/// Runs one activity by its name, and tells what came of it.
@Workflow.Definition
public class Runs {
  static final ActivityOptions OPTIONS =
      ActivityOptions.startToClose(Duration.ofSeconds(60))
          .withHeartbeatTimeout(Duration.ofSeconds(20))
          .withRetryPolicy(RetryPolicy.attempts(2).withInitialInterval(Duration.ofMillis(50)));

  @Workflow.Run
  public String run(String type, List<Object> arguments) {
    try {
      return String.valueOf(
          Workflow.executeActivity(
              type,
              Object.class,
              OPTIONS.withCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED),
              arguments.toArray()));
    } catch (ActivityFailure e) {
      return switch (e.getCause()) {
        case ApplicationFailure a -> a.type() + " " + a.getMessage();
        case CancelledFailure c ->
            "cancelled " + (c.details().isEmpty() ? "" : c.details().get(0, Object.class));
        case null, default -> e.toString();
      };
    }
  }
}
