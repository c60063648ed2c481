package dev.perdure.verification.ours;

import dev.perdure.activity.Activity;
import dev.perdure.common.Details;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.workflow.ActivityOptions;
import dev.perdure.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The workflows of the tests of updates and of handlers for any name.
final class UpdateWorkflows {
  static final Class<?>[] ALL = {Counter.class, Recorder.class, AnyType.class};

  private static final ActivityOptions OPTIONS =
      ActivityOptions.startToClose(Duration.ofSeconds(30));

  private UpdateWorkflows() {}

  public static final class Greetings {
    @Activity.Definition
    public String greet(String name) {
      return "Hello, " + name + "!";
    }
  }

  /// Counts what it is told to, until it is told to end.
  @Workflow.Definition
  public static final class Counter {
    private int count;
    private int released;
    private boolean over;
    private boolean ended;
    private boolean startsOver;

    @Workflow.Init
    public Counter(int from) {
      count = from;
    }

    @Workflow.Run
    public int run(int from) {
      Workflow.await(() -> over || ended || startsOver);
      if (ended) {
        return count;
      }
      Workflow.await(Workflow::allHandlersFinished);
      return startsOver ? Workflow.continueAsNew(Counter::run, count) : count;
    }

    @Workflow.Update
    public int add(int number) {
      count += number;
      return count;
    }

    @Workflow.UpdateValidator("add")
    public void isUpwards(int number) {
      if (number < 0) {
        throw new IllegalArgumentException("only upwards");
      }
    }

    /// Waits for `release`.
    @Workflow.Update(description = "adds when it is released")
    public int addLater(int number) {
      int before = released;
      Workflow.await(() -> released > before);
      return add(number);
    }

    /// Does a little of everything.
    @Workflow.Update
    public String addByActivity(String name) {
      String greeting = Workflow.executeActivity(Greetings::greet, name, OPTIONS);
      count++;
      Workflow.sleep(Duration.ofMillis(1));
      return greeting;
    }

    @Workflow.Update
    public void fail(String type) {
      if (count >= 0) {
        throw ApplicationFailure.nonRetryable("too bad", type);
      }
    }

    /// Ends the run while the update is still running.
    @Workflow.Update
    public void endNow() {
      ended = true;
      Workflow.await(() -> false);
    }

    @Workflow.Signal
    public void release() {
      released++;
    }

    @Workflow.Signal
    public void end() {
      over = true;
    }

    @Workflow.Signal
    public void startOver() {
      startsOver = true;
    }

    @Workflow.Query
    public int count() {
      return count;
    }
  }

  /// Records what comes, whatever it is called.
  @Workflow.Definition
  public static final class Recorder {
    private final List<String> log = new ArrayList<>();
    private boolean opened;

    @Workflow.Run
    public List<String> run() {
      Workflow.setUpdateHandler(
          "late",
          arguments -> log.size() + Objects.requireNonNull(arguments.get(0, Integer.class)),
          arguments -> {
            if (arguments.isEmpty()) {
              throw new IllegalArgumentException("nothing to add");
            }
          });
      Workflow.setQueryHandler("size", _ -> log.size());
      Workflow.await(() -> opened);
      Workflow.setSignalHandler("known", arguments -> log.add("known " + text(arguments)));
      Workflow.setDynamicSignalHandler((name, arguments) -> log.add(name + " " + text(arguments)));
      Workflow.await(() -> log.contains("end now"));
      return log;
    }

    @Workflow.Signal
    public void open() {
      opened = true;
    }

    @Workflow.Update(dynamic = true)
    public String any(String name, Details arguments) {
      log.add(name + " " + text(arguments));
      return name + " is " + log.size();
    }

    @Workflow.UpdateValidator("any")
    public void anyButNothing(String name, Details arguments) {
      if (name.equals("nothing")) {
        throw new IllegalArgumentException("not " + name);
      }
    }

    @Workflow.Query(dynamic = true)
    public String ask(String name, Details arguments) {
      return name + " " + text(arguments) + " of " + log.size();
    }

    private static @Nullable String text(Details arguments) {
      return arguments.get(0, String.class);
    }
  }

  /// Runs every type that the worker has no other workflow for.
  @Workflow.Definition(dynamic = true)
  public static final class AnyType {
    private @Nullable String said;

    @Workflow.Run
    public String run(Details arguments) {
      Workflow.await(() -> said != null);
      return Workflow.info().workflowType() + " of " + arguments.size() + ": " + said;
    }

    @Workflow.Signal
    public void say(String text) {
      said = text;
    }
  }
}
