package dev.perdure.verification.peer;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.StatusRuntimeException;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// The official dev server, which is Temporal's own server in one process, in memory.
public final class OfficialDevServer implements ServerUnderTest {
  private static final int SECONDS_TO_START = 60;

  private final Process process;
  private final int port;

  /// Marks a suite that needs it. `tools/official-server` builds it.
  @Target(ElementType.TYPE)
  @Retention(RetentionPolicy.RUNTIME)
  @EnabledIfSystemProperty(
      named = "official.server",
      matches = ".+",
      disabledReason = "-Dofficial.server=$(tools/official-server) is not set")
  public @interface Needed {}

  private OfficialDevServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /// Starts it and waits until it answers.
  ///
  /// @param flags further flags of `temporal server start-dev`
  public static OfficialDevServer start(String... flags) {
    int port = OfficialTestServer.freePort();
    try {
      var output = Files.createTempFile("official-server", ".log");
      var command =
          new ArrayList<>(
              List.of(
                  System.getProperty("official.server", ""),
                  "server",
                  "start-dev",
                  "--headless",
                  "--port",
                  Integer.toString(port),
                  "--log-level",
                  "error",
                  "--dynamic-config-value",
                  "system.enableActivityEagerExecution=true"));
      command.addAll(List.of(flags));
      var process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      var server = new OfficialDevServer(process, port);
      server.awaitReady(output);
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitReady(Path output) throws IOException {
    var channel = Grpc.newChannelBuilder(address(), InsecureChannelCredentials.create()).build();
    try {
      var calls = WorkflowServiceGrpc.newBlockingStub(channel);
      var request = DescribeNamespaceRequest.newBuilder().setNamespace("default").build();
      long start = System.nanoTime();
      while (true) {
        try {
          var _ = calls.withDeadlineAfter(1, TimeUnit.SECONDS).describeNamespace(request);
          return;
        } catch (StatusRuntimeException e) {
          if (!process.isAlive()
              || System.nanoTime() - start > TimeUnit.SECONDS.toNanos(SECONDS_TO_START)) {
            close();
            throw new IllegalStateException(
                "The official dev server does not start: " + Files.readString(output), e);
          }
          channel.resetConnectBackoff();
        }
      }
    } finally {
      channel.shutdownNow();
      Files.deleteIfExists(output);
    }
  }

  @Override
  public String address() {
    return "127.0.0.1:" + port;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
