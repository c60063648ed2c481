package dev.perdure.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `perdure server`: the group of the commands that run a server.
@Command(
    name = "server",
    description = "Run a server.",
    subcommands = {StartDevCommand.class, StartCommand.class},
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ServerCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
