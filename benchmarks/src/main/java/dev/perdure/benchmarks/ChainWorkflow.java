package dev.perdure.benchmarks;

import dev.perdure.workflow.ActivityOptions;
import dev.perdure.workflow.Workflow;
import java.time.Duration;

/// Runs activities one after another: a long history.
@Workflow.Definition(name = "Chain")
public final class ChainWorkflow {
  private static final ActivityOptions OPTIONS =
      ActivityOptions.startToClose(Duration.ofSeconds(30));

  /// Returns the last greeting.
  @Workflow.Run
  public String run(int length) {
    var greeting = "";
    for (int i = 0; i < length; i++) {
      greeting = Workflow.executeActivity(PerdurePeer.Greeter::greet, "Ada " + i, OPTIONS);
    }
    return greeting;
  }
}
