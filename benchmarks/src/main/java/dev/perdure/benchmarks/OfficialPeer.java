package dev.perdure.benchmarks;

import io.grpc.ManagedChannel;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;

/// The loads with the official Java SDK as client and worker, with its own default options.
public final class OfficialPeer implements Peer {
  private static final String TASK_QUEUE = "hello";

  private final WorkflowServiceStubs service;
  private final WorkflowClient client;
  private final WorkerFactory factory;

  OfficialPeer(String address) {
    this(WorkflowServiceStubsOptions.newBuilder().setTarget(address).build());
  }

  /// Over the channel of a server in this process.
  OfficialPeer(ManagedChannel channel) {
    this(WorkflowServiceStubsOptions.newBuilder().setChannel(channel).build());
  }

  private OfficialPeer(WorkflowServiceStubsOptions options) {
    service = WorkflowServiceStubs.newConnectedServiceStubs(options, Duration.ofSeconds(30));
    client = WorkflowClient.newInstance(service);
    factory =
        WorkerFactory.newInstance(
            client, WorkerFactoryOptions.newBuilder().setUsingVirtualWorkflowThreads(true).build());
    var worker = factory.newWorker(TASK_QUEUE);
    worker.registerWorkflowImplementationTypes(
        HelloWorkflow.class, ChainWorkflow.class, CounterWorkflow.class);
    worker.registerActivitiesImplementations(new Greeter());
    factory.start();
  }

  @Override
  public void run(Workload load, String workflowId) {
    switch (load) {
      case HELLO ->
          Peer.check(start("Hello", workflowId, "Ada").getResult(String.class), "Hello, Ada!");
      case CHAIN10 -> chain(workflowId, Workload.STEPS);
      case SIGNAL -> {
        var workflow = start("Counter", workflowId, Workload.STEPS);
        for (int i = 0; i < Workload.STEPS; i++) {
          workflow.signal("add", 1);
        }
        Peer.check(workflow.getResult(Integer.class), Workload.STEPS);
      }
      case UPDATE -> {
        var workflow = start("Counter", workflowId, Workload.STEPS);
        for (int i = 1; i <= Workload.STEPS; i++) {
          Peer.check(workflow.update("addAndGet", Integer.class, 1), i);
        }
        Peer.check(workflow.getResult(Integer.class), Workload.STEPS);
      }
      case QUERY -> {
        var workflow = start("Counter", workflowId, 1);
        for (int i = 0; i < Workload.STEPS; i++) {
          Peer.check(workflow.query("sum", Integer.class), 0);
        }
        workflow.signal("add", 1);
        Peer.check(workflow.getResult(Integer.class), 1);
      }
    }
  }

  /// Runs so many activities one after another, in one workflow.
  void chain(String workflowId, int length) {
    Peer.check(
        start("Chain", workflowId, length).getResult(String.class),
        "Hello, Ada " + (length - 1) + "!");
  }

  private WorkflowStub start(String type, String workflowId, Object argument) {
    var stub =
        client.newUntypedWorkflowStub(
            type,
            WorkflowOptions.newBuilder()
                .setWorkflowId(workflowId)
                .setTaskQueue(TASK_QUEUE)
                .build());
    stub.start(argument);
    return stub;
  }

  @Override
  public void close() {
    factory.shutdownNow();
    service.shutdownNow();
  }

  /// The workflow's type.
  @WorkflowInterface
  public interface Hello {
    /// Greets by an activity.
    @WorkflowMethod
    String run(String name);
  }

  /// Runs one activity.
  public static final class HelloWorkflow implements Hello {
    private final Greetings greetings = greetings();

    @Override
    public String run(String name) {
      return greetings.greet(name);
    }
  }

  /// The workflow's type.
  @WorkflowInterface
  public interface Chain {
    /// Greets by so many activities, one after the other.
    @WorkflowMethod
    String run(int length);
  }

  /// Runs one activity after the other.
  public static final class ChainWorkflow implements Chain {
    private final Greetings greetings = greetings();

    @Override
    public String run(int length) {
      var greeting = "";
      for (int i = 0; i < length; i++) {
        greeting = greetings.greet("Ada " + i);
      }
      return greeting;
    }
  }

  /// The workflow's type.
  @WorkflowInterface
  public interface Counter {
    /// Returns the sum when it is large enough.
    @WorkflowMethod
    int run(int end);

    /// Adds to the sum.
    @SignalMethod
    void add(int number);

    /// Adds to the sum and returns it.
    @UpdateMethod
    int addAndGet(int number);

    /// The sum so far.
    @QueryMethod
    int sum();
  }

  /// Counts until it is told to end.
  public static final class CounterWorkflow implements Counter {
    private int sum;

    @Override
    public int run(int end) {
      Workflow.await(() -> sum >= end);
      return sum;
    }

    @Override
    public void add(int number) {
      sum += number;
    }

    @Override
    public int addAndGet(int number) {
      sum += number;
      return sum;
    }

    @Override
    public int sum() {
      return sum;
    }
  }

  private static Greetings greetings() {
    return Workflow.newActivityStub(
        Greetings.class,
        ActivityOptions.newBuilder().setStartToCloseTimeout(Duration.ofSeconds(30)).build());
  }

  /// The activity's type.
  @ActivityInterface
  public interface Greetings {
    /// Greets.
    String greet(String name);
  }

  /// Greets at once.
  public static final class Greeter implements Greetings {
    @Override
    public String greet(String name) {
      return "Hello, " + name + "!";
    }
  }
}
