package dev.perdure.cli;

import dev.perdure.server.PerdureServer;
import dev.perdure.server.ServerOptions;
import dev.perdure.server.ServerStartException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// One server in this process, from its start until a signal stops it.
final class ServerRun {
  /// What the help of each command says that runs one.
  static final String STOPPING =
      "Ctrl-C or SIGTERM stops it: it finishes what it was told, and the exit code is 0.";

  private static final Duration START_PATIENCE = Duration.ofSeconds(30);

  private final PrintWriter out;
  private final PrintWriter err;

  ServerRun(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  /// Runs the server; returns only by an exception. SIGINT and SIGTERM drain it and end the process
  /// with exit code 0.
  ///
  /// @param file where everything is kept; null keeps it in memory
  /// @param notBuilt what was asked for and does not exist
  int untilStopped(@Nullable Path file, ServerOptions options, List<String> notBuilt) {
    for (String part : notBuilt) {
      err.printf("perdure: %s is not built yet; nothing listens there%n", part);
    }
    warnWhenReachable(options.ip());
    // Before the server listens: whoever starts it may stop it as soon as it answers.
    var starting = new CompletableFuture<PerdureServer>();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(starting), "stop"));
    PerdureServer server = start(file, options.withOnFatal(this::giveUp), starting);
    out.printf("Perdure is ready on %s, %s%n", address(server), where(file));
    out.flush();
    awaitSignal();
    return 0;
  }

  private static PerdureServer start(
      @Nullable Path file, ServerOptions options, CompletableFuture<PerdureServer> starting) {
    try {
      PerdureServer server =
          file == null ? PerdureServer.inMemory(options) : PerdureServer.open(file, options);
      starting.complete(server);
      return server;
    } catch (ServerStartException e) {
      throw new CommandFailedException(String.valueOf(e.getMessage()), e);
    } finally {
      starting.cancel(false); // Does nothing to a server that has started.
    }
  }

  /// Without its disk a server can promise nothing; whoever runs it starts it again.
  private void giveUp(String reason) {
    err.printf("perdure: %s%n", reason);
    err.flush();
    Runtime.getRuntime().halt(1);
  }

  /// A JVM that a signal ends reports the signal as its exit code. Stopping a server by a signal is
  /// the normal way, so the last hook ends the process itself. A server that could not start has an
  /// exit code already; one that starts for longer than a stop may take has promised nothing yet.
  private static void stop(CompletableFuture<PerdureServer> starting) {
    int code = 0;
    try {
      starting.get(START_PATIENCE.toSeconds(), TimeUnit.SECONDS).close();
    } catch (CancellationException _) {
      return;
    } catch (TimeoutException _) {
      System.err.println("perdure: stopped before the server had started");
    } catch (ExecutionException | InterruptedException | RuntimeException e) {
      System.err.println("perdure: the server did not stop cleanly: " + e);
      code = 1;
    }
    Runtime.getRuntime().halt(code);
  }

  private void warnWhenReachable(String ip) {
    try {
      if (InetAddress.getByName(ip).isLoopbackAddress()) {
        return;
      }
    } catch (UnknownHostException _) {
      return; // The server says so itself.
    }
    err.printf(
        "perdure: warning: %s is not this machine alone: whoever reaches the port can read and"
            + " change every workflow, for there is no authentication yet%n",
        ip);
  }

  private static String address(PerdureServer server) {
    InetSocketAddress address = server.address().orElseThrow();
    String host = address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  private static String where(@Nullable Path file) {
    return file == null
        ? "keeping everything in memory"
        : "keeping everything in " + file.toAbsolutePath().normalize();
  }

  private static void awaitSignal() {
    var never = new CountDownLatch(1);
    while (true) {
      try {
        never.await();
      } catch (InterruptedException _) {
        // Only a signal stops the server.
      }
    }
  }
}
