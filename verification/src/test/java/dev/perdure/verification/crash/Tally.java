package dev.perdure.verification.crash;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.perdure.common.RetryPolicy;
import dev.perdure.workflow.ActivityOptions;
import dev.perdure.workflow.Workflow;
import java.util.ArrayList;
import java.util.List;

/// An activity, then as many signals as asked for, a timer, and another activity.
@Workflow.Definition(name = Tally.NAME)
public class Tally {
  static final String NAME = "Tally";
  static final String ACTIVITY_QUEUE = "crash-activities";

  /// A task that was handed out when the server died comes again after this time.
  private static final ActivityOptions OPTIONS =
      ActivityOptions.startToClose(ofSeconds(2))
          .withTaskQueue(ACTIVITY_QUEUE)
          .withRetryPolicy(RetryPolicy.defaults().withInitialInterval(ofMillis(50)));

  private final List<Integer> numbers = new ArrayList<>();

  /// Returns the numbers it was sent, in the order of their arrival.
  @Workflow.Run
  public List<Integer> run(int signals) {
    var _ = Workflow.executeActivity("charge", String.class, OPTIONS);
    Workflow.await(() -> numbers.size() >= signals);
    Workflow.sleep(ofMillis(20));
    var _ = Workflow.executeActivity("ship", String.class, OPTIONS);
    return numbers;
  }

  /// Takes one number.
  @Workflow.Signal
  public void add(int number) {
    numbers.add(number);
  }
}
