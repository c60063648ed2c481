package dev.perdure.benchmarks;

import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The time from starting a command to the first answer of the server in it.
///
/// `--command=` is the start of the command line, by default `./perdure`; `server start-dev` and
/// its flags follow it.
final class ReadyBenchmark {
  private static final int PROBE_MILLIS = 5;
  private static final int LIMIT_SECONDS = 120;

  private final Settings settings;
  private final Path directory;

  ReadyBenchmark(Settings settings, Path directory) {
    this.settings = settings;
    this.directory = directory;
  }

  void run() throws IOException, InterruptedException {
    int times = settings.number("count", 5);
    var command = settings.text("command", "./perdure");
    var millis = new long[times];
    for (int i = 0; i < times; i++) {
      millis[i] = start(List.of(command.split(" ", -1)), i);
    }
    Arrays.sort(millis);
    System.out.printf("ready, %s, %d times%n", command, times);
    LoadBenchmark.report(
        "to the first answer",
        "%d ms median, %d ms at worst".formatted(millis[times / 2], millis[times - 1]));
  }

  private long start(List<String> prefix, int number) throws IOException, InterruptedException {
    int port = freePort();
    var command = new ArrayList<>(prefix);
    command.addAll(
        List.of(
            "server",
            "start-dev",
            "--headless",
            "--port",
            Integer.toString(port),
            "--db-filename",
            directory.resolve("ready-" + number + ".db").toString()));
    long start = System.nanoTime();
    var process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      awaitListening(port);
      var channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
      var _ =
          WorkflowServiceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS)
              .getSystemInfo(GetSystemInfoRequest.getDefaultInstance());
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      channel.shutdownNow();
      return millis;
    } finally {
      process.destroy();
      process.waitFor();
    }
  }

  private static void awaitListening(int port) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (System.nanoTime() < end) {
      try (var socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return;
      } catch (IOException e) {
        Thread.sleep(PROBE_MILLIS); // not yet
      }
    }
    throw new IllegalStateException("nothing listens on port " + port);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
