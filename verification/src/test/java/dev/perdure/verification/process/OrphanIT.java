package dev.perdure.verification.process;

import dev.perdure.client.Client;
import dev.perdure.client.WorkflowOptions;
import dev.perdure.verification.peer.PerdureUnderTest;
import dev.perdure.verification.peer.ProgramProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Processes of activities whose worker is killed.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class OrphanIT {
  @Test
  void a_process_ends_by_itself_when_its_worker_is_gone_whatever_it_does(@TempDir Path directory)
      throws Exception {
    Path busy = directory.resolve("busy");
    Path waiting = directory.resolve("waiting");
    try (var server = PerdureUnderTest.inMemory();
        var client = Client.connect(server.address());
        var worker = ProgramProcess.start(DangerousWorker.class, server.address())) {
      start(client, "ignoreEverything", busy);
      start(client, "waitForShutdown", waiting);
      List<ProcessHandle> processes = new ArrayList<>();
      for (Path file : List.of(busy, waiting)) {
        processes.add(ProcessHandle.of(pid(file)).orElseThrow());
      }

      worker.kill();

      for (ProcessHandle process : processes) {
        process.onExit().get(20, TimeUnit.SECONDS);
      }
    }
  }

  private static void start(Client client, String type, Path file) {
    client.startWorkflow(
        Runs::run,
        type,
        List.of(file.toString()),
        WorkflowOptions.of(type, DangerousWorker.TASK_QUEUE));
  }

  private static long pid(Path file) throws Exception {
    while (!Files.exists(file) || Files.size(file) == 0) {
      Thread.sleep(50);
    }
    return Long.parseLong(Files.readString(file));
  }
}
