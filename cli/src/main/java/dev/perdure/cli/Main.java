package dev.perdure.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The command line's entry.
///
/// Exit codes: 0 when the command did what it was asked, 1 when it could not, 2 when the command
/// line itself is wrong. Either way one sentence on the standard error says why.
@Command(
    name = "perdure",
    description = "Durable execution for the JVM: a workflow server over one file.",
    subcommands = {
      QuickstartCommand.class,
      QuickstartWorkerCommand.class,
      ServerCommand.class,
      TestServerCommand.class,
      VersionCommand.class,
      WarmUpCommand.class,
      HelpCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:The command did what it was asked.",
      "1:It could not; one sentence says why.",
      "2:The command line is wrong; one sentence says where."
    },
    footer = {
      "",
      "New here? `perdure quickstart` shows in half a minute what durable means.",
      "The environment variable PERDURE_JAVA_OPTS has options for the JVM of ./perdure."
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  /// Runs the command that `args` name and ends the JVM with its exit code.
  public static void main(String[] args) {
    System.exit(commandLine().execute(TestServerCommand.named(args)));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setUsageHelpAutoWidth(true)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Main::refuse)
        .setExecutionExceptionHandler(Main::fail);
  }

  /// Without a command there is nothing to do but to say what there is.
  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  private static int refuse(ParameterException wrong, String[] args) {
    CommandLine command = wrong.getCommandLine();
    command
        .getErr()
        .printf(
            "perdure: %s (see `%s --help`)%n",
            wrong.getMessage(), command.getCommandSpec().qualifiedName());
    return CommandLine.ExitCode.USAGE;
  }

  private static int fail(Exception failure, CommandLine command, CommandLine.ParseResult parsed)
      throws Exception {
    if (failure instanceof CommandFailedException expected) {
      command.getErr().printf("perdure: %s%n", expected.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    }
    throw failure;
  }
}
