package dev.perdure.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `perdure server start-dev`: a server for development and tests, with the flags of the official
/// `temporal server start-dev`, so that every Temporal SDK's test environment can start it.
@Command(
    name = "start-dev",
    description = {
      "Run a server for development and tests.",
      "Everything is kept in memory unless --db-filename names a file."
    },
    footer = {"", ServerRun.STOPPING},
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class StartDevCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"--db-filename", "-f"},
      paramLabel = "FILE",
      description = "Keep everything in this file, which is created if need be.")
  private @Nullable Path file;

  @Mixin private ServerFlags flags = new ServerFlags();

  @Override
  public Integer call() {
    CommandLine command = spec.commandLine();
    return new ServerRun(command.getOut(), command.getErr())
        .untilStopped(file, flags.options(command), flags.notBuilt());
  }
}
