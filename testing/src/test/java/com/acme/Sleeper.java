package com.acme;

import dev.perdure.workflow.Workflow;
import java.time.Duration;

/// Sleeps for as long as it is told.
@Workflow.Definition
public class Sleeper {
  @Workflow.Run
  public String run(Duration duration) {
    Workflow.sleep(duration);
    return "slept " + duration;
  }
}
