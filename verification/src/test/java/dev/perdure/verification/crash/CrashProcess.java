package dev.perdure.verification.crash;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A server in a JVM of its own, until it is killed.
final class CrashProcess {
  static final String READY = "READY";

  private final Process process;

  private CrashProcess(Process process) {
    this.process = process;
  }

  /// Starts it and waits until it serves.
  static CrashProcess start(Path file, int port) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1", // it never lives long enough for more
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            CrashServer.class.getName(),
            file.toString(),
            Integer.toString(port)));
    var process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    var output = process.inputReader(StandardCharsets.UTF_8);
    if (!READY.equals(output.readLine())) {
      process.destroyForcibly();
      throw new IOException("the server did not start");
    }
    return new CrashProcess(process);
  }

  /// SIGKILL: no shutdown hook, no flush, no goodbye.
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
