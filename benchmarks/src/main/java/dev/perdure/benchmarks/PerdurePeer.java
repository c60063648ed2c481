package dev.perdure.benchmarks;

import dev.perdure.activity.Activity;
import dev.perdure.client.Client;
import dev.perdure.client.WorkflowOptions;
import dev.perdure.worker.Worker;
import dev.perdure.workflow.ActivityOptions;
import dev.perdure.workflow.Workflow;
import java.time.Duration;

/// The loads with our SDK as client and worker, with its default options.
final class PerdurePeer implements Peer {
  private static final String TASK_QUEUE = "hello";

  private final Client client;
  private final Worker worker;

  PerdurePeer(Client client) {
    this.client = client;
    this.worker =
        Worker.builder(client, TASK_QUEUE)
            .workflows(HelloWorkflow.class, ChainWorkflow.class, CounterWorkflow.class)
            .activities(new Greeter())
            .start();
  }

  @Override
  public void run(Workload load, String workflowId) {
    var options = WorkflowOptions.of(workflowId, TASK_QUEUE);
    switch (load) {
      case HELLO ->
          Peer.check(client.executeWorkflow(HelloWorkflow::run, "Ada", options), "Hello, Ada!");
      case CHAIN10 ->
          Peer.check(
              client.executeWorkflow(ChainWorkflow::run, Workload.STEPS, options), "Hello, Ada 9!");
      case SIGNAL -> {
        var workflow = client.startWorkflow(CounterWorkflow::run, Workload.STEPS, options);
        for (int i = 0; i < Workload.STEPS; i++) {
          workflow.signal(CounterWorkflow::add, 1);
        }
        Peer.check(workflow.result(), Workload.STEPS);
      }
      case QUERY -> {
        var workflow = client.startWorkflow(CounterWorkflow::run, 1, options);
        for (int i = 0; i < Workload.STEPS; i++) {
          Peer.check(workflow.query(CounterWorkflow::sum), 0);
        }
        workflow.signal(CounterWorkflow::add, 1);
        Peer.check(workflow.result(), 1);
      }
      case UPDATE -> {
        var workflow = client.startWorkflow(CounterWorkflow::run, Workload.STEPS, options);
        for (int i = 1; i <= Workload.STEPS; i++) {
          Peer.check(workflow.executeUpdate(CounterWorkflow::addAndGet, 1), i);
        }
        Peer.check(workflow.result(), Workload.STEPS);
      }
    }
  }

  @Override
  public void close() {
    worker.close();
    client.close();
  }

  /// Runs one activity.
  @Workflow.Definition(name = "Hello")
  public static final class HelloWorkflow {
    private static final ActivityOptions OPTIONS =
        ActivityOptions.startToClose(Duration.ofSeconds(30));

    /// Greets by an activity.
    @Workflow.Run
    public String run(String name) {
      return Workflow.executeActivity(Greeter::greet, name, OPTIONS);
    }
  }

  /// Counts until it is told to end.
  @Workflow.Definition(name = "Counter")
  public static final class CounterWorkflow {
    private int sum;

    /// Returns the sum when it is large enough.
    @Workflow.Run
    public int run(int end) {
      Workflow.await(() -> sum >= end);
      return sum;
    }

    /// Adds to the sum.
    @Workflow.Signal
    public void add(int number) {
      sum += number;
    }

    /// Adds to the sum and returns it.
    @Workflow.Update
    public int addAndGet(int number) {
      sum += number;
      return sum;
    }

    /// The sum so far.
    @Workflow.Query
    public int sum() {
      return sum;
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
