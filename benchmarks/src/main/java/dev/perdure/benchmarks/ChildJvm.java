package dev.perdure.benchmarks;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Another JVM with this class path; it talks in lines over its standard streams.
final class ChildJvm implements AutoCloseable {
  private static final int ANSWER_LIMIT_SECONDS = 600;
  private static final int EXIT_LIMIT_SECONDS = 10;
  private static final String END = "\u0004";

  private final Process process;
  private final BufferedWriter input;
  private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private ChildJvm(Process process) {
    this.process = process;
    this.input = process.outputWriter(StandardCharsets.UTF_8);
    Thread.ofVirtual().start(this::read);
  }

  /// @param options of the JVM
  /// @param cpus the processors that it may use, as `taskset -c` takes them; empty for all
  record Settings(List<String> options, String cpus) {
    static final Settings PLAIN = new Settings(List.of(), "");
  }

  static ChildJvm start(Class<?> main, Settings settings, String... arguments) throws IOException {
    var command = new ArrayList<String>();
    if (!settings.cpus.isEmpty()) {
      command.addAll(List.of("taskset", "-c", settings.cpus));
    }
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(settings.options);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return new ChildJvm(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  long pid() {
    return process.pid();
  }

  /// Waits for the line that starts with `word` and returns the rest of it.
  String await(String word) throws InterruptedException, IOException {
    while (true) {
      var line = lines.poll(ANSWER_LIMIT_SECONDS, TimeUnit.SECONDS);
      if (line == null || line.equals(END)) {
        throw new IOException("the process ended or hung before it said " + word);
      }
      if (line.startsWith(word)) {
        return line.substring(word.length()).strip();
      }
      System.out.println(line);
    }
  }

  void say(String line) throws IOException {
    input.write(line);
    input.newLine();
    input.flush();
  }

  private void read() {
    process.inputReader(StandardCharsets.UTF_8).lines().forEach(lines::add);
    lines.add(END);
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(EXIT_LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
