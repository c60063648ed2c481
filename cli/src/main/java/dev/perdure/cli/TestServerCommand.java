package dev.perdure.cli;

import dev.perdure.server.ServerOptions;
import dev.perdure.server.TimeSkippingMode;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `perdure PORT [--enable-time-skipping]`: the command line of the official test server, so that
/// the time-skipping test environment of every Temporal SDK can start this one.
@Command(
    name = "test-server",
    description = {
      "Run a server for tests whose time can be made to skip; `perdure PORT` does the same.",
      "Everything is kept in memory, and every namespace that is named exists."
    },
    footer = {"", ServerRun.STOPPING},
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class TestServerCommand implements Callable<Integer> {
  private static final Pattern NUMBER = Pattern.compile("-?\\d+");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "PORT",
      description = "Port for clients and workers; 0 takes a free one.")
  private int port;

  @Option(
      names = "--enable-time-skipping",
      description = "Let time skip from the start, not only once a client unlocks it.")
  private boolean skipping;

  /// The command line with the name of this command in front, if it begins with a port.
  static String[] named(String[] args) {
    return args.length > 0 && NUMBER.matcher(args[0]).matches()
        ? Stream.concat(Stream.of("test-server"), Stream.of(args)).toArray(String[]::new)
        : args;
  }

  @Override
  public Integer call() {
    CommandLine command = spec.commandLine();
    ConsoleLog.configure(LogLevel.WARN, LogFormat.PRETTY);
    return new ServerRun(command.getOut(), command.getErr())
        .untilStopped(null, options(command), List.of());
  }

  private ServerOptions options(CommandLine command) {
    try {
      return ServerOptions.defaults()
          .withPort(port)
          .withAnyNamespace(true)
          .withTimeSkipping(skipping ? TimeSkippingMode.UNLOCKED : TimeSkippingMode.LOCKED);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command, String.valueOf(e.getMessage()), e);
    }
  }
}
