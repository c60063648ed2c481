package dev.perdure.benchmarks;

import dev.perdure.activity.Activity;
import dev.perdure.client.Client;
import dev.perdure.client.WorkflowOptions;
import dev.perdure.server.PerdureServer;
import dev.perdure.worker.Worker;
import dev.perdure.workflow.ActivityOptions;
import dev.perdure.workflow.Workflow;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// `hello` with our SDK as client and worker, with its default options.
final class PerdureHello implements HelloPeer {
  private static final String TASK_QUEUE = "hello";

  private final @Nullable PerdureServer server;
  private final Client client;
  private final Worker worker;

  private PerdureHello(@Nullable PerdureServer server, Client client) {
    this.server = server;
    this.client = client;
    this.worker =
        Worker.builder(client, TASK_QUEUE)
            .workflows(HelloWorkflow.class)
            .activities(new Greeter())
            .start();
  }

  static PerdureHello connect(String address) {
    return new PerdureHello(null, Client.connect(address));
  }

  /// With the server in this process, on a file, over its channel.
  static PerdureHello embedded(Path file) {
    var server = PerdureServer.open(file);
    return new PerdureHello(server, Client.connect(server.channel()));
  }

  @Override
  public void hello(String workflowId) {
    var result =
        client.executeWorkflow(
            HelloWorkflow::run, "Ada", WorkflowOptions.of(workflowId, TASK_QUEUE));
    if (!result.equals("Hello, Ada!")) {
      throw new IllegalStateException("wrong result: " + result);
    }
  }

  @Override
  public void close() {
    worker.close();
    client.close();
    if (server != null) {
      server.close();
    }
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

  /// Greets at once.
  public static final class Greeter {
    /// Greets.
    @Activity.Definition
    public String greet(String name) {
      return "Hello, " + name + "!";
    }
  }
}
