package dev.perdure.cli;

import dev.perdure.cli.quickstart.WorkerProcess;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// The quickstart's second process; not for people.
@Command(name = "quickstart-worker", hidden = true)
final class QuickstartWorkerCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", description = "The server's address.")
  private String address = "";

  @Parameters(index = "1", description = "The ledger's file.")
  private Path ledger = Path.of("");

  @Override
  public Integer call() throws InterruptedException {
    ConsoleLog.configure(LogLevel.WARN, LogFormat.TEXT);
    WorkerProcess.run(address, ledger, spec.commandLine().getOut());
    return 0;
  }
}
