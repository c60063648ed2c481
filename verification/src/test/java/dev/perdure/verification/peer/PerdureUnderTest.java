package dev.perdure.verification.peer;

import dev.perdure.server.PerdureServer;
import dev.perdure.server.ServerOptions;
import dev.perdure.server.TimeSkippingMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Our server in this JVM, spoken to over TCP.
public final class PerdureUnderTest implements ServerUnderTest {
  private static final ServerOptions OPTIONS = ServerOptions.defaults().withPort(0);

  private final PerdureServer server;
  private final @Nullable Path directory;

  private PerdureUnderTest(PerdureServer server, @Nullable Path directory) {
    this.server = server;
    this.directory = directory;
  }

  public static PerdureUnderTest inMemory() {
    return new PerdureUnderTest(PerdureServer.inMemory(OPTIONS), null);
  }

  /// In memory, with time that skips while somebody waits.
  public static PerdureUnderTest skippingTime() {
    return new PerdureUnderTest(
        PerdureServer.inMemory(OPTIONS.withTimeSkipping(TimeSkippingMode.WHILE_AWAITED)), null);
  }

  /// In memory, with a clock that skips once it is unlocked.
  public static PerdureUnderTest withTimeSkipping() {
    return new PerdureUnderTest(
        PerdureServer.inMemory(OPTIONS.withTimeSkipping(TimeSkippingMode.LOCKED)), null);
  }

  /// On a file of its own, which is deleted at the end.
  public static PerdureUnderTest onFile() {
    try {
      var directory = Files.createTempDirectory("perdure-test");
      return new PerdureUnderTest(
          PerdureServer.open(directory.resolve("test.db"), OPTIONS), directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String address() {
    return "127.0.0.1:" + server.address().orElseThrow().getPort();
  }

  @Override
  public void close() {
    server.close();
    if (directory != null) {
      delete(directory);
    }
  }

  private static void delete(Path directory) {
    try (var files = Files.list(directory)) {
      for (var file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
