package dev.perdure.benchmarks;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;

/// `hello` with the official Java SDK as client and worker, with its own default options.
public final class OfficialHello implements HelloPeer {
  private static final String TASK_QUEUE = "hello";

  private final WorkflowServiceStubs service;
  private final WorkflowClient client;
  private final WorkerFactory factory;

  OfficialHello(String address) {
    service =
        WorkflowServiceStubs.newConnectedServiceStubs(
            WorkflowServiceStubsOptions.newBuilder().setTarget(address).build(),
            Duration.ofSeconds(30));
    client = WorkflowClient.newInstance(service);
    factory =
        WorkerFactory.newInstance(
            client, WorkerFactoryOptions.newBuilder().setUsingVirtualWorkflowThreads(true).build());
    var worker = factory.newWorker(TASK_QUEUE);
    worker.registerWorkflowImplementationTypes(HelloWorkflow.class);
    worker.registerActivitiesImplementations(new Greeter());
    factory.start();
  }

  @Override
  public void hello(String workflowId) {
    var stub =
        client.newUntypedWorkflowStub(
            "Hello",
            WorkflowOptions.newBuilder()
                .setWorkflowId(workflowId)
                .setTaskQueue(TASK_QUEUE)
                .build());
    stub.start("Ada");
    var result = stub.getResult(String.class);
    if (!result.equals("Hello, Ada!")) {
      throw new IllegalStateException("wrong result: " + result);
    }
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
    private final Greetings greetings =
        Workflow.newActivityStub(
            Greetings.class,
            ActivityOptions.newBuilder().setStartToCloseTimeout(Duration.ofSeconds(30)).build());

    @Override
    public String run(String name) {
      return greetings.greet(name);
    }
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
