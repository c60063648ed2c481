package dev.perdure.verification.crash;

import dev.perdure.client.Client;
import dev.perdure.verification.peer.ProgramProcess;
import dev.perdure.worker.Worker;
import java.nio.file.Path;

/// The process that is killed: a worker that takes steps.
final class StepsWorker {
  static final String TASK_QUEUE = "steps";

  private StepsWorker() {}

  /// Works until it is killed.
  ///
  /// @param arguments the server's address and the log of the steps
  public static void main(String[] arguments) {
    Worker worker =
        Worker.builder(Client.connect(arguments[0]), TASK_QUEUE)
            .workflows(Steps.class)
            .activities(new Steps.Taking(Path.of(arguments[1])))
            .start();
    System.out.println(ProgramProcess.READY);
    worker.join();
  }
}
