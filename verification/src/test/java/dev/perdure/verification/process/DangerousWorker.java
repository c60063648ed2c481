package dev.perdure.verification.process;

import dev.perdure.client.Client;
import dev.perdure.verification.peer.ProgramProcess;
import dev.perdure.worker.ActivityProcesses;
import dev.perdure.worker.Worker;

/// A worker with activities in processes of their own, in a process that is killed.
final class DangerousWorker {
  static final String TASK_QUEUE = "danger";

  private DangerousWorker() {}

  /// Works until it is killed.
  ///
  /// @param arguments the server's address
  public static void main(String[] arguments) {
    Worker worker =
        Worker.builder(Client.connect(arguments[0]), TASK_QUEUE)
            .workflows(Runs.class)
            .activityProcesses(
                ActivityProcesses.of(2).withJvmArguments("-Xmx64m", "-XX:TieredStopAtLevel=1"),
                Dangerous.class)
            .start();
    System.out.println(ProgramProcess.READY);
    worker.join();
  }
}
