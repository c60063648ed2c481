package dev.perdure.cli.quickstart;

import dev.perdure.cli.CommandFailedException;
import dev.perdure.cli.Main;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Another JVM with this one's flags and class path, running one of the command line's commands.
final class ChildJvm {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private final Process process;
  private final String readyLine;

  private ChildJvm(Process process, String readyLine) {
    this.process = process;
    this.readyLine = readyLine;
  }

  /// Starts the JVM and waits until it has printed its first line; its standard error goes to
  /// `log`. One that prints nothing for 60 seconds, or ends before, is a failed command.
  static ChildJvm start(Path log, List<String> arguments) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> !flag.startsWith("-agent") && !flag.startsWith("-javaagent"))
        .forEach(command::add);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Main.class.getName());
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    String line = firstLine(process);
    if (line == null) {
      process.destroyForcibly().waitFor();
      throw new CommandFailedException(
          "a process of the quickstart did not start (%s); see %s"
              .formatted(String.join(" ", arguments), log));
    }
    return new ChildJvm(process, line);
  }

  /// Null when the process ends or takes too long before it prints a line.
  private static @Nullable String firstLine(Process process) throws InterruptedException {
    var line = new CompletableFuture<@Nullable String>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                line.complete(process.inputReader().readLine());
              } catch (IOException _) {
                line.complete(null);
              }
            });
    try {
      return line.get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException _) {
      return null;
    }
  }

  /// The first line that it printed.
  String readyLine() {
    return readyLine;
  }

  long pid() {
    return process.pid();
  }

  /// Ends it with SIGKILL, which no process can catch or delay.
  void kill() {
    process.destroyForcibly();
  }

  /// Waits until the system has taken it away.
  void awaitEnd() throws InterruptedException {
    process.waitFor();
  }
}
