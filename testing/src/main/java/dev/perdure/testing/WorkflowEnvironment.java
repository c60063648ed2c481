package dev.perdure.testing;

import dev.perdure.client.Client;
import dev.perdure.client.ClientInterceptor;
import dev.perdure.client.ClientOptions;
import dev.perdure.server.PerdureServer;
import dev.perdure.server.ServerOptions;
import dev.perdure.server.TimeSkippingMode;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A server to test workflows against, and a client of it.
///
/// ```java
/// try (var env = WorkflowEnvironment.startTimeSkipping();
///     var _ = Worker.builder(env.client(), "orders").workflows(Order.class).start()) {
///   var result = env.client().executeWorkflow(Order::run, "42", WorkflowOptions.of("42", "orders"));
/// }
/// ```
///
/// Environments share nothing: any number of them can be open in one process. The server is the one
/// that runs in production, not an imitation.
///
/// An `AssertionError` in workflow code fails the workflow, with an application failure of that
/// type that is not retried; in an update's code or validator, it fails or refuses the update.
/// Outside of test environments it only fails the workflow task.
public final class WorkflowEnvironment implements AutoCloseable {
  private final Client client;
  private final InstantSource clock;
  private final @Nullable PerdureServer server;
  private final @Nullable SkippingTime skipping;

  private WorkflowEnvironment(
      Client client,
      InstantSource clock,
      @Nullable PerdureServer server,
      @Nullable SkippingTime skipping) {
    this.client = client;
    this.clock = clock;
    this.server = server;
    this.skipping = skipping;
  }

  /// Starts a server in memory whose time can skip.
  ///
  /// While a caller, here or in another process, waits for the result of a workflow or an update,
  /// time skips whatever nobody would do anything in; otherwise it goes at the wall clock's pace. A
  /// workflow that sleeps for ten years is over in milliseconds. Time never skips while an activity
  /// runs or a task waits for a worker, and it stands again before the caller has the result: what
  /// else sleeps goes on sleeping.
  ///
  /// @see #autoTimeSkippingDisabled()
  public static WorkflowEnvironment startTimeSkipping() {
    return startTimeSkipping(WorkflowEnvironmentOptions.defaults());
  }

  /// Starts a server whose time can skip.
  ///
  /// @throws dev.perdure.server.ServerStartException if its file or port cannot be used
  public static WorkflowEnvironment startTimeSkipping(WorkflowEnvironmentOptions options) {
    var skipping = options.serverOptions().withTimeSkipping(TimeSkippingMode.WHILE_AWAITED);
    var server = open(options, skipping);
    return connect(options, server, new SkippingTime(server.channel()));
  }

  /// Starts a server in memory whose time is the wall clock's.
  public static WorkflowEnvironment startLocal() {
    return startLocal(WorkflowEnvironmentOptions.defaults());
  }

  /// Starts a server whose time is the wall clock's.
  ///
  /// @throws dev.perdure.server.ServerStartException if its file or port cannot be used
  public static WorkflowEnvironment startLocal(WorkflowEnvironmentOptions options) {
    var server = open(options, options.serverOptions());
    return connect(options, server, null);
  }

  /// An environment over a client of any server, such as a Temporal cluster. Its time does not
  /// skip, and client and server stay open when it is closed.
  public static WorkflowEnvironment fromClient(Client client) {
    return new WorkflowEnvironment(
        client.with(failingAssertions(client.options())), InstantSource.system(), null, null);
  }

  private static ClientOptions failingAssertions(ClientOptions options) {
    var all = new ArrayList<>(options.interceptors());
    all.addFirst(new FailingAssertions());
    return options.withInterceptors(all.toArray(ClientInterceptor[]::new));
  }

  private static PerdureServer open(WorkflowEnvironmentOptions options, ServerOptions server) {
    var namespaces = new ArrayList<>(server.namespaces());
    namespaces.add(options.clientOptions().namespace());
    var complete = server.withNamespaces(namespaces);
    return options
        .databaseFile()
        .map(file -> PerdureServer.open(file, complete))
        .orElseGet(() -> PerdureServer.inMemory(complete));
  }

  private static WorkflowEnvironment connect(
      WorkflowEnvironmentOptions options, PerdureServer server, @Nullable SkippingTime time) {
    try {
      return new WorkflowEnvironment(
          Client.connect(server.channel(), failingAssertions(options.clientOptions())),
          options.serverOptions().clock(),
          server,
          time);
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /// The client. It is closed with the environment.
  public Client client() {
    return client;
  }

  /// Where the server listens for other processes: empty unless its options name a port.
  public Optional<InetSocketAddress> address() {
    return server == null ? Optional.empty() : server.address();
  }

  /// Whether [#sleep] and waits for results make time skip.
  public boolean supportsTimeSkipping() {
    return skipping != null;
  }

  /// The time as the server has it.
  public Instant currentTime() {
    return skipping == null ? clock.instant() : skipping.now();
  }

  /// Waits until this much of the environment's time has passed. Time that can skip does so, also
  /// while [automatic skipping][#autoTimeSkippingDisabled()] is off; what became due meanwhile has
  /// been given out when this returns.
  ///
  /// @throws CancellationException when the thread is interrupted, which it then still is
  /// @throws IllegalArgumentException when time does not go on for that long: to the year 2261
  /// @throws IllegalStateException when the environment was closed
  public void sleep(Duration duration) {
    try {
      if (skipping == null) {
        Thread.sleep(duration);
      } else if (Thread.interrupted()) {
        throw new InterruptedException("interrupted before it slept");
      } else {
        skipping.sleep(duration);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(e);
    } catch (StatusRuntimeException e) {
      throw e.getStatus().getCode() == Status.Code.CANCELLED ? interrupted(e) : e;
    }
  }

  private static CancellationException interrupted(Exception cause) {
    var result = new CancellationException("interrupted while asleep");
    result.initCause(cause);
    return result;
  }

  /// Turns automatic skipping off until the returned scope is closed, for every caller of this
  /// environment: while they wait for a result, time goes at the wall clock's pace. Scopes nest.
  /// Without effect where time cannot skip.
  public TimeSkippingPause autoTimeSkippingDisabled() {
    var time = skipping;
    if (time == null) {
      return () -> {};
    }
    time.lock();
    var open = new AtomicBoolean(true);
    return () -> {
      if (open.getAndSet(false)) {
        time.unlock();
      }
    };
  }

  /// While it is open, waits for results do not make time skip.
  @FunctionalInterface
  public interface TimeSkippingPause extends AutoCloseable {
    /// Turns automatic skipping on again.
    @Override
    void close();
  }

  /// Closes the client and the server, unless they were given to the environment. Close the workers
  /// before.
  @Override
  public void close() {
    if (server != null) {
      client.close();
      server.close();
    }
  }
}
