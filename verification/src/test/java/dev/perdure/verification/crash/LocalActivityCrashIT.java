package dev.perdure.verification.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.client.Client;
import dev.perdure.client.WorkflowHandle;
import dev.perdure.client.WorkflowOptions;
import dev.perdure.converter.DataConverter;
import dev.perdure.verification.peer.PerdureUnderTest;
import dev.perdure.verification.peer.ProgramProcess;
import dev.perdure.worker.Replayer;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.history.v1.HistoryEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Kills a worker's process while its local activities run: what the history has of them stays as
/// it is, the others run again, and each is in the history once.
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class LocalActivityCrashIT {
  private static final int STEPS = 60;
  private static final int KILLS = 3;

  /// The workflow task is told to go on after four fifths of this time: then the steps that have
  /// ended are kept.
  private static final Duration TASK_TIMEOUT = Duration.ofSeconds(3);

  @Test
  void local_activities_of_a_killed_worker_are_kept_or_run_again(@TempDir Path directory)
      throws Exception {
    Path log = directory.resolve("steps.txt");
    try (var server = PerdureUnderTest.onFile();
        var client = Client.connect(server.address())) {
      var worker = worker(server, log);
      try {
        WorkflowHandle<Steps, List<String>> steps =
            client.startWorkflow(
                Steps::run,
                STEPS,
                WorkflowOptions.of("steps", StepsWorker.TASK_QUEUE).withTaskTimeout(TASK_TIMEOUT));
        List<String> kept = List.of();
        for (int kill = 0; kill < KILLS; kill++) {
          kept = awaitMore(steps, kept);
          awaitMoreTaken(log);
          worker.kill();
          worker = worker(server, log);
        }

        List<String> results = steps.result();

        List<String> recorded = recorded(steps);
        assertThat(results).hasSize(STEPS).startsWith(kept.toArray(String[]::new));
        assertThat(recorded).as("each is in the history once, in order").isEqualTo(results);
        List<String> taken = Files.readAllLines(log);
        assertThat(taken).containsAll(results);
        assertThat(taken).as("some steps were taken again").hasSizeGreaterThan(STEPS);
        Replayer.builder().workflows(Steps.class).build().replayWorkflow(steps.fetchHistory());
      } finally {
        worker.close();
      }
    }
  }

  private static ProgramProcess worker(PerdureUnderTest server, Path log) throws Exception {
    return ProgramProcess.start(StepsWorker.class, server.address(), log);
  }

  /// The steps that the history has, once there are more of them than before.
  private static List<String> awaitMore(WorkflowHandle<?, ?> steps, List<String> before)
      throws InterruptedException {
    List<String> now;
    do {
      Thread.sleep(20);
      now = recorded(steps);
    } while (now.size() <= before.size());
    return now;
  }

  /// Lets some more steps end, of which the history has nothing yet.
  private static void awaitMoreTaken(Path log) throws Exception {
    int now = Files.readAllLines(log).size();
    while (Files.readAllLines(log).size() < now + 3) {
      Thread.sleep(20);
    }
  }

  private static List<String> recorded(WorkflowHandle<?, ?> steps) {
    List<String> results = new ArrayList<>();
    for (HistoryEvent event : steps.fetchHistory().events()) {
      if (event.hasMarkerRecordedEventAttributes()) {
        Payloads result = event.getMarkerRecordedEventAttributes().getDetailsOrThrow("result");
        results.add(String.valueOf(DataConverter.defaults().decodeResult(result, String.class)));
      }
    }
    return results;
  }
}
