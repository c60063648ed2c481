package dev.perdure.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A process that a test has started: what it printed and how it ended.
final class Launched implements AutoCloseable {
  /// No process outlives this, so a test that waits for one that hangs fails instead.
  private static final Duration LONGEST_LIFE = Duration.ofMinutes(3);

  private final Process process;
  private final BufferedReader output;
  private final Path errors;

  /// What is left of a process that has ended.
  record Ended(int code, String out, String err) {}

  private Launched(Process process, Path errors) {
    this.process = process;
    CompletableFuture.delayedExecutor(LONGEST_LIFE.toSeconds(), TimeUnit.SECONDS)
        .execute(process::destroyForcibly);
    this.output = process.inputReader();
    this.errors = errors;
  }

  /// Starts the packaged jar as a user would: `java -jar perdure.jar`, with no JVM flags.
  static Launched jar(String... arguments) throws IOException, InterruptedException {
    return jarIn(Map.of(), arguments);
  }

  /// The same, with more environment.
  static Launched jarIn(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(withInterrupts());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-jar");
    command.add(Path.of("target", "perdure.jar").toString());
    command.addAll(List.of(arguments));
    return process(Path.of("").toAbsolutePath(), environment, command);
  }

  /// Starts any command.
  static Launched process(Path directory, Map<String, String> environment, List<String> command)
      throws IOException {
    Path errors = Files.createTempFile("perdure-test-", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectError(errors.toFile());
    // A JVM that picks these up says so.
    builder.environment().keySet().removeAll(Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    builder.environment().putAll(environment);
    return new Launched(builder.start(), errors);
  }

  /// The next line of its standard output; fails with its errors when it has ended instead.
  String line() throws IOException {
    String line = output.readLine();
    if (line == null) {
      throw new AssertionError("ended without a line: " + errors());
    }
    return line;
  }

  /// Reads its standard output up to and with this text, which need not end a line.
  void outputUpTo(String text) throws IOException {
    var read = new StringBuilder();
    while (read.indexOf(text) < 0) {
      int next = output.read();
      if (next < 0) {
        throw new AssertionError("ended after: " + read + errors());
      }
      read.append((char) next);
    }
  }

  /// Sends SIGTERM. (`Process.destroy` would close the streams, too.)
  void terminate() {
    process.toHandle().destroy();
  }

  /// What lets a process have SIGINT also where the tests run in the background of a shell, which
  /// makes everything below it ignore that signal.
  private static List<String> withInterrupts() throws IOException, InterruptedException {
    var prefix = List.of("env", "--default-signal=INT");
    var trial = new ArrayList<>(prefix);
    trial.add("true");
    boolean works = new ProcessBuilder(trial).redirectErrorStream(true).start().waitFor() == 0;
    return works ? prefix : List.of();
  }

  /// Sends a signal by its name.
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  /// Waits for its end.
  Ended end() throws IOException, InterruptedException {
    String out = output.readAllAsString();
    process.waitFor();
    return new Ended(process.exitValue(), out, errors());
  }

  private String errors() throws IOException {
    return Files.readString(errors, StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    Files.deleteIfExists(errors);
  }
}
