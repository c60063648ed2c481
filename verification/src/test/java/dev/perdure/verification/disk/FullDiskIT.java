package dev.perdure.verification.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.server.PerdureServer;
import dev.perdure.server.ServerOptions;
import dev.perdure.verification.wire.Wire;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A disk that fills up, played by a limit on the pages of the file.
final class FullDiskIT {
  /// Of 4 KiB each: 20 MiB above the mark under which nothing new is taken.
  private static final int PAGE_LIMIT = (64 + 20) << 8;

  private static final int INPUT_BYTES = 100_000;
  private static final int MANY = 1_000;

  @Test
  @Timeout(120)
  void a_full_disk_refuses_starts_takes_completions_and_loses_nothing_acknowledged(
      @TempDir Path directory) {
    var file = directory.resolve("full.db");
    var full =
        ServerOptions.defaults()
            .withPort(0)
            .withSqlitePragmas(Map.of("max_page_count", Integer.toString(PAGE_LIMIT)));
    var acknowledged = new ArrayList<String>();

    try (var server = PerdureServer.open(file, full);
        var wire = new Wire("127.0.0.1:" + server.address().orElseThrow().getPort())) {
      var _ =
          wire.calls()
              .startWorkflowExecution(
                  Wire.start("early").setWorkflowTaskTimeout(Wire.seconds(120)).build());
      var task = wire.calls().pollWorkflowTaskQueue(Wire.poll("wire"));

      assertThat(fill(wire, acknowledged)).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);

      assertThat(wire.calls().respondWorkflowTaskCompleted(completion(task))).isNotNull();
    }

    try (var server = PerdureServer.open(file, ServerOptions.defaults().withPort(0));
        var wire = new Wire("127.0.0.1:" + server.address().orElseThrow().getPort())) {
      assertThat(acknowledged).isNotEmpty();
      for (var id : acknowledged) {
        assertThat(wire.calls().describeWorkflowExecution(describe(id))).isNotNull();
      }
      var _ = wire.calls().startWorkflowExecution(Wire.start("room-again").build());
    }
  }

  private static RespondWorkflowTaskCompletedRequest completion(
      PollWorkflowTaskQueueResponse task) {
    return RespondWorkflowTaskCompletedRequest.newBuilder()
        .setNamespace(Wire.NAMESPACE)
        .setTaskToken(task.getTaskToken())
        .build();
  }

  /// Starts workflows until one is refused; returns how.
  private static Status.Code fill(Wire wire, List<String> acknowledged) {
    for (int i = 0; i < MANY; i++) {
      var id = "workflow-" + i;
      try {
        var _ =
            wire.calls()
                .startWorkflowExecution(Wire.start(id).setInput(Wire.bytes(INPUT_BYTES)).build());
        acknowledged.add(id);
      } catch (StatusRuntimeException e) {
        return e.getStatus().getCode();
      }
    }
    return Status.Code.OK;
  }

  private static DescribeWorkflowExecutionRequest describe(String workflowId) {
    return DescribeWorkflowExecutionRequest.newBuilder()
        .setNamespace(Wire.NAMESPACE)
        .setExecution(Wire.execution(workflowId))
        .build();
  }
}
