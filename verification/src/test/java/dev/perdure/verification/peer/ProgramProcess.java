package dev.perdure.verification.peer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A program of these tests in a JVM of its own, until it is killed.
public final class ProgramProcess implements AutoCloseable {
  /// What a program prints when it has begun.
  public static final String READY = "READY";

  private final Process process;

  private ProgramProcess(Process process) {
    this.process = process;
  }

  /// Starts it and waits until it is ready.
  public static ProgramProcess start(Class<?> program, Object... arguments) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1", // it never lives long enough for more
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            program.getName()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    var process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    var output = process.inputReader(StandardCharsets.UTF_8);
    if (!READY.equals(output.readLine())) {
      process.destroyForcibly();
      throw new IOException(program.getSimpleName() + " did not start");
    }
    return new ProgramProcess(process);
  }

  /// SIGKILL: no shutdown hook, no flush, no goodbye.
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
