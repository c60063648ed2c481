package dev.perdure.cli;

import dev.perdure.cli.quickstart.Quickstart;
import dev.perdure.cli.quickstart.ScratchDirectory;
import dev.perdure.common.PerdureException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `perdure quickstart`: half a minute that shows what durable means, and checks it.
@Command(
    name = "quickstart",
    description = {
      "Show what durable means, and check it.",
      "Runs 25 orders, kills the server and the worker in the middle, starts them again, and"
          + " checks that every order finished and was charged once."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class QuickstartCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--keep",
      description = "Keep the files (database, ledger, logs) and say where they are.")
  private boolean keep;

  @Override
  public Integer call() throws IOException, InterruptedException {
    ConsoleLog.configure(LogLevel.NEVER, LogFormat.PRETTY);
    ScratchDirectory directory = ScratchDirectory.create();
    PrintWriter out = spec.commandLine().getOut();
    try {
      new Quickstart(directory, out).run();
    } catch (PerdureException e) {
      throw new CommandFailedException(
          "the quickstart stopped: %s; its files are in %s"
              .formatted(e.getMessage(), directory.path()),
          e);
    }
    if (keep) {
      out.printf("The files are in %s%n", directory.path());
      out.flush();
    } else {
      directory.delete();
    }
    return 0;
  }
}
