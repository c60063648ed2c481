package dev.perdure.verification.official;

import dev.perdure.verification.official.OfficialActivities.Steps;
import io.temporal.activity.ActivityOptions;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.UpdateValidatorMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;

/// The workflow of the official SDK's tests of updates.
final class OfficialUpdates {
  private OfficialUpdates() {}

  /// Counts what it is told to, until it is told to end.
  @WorkflowInterface
  public interface Counter {
    @WorkflowMethod
    int run(int from);

    @UpdateMethod
    int add(int number);

    @UpdateValidatorMethod(updateName = "add")
    void checkAdd(int number);

    /// Waits for `release`.
    @UpdateMethod
    int addLater(int number);

    @UpdateMethod
    String greet(String name);

    @UpdateMethod
    void fail(String type);

    /// Ends the run while the update is still running.
    @UpdateMethod
    void endNow();

    @SignalMethod
    void release();

    @SignalMethod
    void end();

    @SignalMethod
    void startOver();
  }

  public static final class CounterWorkflow implements Counter {
    private int count;
    private boolean isReleased;
    private boolean isOver;
    private boolean startsOver;

    @Override
    public int run(int from) {
      count += from;
      Workflow.await(() -> isOver || startsOver);
      if (startsOver) {
        Workflow.newContinueAsNewStub(Counter.class).run(count);
      }
      return count;
    }

    @Override
    public int add(int number) {
      count += number;
      return count;
    }

    @Override
    public void checkAdd(int number) {
      if (number < 0) {
        throw new IllegalArgumentException("only upwards");
      }
    }

    @Override
    public int addLater(int number) {
      Workflow.await(() -> isReleased);
      return add(number);
    }

    @Override
    public String greet(String name) {
      return Workflow.newActivityStub(
              Steps.class,
              ActivityOptions.newBuilder().setStartToCloseTimeout(Duration.ofSeconds(10)).build())
          .greet(name);
    }

    @Override
    public void fail(String type) {
      throw ApplicationFailure.newNonRetryableFailure("as asked", type);
    }

    @Override
    public void endNow() {
      isOver = true;
      Workflow.sleep(Duration.ofHours(1));
    }

    @Override
    public void release() {
      isReleased = true;
    }

    @Override
    public void end() {
      isOver = true;
    }

    @Override
    public void startOver() {
      startsOver = true;
    }
  }
}
