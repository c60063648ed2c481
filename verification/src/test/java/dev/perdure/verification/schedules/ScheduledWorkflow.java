package dev.perdure.verification.schedules;

import dev.perdure.workflow.Workflow;
import java.time.Duration;

/// What schedules start and batches treat: waits for a word where it is told to.
@Workflow.Definition
public final class ScheduledWorkflow {
  /// What a run is told.
  ///
  /// @param text what it returns, behind the result of the run before it
  /// @param waits whether it waits for a word first
  public record Order(String text, boolean waits) {}

  private boolean released;

  @Workflow.Run
  public String run(Order order) {
    if (order.waits()) {
      Workflow.await(Duration.ofMinutes(5), () -> released);
    }
    String last = Workflow.lastCompletionResult(String.class);
    return (last == null ? "" : last + " ") + order.text();
  }

  @Workflow.Signal
  public void release(String by) {
    released = !by.isEmpty();
  }
}
