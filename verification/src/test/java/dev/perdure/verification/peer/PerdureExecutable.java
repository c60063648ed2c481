package dev.perdure.verification.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Our command line as one file that behaves as the official executables do: what an SDK's own test
/// environment can start.
public final class PerdureExecutable {
  private static final Path JAR = Path.of("../cli/target/perdure.jar").toAbsolutePath().normalize();
  private static final String FLAGS = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1";

  private PerdureExecutable() {}

  /// Makes one.
  public static Path in(Path directory) throws IOException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java");
    var script = directory.resolve("perdure");
    Files.writeString(
        script, "#!/bin/sh\nexec '%s' %s -jar '%s' \"$@\"\n".formatted(java, FLAGS, JAR));
    if (!script.toFile().setExecutable(true)) {
      throw new IOException(script + " cannot be made executable");
    }
    return script;
  }
}
