package guide.production;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.perdure.client.Client;
import dev.perdure.client.ClientOptions;
import dev.perdure.client.WorkflowExecutionStatus;
import dev.perdure.client.WorkflowOptions;
import dev.perdure.server.PerdureServer;
import dev.perdure.server.ServerOptions;
import dev.perdure.worker.PollerBehavior;
import dev.perdure.worker.Worker;
import dev.perdure.worker.WorkerTuner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceTest {
  @TempDir private Path directory = Path.of("");

  private Process start(Class<?> program, Map<String, String> environment) throws IOException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var classPath = System.getProperty("java.class.path");
    var builder =
        new ProcessBuilder(
                java, "--enable-native-access=ALL-UNNAMED", "-cp", classPath, program.getName())
            .directory(directory.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static void terminate(Process process) throws InterruptedException {
    process.toHandle().destroy();
    assertEquals(143, process.waitFor()); // what a JVM says that SIGTERM ended
  }

  @Test
  void a_service_stops_when_it_is_told_to() throws Exception {
    Process service = start(Service.class, Map.of());
    try (var output = service.inputReader()) {
      assertEquals("Ready", output.readLine());
      terminate(service);
    } finally {
      service.destroyForcibly();
    }

    try (var server = PerdureServer.open(directory.resolve("parcels.db"));
        var client = Client.connect(server.channel())) {
      assertTrue(client.checkHealth());
    }
  }

  @Test
  void a_worker_connects_where_the_environment_says() throws Exception {
    var options = ServerOptions.defaults().withPort(0).withNamespaces(List.of("shop"));
    try (var server = PerdureServer.inMemory(options);
        var client =
            Client.connect(server.channel(), ClientOptions.defaults().withNamespace("shop"))) {
      int port = server.address().orElseThrow().getPort();
      Process worker =
          start(
              Remote.class,
              Map.of("TEMPORAL_ADDRESS", "localhost:" + port, "TEMPORAL_NAMESPACE", "shop"));
      try (var output = worker.inputReader()) {
        assertEquals("Ready in shop", output.readLine());
        var start = WorkflowOptions.of("parcel-42", "parcels");
        assertEquals("parcel 42", client.executeWorkflow(Parcel::run, "42", start));
        terminate(worker);
      } finally {
        worker.destroyForcibly();
      }
    }
  }

  /// Writes what the file holds at this moment into a new one, while the server works.
  static void backUp(Path file, Path copy) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var vacuum = connection.prepareStatement("VACUUM INTO ?")) {
      vacuum.setString(1, copy.toString());
      vacuum.execute();
    }
  }

  @Test
  void a_copy_goes_on_where_it_was_made() throws IOException, SQLException {
    Path file = directory.resolve("parcels.db");
    Path copy = directory.resolve("copy.db");
    try (var server = PerdureServer.open(file);
        var client = Client.connect(server.channel())) {
      client.startWorkflow(Parcel::run, "42", WorkflowOptions.of("parcel-42", "parcels"));
      backUp(file, copy);
      client.getWorkflowHandle("parcel-42").terminate("so that the two differ");
    }
    Path stopped = Files.copy(file, directory.resolve("stopped.db"));

    try (var server = PerdureServer.open(copy);
        var client = Client.connect(server.channel());
        var _ =
            Worker.builder(client, "parcels")
                .workflows(Parcel.class)
                .activities(new Parcel.Warehouse())
                .start()) {
      assertEquals("parcel 42", client.getWorkflowHandle(Parcel::run, "parcel-42").result());
    }
    try (var server = PerdureServer.open(stopped);
        var client = Client.connect(server.channel())) {
      var status = client.getWorkflowHandle("parcel-42").describe().status();
      assertEquals(WorkflowExecutionStatus.TERMINATED, status);
    }
  }

  @Test
  void a_worker_is_tuned() {
    try (var server = PerdureServer.inMemory();
        var client = Client.connect(server.channel())) {
      var builder =
          Worker.builder(client, "parcels")
              .workflows(Parcel.class)
              .activities(new Parcel.Warehouse())
              .maxCachedWorkflows(10_000)
              .tuner(WorkerTuner.resourceBased(0.8, 0.9))
              .workflowTaskPollerBehavior(PollerBehavior.autoscaling())
              .activityTaskPollerBehavior(PollerBehavior.autoscaling())
              .maxTaskQueueActivitiesPerSecond(50); // of all workers of the queue together

      try (var worker = builder.start()) {
        var options = WorkflowOptions.of("parcel-42", worker.taskQueue());
        assertEquals("parcel 42", client.executeWorkflow(Parcel::run, "42", options));
      }
    }
  }
}
