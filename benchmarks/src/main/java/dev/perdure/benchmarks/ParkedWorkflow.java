package dev.perdure.benchmarks;

import dev.perdure.workflow.Workflow;

/// Waits for a signal that never comes.
@Workflow.Definition(name = "Parked")
public final class ParkedWorkflow {
  private boolean go;

  /// Returns when it is told to go.
  @Workflow.Run
  public String run(String name) {
    Workflow.await(() -> go);
    return name;
  }

  /// Ends the wait.
  @Workflow.Signal
  public void go() {
    go = true;
  }
}
