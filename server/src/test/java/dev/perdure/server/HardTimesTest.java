package dev.perdure.server;

import static dev.perdure.server.RawClient.completeWorkflow;
import static dev.perdure.server.RawClient.scheduleActivity;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.HistoryEventFilterType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A small memory, a full disk, workers that die with the server, and an early end.
@Timeout(60)
class HardTimesTest {
  @TempDir private Path directory;

  @Test
  void many_workflows_go_on_with_room_for_few_in_memory() {
    var options = ServerOptions.defaults().withCache(4, 64 << 10);
    try (var server = PerdureServer.open(directory.resolve("test.db"), options)) {
      var client = new RawClient(server.channel());
      for (int i = 0; i < 200; i++) {
        client.start("w" + i);
      }
      for (int i = 0; i < 200; i++) {
        client.complete(client.pollWorkflowTask().getTaskToken(), scheduleActivity("a"));
      }
      for (int i = 0; i < 200; i++) {
        client.completeActivity(client.pollActivityTask().getTaskToken(), "result");
      }
      for (int i = 0; i < 200; i++) {
        client.complete(client.pollWorkflowTask().getTaskToken(), completeWorkflow("done"));
      }
      for (int i = 0; i < 200; i++) {
        assertThat(client.closeEvent("w" + i).getEventType())
            .isEqualTo(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED);
        assertThat(client.history("w" + i)).hasSize(11);
      }
    }
  }

  @Test
  void a_disk_that_is_nearly_full_takes_no_new_work() {
    var file = directory.resolve("test.db");
    // The server wants to keep 64 MiB free.
    var nearlyFull = ServerOptions.defaults().withSqlitePragmas(Map.of("max_page_count", "2000"));
    try (var server = PerdureServer.open(file)) {
      new RawClient(server.channel()).start("w");
    }

    try (var server = PerdureServer.open(file, nearlyFull)) {
      var client = new RawClient(server.channel());
      var refused = catchThrowableOfType(StatusRuntimeException.class, () -> client.start("w2"));
      assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(refused.getStatus().getDescription())
          .isEqualTo("The disk is nearly full; only work in progress goes on.");

      client.complete(client.pollWorkflowTask().getTaskToken());
      client.terminate("w");
      assertThat(client.history("w")).hasSize(5);
    }
  }

  @Test
  void a_full_disk_ends_the_server_with_a_sentence_and_loses_nothing() {
    var file = directory.resolve("test.db");
    var fatal = new CompletableFuture<String>();
    var options =
        ServerOptions.defaults()
            .withOnFatal(fatal::complete)
            .withDiskPatience(Duration.ZERO)
            .withSqlitePragmas(Map.of("max_page_count", "17000"));
    int acknowledged = 0;
    try (var server = PerdureServer.open(file, options)) {
      var client = new RawClient(server.channel());
      client.start("a");
      client.start("b");
      StatusRuntimeException refused = null;
      while (refused == null) {
        refused =
            catchThrowableOfType(
                StatusRuntimeException.class,
                () -> {
                  var task = client.pollWorkflowTask();
                  client.completeAndGoOn(task.getTaskToken(), "x".repeat(1_900_000));
                });
        acknowledged += refused == null ? 1 : 0;
      }
      assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(fatal.orTimeout(20, TimeUnit.SECONDS).join()).contains("test.db");
      var after = catchThrowableOfType(StatusRuntimeException.class, () -> client.history("a"));
      assertThat(after.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    }

    try (var server = PerdureServer.open(file)) {
      var client = new RawClient(server.channel());
      long markers =
          Stream.of("a", "b")
              .flatMap(id -> client.wholeHistory(id).stream())
              .filter(event -> event.getEventType() == EventType.EVENT_TYPE_MARKER_RECORDED)
              .count();
      assertThat(markers).isGreaterThanOrEqualTo(acknowledged);
    }
  }

  @Test
  void attempts_of_workers_in_the_server_s_process_end_with_it() {
    var file = directory.resolve("test.db");
    try (var server = PerdureServer.open(file)) {
      var client = new RawClient(server.channel());
      client.start("activity");
      client.complete(client.pollWorkflowTask().getTaskToken(), scheduleActivity("a"));
      assertThat(client.pollActivityTask().getAttempt()).isEqualTo(1);
      client.start("task");
      assertThat(client.pollWorkflowTask().getAttempt()).isEqualTo(1);
    }

    try (var server = PerdureServer.open(file)) {
      var client = new RawClient(server.channel());
      long begun = System.nanoTime();
      assertThat(client.pollWorkflowTask().getWorkflowExecution().getWorkflowId())
          .isEqualTo("task");
      assertThat(client.pollActivityTask().getAttempt()).isEqualTo(2);
      // Well before the least of their timeouts.
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(9));
    }
  }

  @Test
  void a_server_that_stops_ends_the_waits_of_clients() throws Exception {
    var server =
        PerdureServer.inMemory(
            ServerOptions.defaults().withShutdownTimeout(Duration.ofSeconds(30)));
    var client = new RawClient(server.channel());
    client.start("w");
    var request =
        RawClient.historyRequest("w")
            .setWaitNewEvent(true)
            .setHistoryEventFilterType(HistoryEventFilterType.HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT)
            .build();
    var waiting =
        CompletableFuture.supplyAsync(
            () -> client.stub().getWorkflowExecutionHistory(request),
            Executors.newVirtualThreadPerTaskExecutor());
    client.history("w");

    long begun = System.nanoTime();
    server.close();

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(15));
    assertThat(waiting.handle((_, _) -> "answered").get(30, TimeUnit.SECONDS))
        .isEqualTo("answered");
  }
}
