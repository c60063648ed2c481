package dev.perdure.server;

import static dev.perdure.server.RawClient.completeWorkflow;
import static dev.perdure.server.RawClient.execution;
import static dev.perdure.server.RawClient.payloads;
import static dev.perdure.server.RawClient.scheduleActivity;
import static dev.perdure.server.RawClient.seconds;
import static dev.perdure.server.RawClient.startTimer;
import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.failure.v1.ApplicationFailureInfo;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.RecordActivityTaskHeartbeatRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskFailedRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A file that an older version left behind goes on in this one.
///
/// Each schema version has its file in `src/test/resources/files`, taken from a server that was
/// killed, so that there is something to recover. Once released, a file never changes: a new schema
/// version or a new kind of record gets a new file, written with `-Dkeep.file=NAME`.
class KeptFileTest {
  private static final Instant WRITTEN = Instant.parse("2026-11-22T18:00:00Z");
  private static final Path RESOURCES = Path.of("src/test/resources/files");
  private static final String DATABASE = "kept.db";

  @TempDir private Path directory;

  private static ServerOptions at(Instant time) {
    var ahead = Duration.between(Instant.now(), time);
    InstantSource clock = () -> Instant.now().plus(ahead);
    return ServerOptions.defaults().withClock(clock);
  }

  @ParameterizedTest
  @ValueSource(strings = {"schema-1", "schema-2", "schema-3", "schema-4"})
  void a_file_of_an_older_version_goes_on(String name) throws Exception {
    try (var in = KeptFileTest.class.getResourceAsStream("/files/" + name + ".zip")) {
      assertThat(in).isNotNull();
      unzip(in);
    }
    try (var server = PerdureServer.open(directory.resolve(DATABASE), at(WRITTEN.plusSeconds(5)))) {
      var client = new RawClient(server.channel());

      assertThat(client.history("closed"))
          .extracting(HistoryEvent::getEventType)
          .containsExactly(
              EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
              EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED,
              EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED,
              EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED,
              EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED);
      assertThat(describe(client, "closed").getWorkflowExecutionInfo().getStatus())
          .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED);
      assertThat(describe(client, "terminated").getWorkflowExecutionInfo().getStatus())
          .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_TERMINATED);
      checkPending(describe(client, "open"));
      finishOpen(client);
      if (name.compareTo("schema-3") >= 0) {
        new KeptMore(client).checkAttributes();
      }
      if (name.compareTo("schema-2") >= 0) {
        new KeptMore(client).check();
      }
      if (name.compareTo("schema-4") >= 0) {
        new KeptSchedule(server, client).check();
      }
    }
  }

  private static void checkPending(DescribeWorkflowExecutionResponse open) {
    assertThat(open.getPendingActivitiesList())
        .anySatisfy(
            activity -> {
              assertThat(activity.getActivityId()).isEqualTo("beating");
              assertThat(activity.getHeartbeatDetails()).isEqualTo(payloads("half"));
            })
        .anySatisfy(
            activity -> {
              assertThat(activity.getActivityId()).isEqualTo("failing");
              assertThat(activity.getAttempt()).isEqualTo(2);
              assertThat(activity.getLastFailure().getMessage()).isEqualTo("first attempt");
            })
        .hasSize(2);
  }

  /// Finishes both activities; the timer is far away. The signal came while a workflow task ran.
  ///
  /// The worker that held the one attempt was in the former server's process, so that activity is
  /// offered again as well.
  private static void finishOpen(RawClient client) {
    var finished = new HashSet<String>();
    for (int i = 0; i < 2; i++) {
      var activity = client.pollActivityTask();
      assertThat(activity.getAttempt()).isEqualTo(2);
      client.completeActivity(activity.getTaskToken(), "second attempt");
      finished.add(activity.getActivityId());
    }
    assertThat(finished).containsExactlyInAnyOrder("beating", "failing");
    var task = client.pollWorkflowTask();
    assertThat(task.getHistory().getEventsList())
        .extracting(HistoryEvent::getEventType)
        .contains(
            EventType.EVENT_TYPE_TIMER_STARTED,
            EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
            EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED);
    client.complete(task.getTaskToken(), completeWorkflow("done"));
    assertThat(client.closeEvent("open").getEventType())
        .isEqualTo(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED);
  }

  private static DescribeWorkflowExecutionResponse describe(RawClient client, String workflowId) {
    return client
        .stub()
        .describeWorkflowExecution(
            DescribeWorkflowExecutionRequest.newBuilder()
                .setNamespace("default")
                .setExecution(execution(workflowId))
                .build());
  }

  @Test
  @EnabledIfSystemProperty(named = "keep.file", matches = ".+")
  void write_a_file_to_keep() throws Exception {
    var file = directory.resolve(DATABASE);
    try (var server = PerdureServer.open(file, at(WRITTEN))) {
      var client = new RawClient(server.channel());
      client.start("closed");
      client.complete(client.pollWorkflowTask().getTaskToken(), completeWorkflow("done"));
      client.start("terminated");
      client.terminate("terminated");
      leaveOpen(client);
      new KeptMore(client).leave();
      new KeptSchedule(server, client).leave();

      // The database before its log: whatever is committed in between is in the log.
      zip(
          List.of(file, file.resolveSibling(DATABASE + "-wal")),
          RESOURCES.resolve(System.getProperty("keep.file") + ".zip"));
    }
  }

  /// A run with a bit of everything: a timer, an activity that beats, one that is retried, a signal
  /// that came while a workflow task was running.
  private static void leaveOpen(RawClient client) {
    client.start("open");
    var first = client.pollWorkflowTask();
    client.signal("open", "buffered");
    client.complete(
        first.getTaskToken(),
        startTimer("timer", seconds(100_000)),
        scheduleActivity("beating"),
        scheduleActivity("failing"));
    var second = client.pollWorkflowTask();
    client.complete(second.getTaskToken());
    for (int i = 0; i < 2; i++) {
      var activity = client.pollActivityTask();
      if (activity.getActivityId().equals("beating")) {
        var _ =
            client
                .stub()
                .recordActivityTaskHeartbeat(
                    RecordActivityTaskHeartbeatRequest.newBuilder()
                        .setNamespace("default")
                        .setTaskToken(activity.getTaskToken())
                        .setDetails(payloads("half"))
                        .build());
      } else {
        var _ =
            client
                .stub()
                .respondActivityTaskFailed(
                    RespondActivityTaskFailedRequest.newBuilder()
                        .setNamespace("default")
                        .setTaskToken(activity.getTaskToken())
                        .setFailure(
                            Failure.newBuilder()
                                .setMessage("first attempt")
                                .setApplicationFailureInfo(
                                    ApplicationFailureInfo.getDefaultInstance()))
                        .build());
      }
    }
  }

  private static void zip(List<Path> files, Path archive) throws IOException {
    try (var out = new ZipOutputStream(Files.newOutputStream(archive))) {
      for (var file : files) {
        out.putNextEntry(new ZipEntry(file.getFileName().toString()));
        Files.copy(file, out);
      }
    }
  }

  private void unzip(InputStream archive) throws IOException {
    var in = new ZipInputStream(archive);
    for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
      Files.copy(in, directory.resolve(entry.getName()));
    }
  }
}
