package dev.perdure.verification.ours;

import static java.time.Duration.ofMillis;

import dev.perdure.common.Priority;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.failure.ChildWorkflowFailure;
import dev.perdure.failure.Failures;
import dev.perdure.failure.WorkflowAlreadyStartedFailure;
import dev.perdure.workflow.ChildWorkflowCancellationType;
import dev.perdure.workflow.ChildWorkflowOptions;
import dev.perdure.workflow.ContinueAsNewOptions;
import dev.perdure.workflow.ParentClosePolicy;
import dev.perdure.workflow.Promise;
import dev.perdure.workflow.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Parents and children of our SDK's suite.
final class FamilyWorkflows {
  static final Class<?>[] ALL = {
    Child.class,
    Parent.class,
    Cancelling.class,
    Leaving.class,
    Messenger.class,
    FanOut.class,
    Particular.class,
    Chain.class,
  };

  private FamilyWorkflows() {}

  /// Does as it is told: returns, fails, goes on as new, or waits for its end.
  @Workflow.Definition
  public static class Child {
    private final List<String> signals = new ArrayList<>();

    @Workflow.Run
    public String run(String what) {
      return switch (what) {
        case "fails" -> throw ApplicationFailure.of("no", "Refusal").withDetails(42);
        case "goes on" -> Workflow.continueAsNew(Child::run, "went on");
        case "goes on and waits" -> Workflow.continueAsNew(Child::run, "waits");
        case "waits" -> {
          Workflow.await(() -> !signals.isEmpty());
          yield signals.getFirst();
        }
        default -> what;
      };
    }

    @Workflow.Signal
    public void proceed(String with) {
      signals.add(with);
    }
  }

  private static String id(String suffix) {
    return Workflow.info().workflowId() + "/" + suffix;
  }

  /// Runs one child and returns what became of it.
  @Workflow.Definition
  public static class Parent {
    @Workflow.Run
    public String run(String what) {
      try {
        if (what.equals("is signalled")) {
          var child =
              Workflow.startChildWorkflow(Child::run, "waits", ChildWorkflowOptions.of(id(what)));
          child.signal(Child::proceed, "signalled");
          return child.get();
        }
        var options = ChildWorkflowOptions.of(id(what));
        return what.equals("times out")
            ? Workflow.executeChildWorkflow(
                Child::run, "waits", options.withRunTimeout(ofMillis(500)))
            : Workflow.executeChildWorkflow(Child::run, what, options);
      } catch (ChildWorkflowFailure e) {
        return e.getMessage() + ": " + e.reason().getMessage();
      } catch (WorkflowAlreadyStartedFailure e) {
        return "taken: " + e.workflowId();
      }
    }
  }

  /// Cancels its child, after a moment or when it is told to, and tells how the child ended for it.
  @Workflow.Definition
  public static class Cancelling {
    private boolean told;

    @Workflow.Run
    public String run(String what, ChildWorkflowCancellationType type) {
      var child =
          Workflow.startChildWorkflow(
              Child::run, what, ChildWorkflowOptions.of(id("child")).withCancellationType(type));
      if (what.equals("goes on and waits")) {
        Workflow.await(() -> told);
      } else {
        Workflow.sleep(ofMillis(100));
      }
      child.cancel();
      String outcome;
      try {
        outcome = child.get();
      } catch (ChildWorkflowFailure e) {
        outcome = Failures.isCancelled(e) ? "cancelled" : "failed";
      }
      Workflow.sleep(ofMillis(100));
      return outcome;
    }

    @Workflow.Signal
    public void cancelChild() {
      told = true;
    }
  }

  /// Starts a child that waits, and ends before it.
  @Workflow.Definition
  public static class Leaving {
    @Workflow.Run
    public String run(ParentClosePolicy policy) {
      var child =
          Workflow.startChildWorkflow(
              Child::run, "waits", ChildWorkflowOptions.defaults().withParentClosePolicy(policy));
      return child.id();
    }
  }

  /// Signals or cancels another workflow.
  @Workflow.Definition
  public static class Messenger {
    @Workflow.Run
    public String run(String what, String workflowId, String runId) {
      var any = Workflow.getExternalWorkflowHandle(Child.class, workflowId);
      var other = runId.isEmpty() ? any : any.withRunId(runId);
      try {
        if (what.equals("signal")) {
          other.signal(Child::proceed, "hello");
        } else {
          other.cancel("enough");
        }
        return "done";
      } catch (ApplicationFailure e) {
        return e.type();
      }
    }
  }

  /// Runs many children side by side.
  @Workflow.Definition
  public static class FanOut {
    @Workflow.Run
    public int run(int children) {
      List<Promise<String>> all = new ArrayList<>();
      for (int i = 0; i < children; i++) {
        String number = "" + i;
        all.add(
            Workflow.async(
                () ->
                    Workflow.executeChildWorkflow(
                        Child::run, number, ChildWorkflowOptions.of(id(number)))));
      }
      return Promise.allOf(all).get().stream().mapToInt(Integer::parseInt).sum();
    }
  }

  /// Starts a child with particular options and leaves it.
  @Workflow.Definition
  public static class Particular {
    @Workflow.Run
    public String run() {
      return Workflow.startChildWorkflow(
              Child::run,
              "waits",
              ChildWorkflowOptions.of(id("child"))
                  .withParentClosePolicy(ParentClosePolicy.ABANDON)
                  .withMemo(Map.of("who", "ada"))
                  .withStaticSummary("one line")
                  .withStaticDetails("two\nlines")
                  .withPriority(Priority.of(1)))
          .firstExecutionRunId();
    }
  }

  /// Runs a child in each of its runs, and carries on in a memo what they returned.
  @Workflow.Definition
  public static class Chain {
    @Workflow.Run
    public String run(int left) {
      var before = Objects.requireNonNullElse(Workflow.memoValue("before", String.class), "");
      var all =
          before
              + Workflow.executeChildWorkflow(
                  Child::run, "" + left, ChildWorkflowOptions.defaults());
      return left == 0
          ? all
          : Workflow.continueAsNew(
              Chain::run,
              left - 1,
              ContinueAsNewOptions.defaults().withMemo(Map.of("before", all)));
    }
  }
}
