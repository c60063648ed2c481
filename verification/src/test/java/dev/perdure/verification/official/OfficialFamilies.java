package dev.perdure.verification.official;

import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.ChildWorkflowFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.ChildWorkflowCancellationType;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.ExternalWorkflowStub;
import io.temporal.workflow.Promise;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Parents and children of the official SDK's suite.
final class OfficialFamilies {
  static final Class<?>[] ALL = {
    ChildWorkflow.class,
    ParentWorkflow.class,
    CancellingWorkflow.class,
    LeavingWorkflow.class,
    MessengerWorkflow.class,
  };

  private OfficialFamilies() {}

  /// Does as it is told: returns, fails, goes on as new, or waits for its end.
  @WorkflowInterface
  public interface Child {
    @WorkflowMethod
    String run(String what);

    @SignalMethod
    void proceed(String with);
  }

  public static final class ChildWorkflow implements Child {
    private final List<String> signals = new ArrayList<>();

    @Override
    public String run(String what) {
      return switch (what) {
        case "fails" -> throw ApplicationFailure.newFailure("no", "Refusal");
        case "goes on" -> {
          Workflow.newContinueAsNewStub(Child.class).run("went on");
          throw new AssertionError("continue-as-new returned");
        }
        case "waits" -> {
          Workflow.await(() -> !signals.isEmpty());
          yield signals.getFirst();
        }
        default -> what;
      };
    }

    @Override
    public void proceed(String with) {
      signals.add(with);
    }
  }

  private static Child child(ChildWorkflowOptions.Builder options, String id) {
    return Workflow.newChildWorkflowStub(Child.class, options.setWorkflowId(id).build());
  }

  /// Runs one child and returns what became of it.
  @WorkflowInterface
  public interface Parent {
    @WorkflowMethod
    String run(String what);
  }

  public static final class ParentWorkflow implements Parent {
    @Override
    public String run(String what) {
      var child =
          child(ChildWorkflowOptions.newBuilder(), Workflow.getInfo().getWorkflowId() + "/" + what);
      try {
        if (what.equals("waits")) {
          var result = Async.function(child::run, what);
          Workflow.getWorkflowExecution(child).get();
          child.proceed("signaled");
          return result.get();
        }
        return child.run(what);
      } catch (ChildWorkflowFailure e) {
        return Objects.requireNonNull(e.getCause()).getClass().getSimpleName()
            + ": "
            + e.getOriginalMessage();
      }
    }
  }

  /// Cancels its child, and returns whether it waited for the child's own end.
  @WorkflowInterface
  public interface Cancelling {
    @WorkflowMethod
    String run(ChildWorkflowCancellationType type);
  }

  public static final class CancellingWorkflow implements Cancelling {
    @Override
    public String run(ChildWorkflowCancellationType type) {
      var child =
          child(
              ChildWorkflowOptions.newBuilder().setCancellationType(type),
              Workflow.getInfo().getWorkflowId() + "/child");
      var result = new ArrayList<Promise<String>>();
      var scope =
          Workflow.newCancellationScope(() -> result.add(Async.function(child::run, "waits")));
      scope.run();
      Workflow.getWorkflowExecution(child).get();
      scope.cancel();
      try {
        return result.getFirst().get();
      } catch (ChildWorkflowFailure e) {
        return e.getCause() instanceof CanceledFailure ? "canceled" : "failed";
      } catch (CanceledFailure e) {
        return "canceled";
      } finally {
        CancellationScope detached =
            Workflow.newDetachedCancellationScope(() -> Workflow.sleep(Duration.ofMillis(100)));
        detached.run();
      }
    }
  }

  /// Starts a child that waits, and ends before it.
  @WorkflowInterface
  public interface Leaving {
    @WorkflowMethod
    WorkflowExecution run(ParentClosePolicy policy);
  }

  public static final class LeavingWorkflow implements Leaving {
    @Override
    public WorkflowExecution run(ParentClosePolicy policy) {
      var child =
          child(
              ChildWorkflowOptions.newBuilder().setParentClosePolicy(policy),
              Workflow.getInfo().getWorkflowId() + "/child");
      var _ = Async.function(child::run, "waits");
      return Workflow.getWorkflowExecution(child).get();
    }
  }

  /// Signals or cancels another workflow.
  @WorkflowInterface
  public interface Messenger {
    @WorkflowMethod
    String run(String what, String workflowId);
  }

  public static final class MessengerWorkflow implements Messenger {
    @Override
    public String run(String what, String workflowId) {
      ExternalWorkflowStub other = Workflow.newUntypedExternalWorkflowStub(workflowId);
      try {
        if (what.equals("signal")) {
          other.signal("proceed", "hello");
        } else {
          other.cancel();
        }
        return "done";
      } catch (ApplicationFailure e) {
        return "not there";
      }
    }
  }
}
