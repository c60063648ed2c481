package dev.perdure.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `perdure version`: the versions of this program and of the Java that runs it.
@Command(
    name = "version",
    description = "Show the version.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class VersionCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    spec.commandLine()
        .getOut()
        .printf("perdure %s (Java %s)%n", Version.text(), System.getProperty("java.version"));
  }
}
