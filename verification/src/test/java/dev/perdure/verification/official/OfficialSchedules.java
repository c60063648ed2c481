package dev.perdure.verification.official;

import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/// The workflow that schedules start, written against the official SDK.
final class OfficialSchedules {
  private OfficialSchedules() {}

  /// Counts the runs of a schedule by what the one before has returned.
  @WorkflowInterface
  public interface Counting {
    @WorkflowMethod
    int count(int first);
  }

  /// Returns one more than the run before.
  public static final class CountingWorkflow implements Counting {
    @Override
    public int count(int first) {
      var last = Workflow.getLastCompletionResult(Integer.class);
      return last == null ? first : last + 1;
    }
  }
}
