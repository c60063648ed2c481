package dev.perdure.cli.quickstart;

import dev.perdure.activity.Activity;
import dev.perdure.client.Client;
import dev.perdure.client.WorkflowOptions;
import dev.perdure.worker.Worker;
import dev.perdure.workflow.ActivityOptions;
import dev.perdure.workflow.Workflow;
import java.time.Duration;
import java.util.Collections;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// Many short workflows from many callers at once: which code is hot under load, a JVM learns here.
final class Greetings {
  private static final String TASK_QUEUE = "greetings";
  private static final int CALLERS = 16;

  private Greetings() {}

  /// Runs `count` workflows, fewer if the time does not suffice.
  ///
  /// @return how many it has run
  static int run(Client client, int count, Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    var next = new AtomicInteger();
    Callable<Integer> caller =
        () -> {
          int greeted = 0;
          while (System.nanoTime() < end && next.getAndIncrement() < count) {
            greet(client);
            greeted++;
          }
          return greeted;
        };
    try (Worker _ =
            Worker.builder(client, TASK_QUEUE)
                .workflows(GreetingWorkflow.class)
                .activities(new Greeter())
                .start();
        var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      return callers.invokeAll(Collections.nCopies(CALLERS, caller)).stream()
          .mapToInt(Future::resultNow)
          .sum();
    }
  }

  private static void greet(Client client) {
    String id = "greeting-" + UUID.randomUUID();
    client.executeWorkflow(GreetingWorkflow::run, "Ada", WorkflowOptions.of(id, TASK_QUEUE));
  }

  /// Runs one activity.
  @Workflow.Definition
  public static final class GreetingWorkflow {
    private static final ActivityOptions OPTIONS =
        ActivityOptions.startToClose(Duration.ofSeconds(30));

    /// Greets by an activity.
    @Workflow.Run
    public String run(String name) {
      return Workflow.executeActivity(Greeter::greet, name, OPTIONS);
    }
  }

  /// Greets at once.
  public static final class Greeter {
    /// Greets.
    @Activity.Definition
    public String greet(String name) {
      return "Hello, " + name + "!";
    }
  }
}
