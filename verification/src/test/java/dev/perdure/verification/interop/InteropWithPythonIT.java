package dev.perdure.verification.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// The other side is `src/test/python/interop.py`.
@EnabledIfSystemProperty(
    named = "perdure.python",
    matches = ".+",
    disabledReason = "-Dperdure.python names no Python with temporalio in it")
final class InteropWithPythonIT extends InteropSuite {
  private static final Path PROGRAM = Path.of("src/test/python/interop.py").toAbsolutePath();

  @Override
  AutoCloseable startTheirs(String address, String queue) throws IOException {
    var process =
        new ProcessBuilder(
                System.getProperty("perdure.python", ""), PROGRAM.toString(), address, queue)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    if (!"ready".equals(output.readLine())) {
      process.destroyForcibly();
      throw new IOException(PROGRAM + " did not say that it is ready");
    }
    return () -> {
      process.destroy();
      process.waitFor(10, TimeUnit.SECONDS);
      process.destroyForcibly();
    };
  }
}
