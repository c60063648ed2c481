package dev.perdure.verification.official;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.verification.peer.PerdureExecutable;
import dev.perdure.verification.peer.ServerUnderTest;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.client.WorkflowOptions;
import io.temporal.testing.TemporalDevServer;
import io.temporal.testing.TemporalDevServerOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The official SDK starts our executable as its own dev server.
final class OfficialSdkOnPerdureDevServerIT extends OfficialSdkSuite {
  @TempDir private static Path directory;

  @Override
  protected ServerUnderTest openServer() throws Exception {
    var server = TemporalDevServer.start(options("suite.log"));
    return new ServerUnderTest() {
      @Override
      public String address() {
        return server.getTarget();
      }

      @Override
      public void close() {
        server.close();
      }
    };
  }

  private static TemporalDevServerOptions options(String log) throws Exception {
    return TemporalDevServerOptions.newBuilder()
        .setExistingPath(PerdureExecutable.in(directory).toString())
        .setLogFile(directory.resolve(log).toString())
        .setStartupTimeout(Duration.ofSeconds(30))
        .build();
  }

  @Test
  void its_test_environment_runs_on_ours() throws Exception {
    try (var environment = TestWorkflowEnvironment.startLocal(options("environment.log"))) {
      var worker = environment.newWorker("local");
      worker.registerWorkflowImplementationTypes(OfficialWorkflows.HelloWorkflow.class);
      worker.registerActivitiesImplementations(new OfficialActivities.StepsInTest());
      environment.start();

      assertThat(
              environment.registerSearchAttribute(
                  "Colour", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD))
          .isTrue();
      var hello =
          environment
              .getWorkflowClient()
              .newWorkflowStub(
                  OfficialWorkflows.Hello.class,
                  WorkflowOptions.newBuilder().setTaskQueue("local").build());
      assertThat(hello.run("Ada")).isEqualTo("Hello, Ada!");
    }
  }
}
