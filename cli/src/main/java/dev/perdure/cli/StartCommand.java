package dev.perdure.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `perdure server start`: a server whose defaults keep what it is given.
@Command(
    name = "start",
    description = {
      "Run a server that keeps everything in a file.",
      "It listens on this machine only, and keeps finished workflows for ever unless a namespace's"
          + " retention says otherwise."
    },
    footer = {"", ServerRun.STOPPING},
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class StartCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"--db-filename", "-f"},
      paramLabel = "FILE",
      description =
          "The file that everything is kept in (default: perdure/perdure.db in the user's data"
              + " directory, $XDG_DATA_HOME or ~/.local/share).")
  private @Nullable Path file;

  @Mixin private ServerFlags flags = new ServerFlags();

  @Override
  public Integer call() {
    Path chosen = file == null ? inDataDirectory() : file;
    CommandLine command = spec.commandLine();
    return new ServerRun(command.getOut(), command.getErr())
        .untilStopped(chosen, flags.options(command), flags.notBuilt());
  }

  private static Path inDataDirectory() {
    Path directory =
        dataDirectory(System.getenv(), Path.of(System.getProperty("user.home"))).resolve("perdure");
    try {
      return Files.createDirectories(directory).resolve("perdure.db");
    } catch (IOException e) {
      throw new CommandFailedException(
          "cannot create the data directory %s (%s); name a file with --db-filename"
              .formatted(directory, e.getMessage()),
          e);
    }
  }

  /// Where programs keep a user's data: `$XDG_DATA_HOME` when it is an absolute path, else
  /// `~/.local/share`.
  static Path dataDirectory(Map<String, String> environment, Path home) {
    String named = environment.getOrDefault("XDG_DATA_HOME", "");
    if (!named.isEmpty() && Path.of(named).isAbsolute()) {
      return Path.of(named);
    }
    return home.resolve(".local").resolve("share");
  }
}
