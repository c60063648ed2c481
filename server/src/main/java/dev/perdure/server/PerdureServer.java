package dev.perdure.server;

import dev.perdure.engine.Engine;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.server.clock.EngineClock;
import dev.perdure.server.dispatch.Dispatcher;
import dev.perdure.server.dispatch.Queries;
import dev.perdure.server.entity.ClosedRuns;
import dev.perdure.server.entity.Entities;
import dev.perdure.server.entity.Intake;
import dev.perdure.server.entity.ReplyThread;
import dev.perdure.server.entity.StoredEntities;
import dev.perdure.server.grpc.Backend;
import dev.perdure.server.grpc.ClusterInfo;
import dev.perdure.server.grpc.Endpoints;
import dev.perdure.server.grpc.Namespaces;
import dev.perdure.server.grpc.SearchAttributeNames;
import dev.perdure.server.matching.Matching;
import dev.perdure.server.store.Store;
import dev.perdure.server.store.StoreException;
import dev.perdure.server.store.StoreOptions;
import dev.perdure.server.timer.Timers;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A durable server for workflows, in this process, over one SQLite file.
///
/// It speaks Temporal's gRPC protocol: to this process over [#channel], and, if
/// [ServerOptions#withPort] asks for it, to others over TCP. What it has acknowledged survives the
/// death of the process and of the machine.
///
/// ```java
/// try (var server = PerdureServer.open(Path.of("orders.db"))) {
///   var channel = server.channel();
///   …
/// }
/// ```
///
/// One process at a time can have a file open.
public final class PerdureServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PerdureServer.class);
  private static final Rejection RECOVERING =
      new Rejection(
          Rejection.Code.UNAVAILABLE, "The server recovers from a failed write; try again.", null);

  private final ServerOptions options;

  /// The number of this boot. It stays when the store is opened anew: workers in this process, and
  /// what they are at, live on.
  private final long epoch;

  private final ScheduledThreadPoolExecutor scheduler;
  private final ReplyThread replies = new ReplyThread();
  private final Timers timers;
  private final EngineClock clock;
  private final Matching matching;
  private final StoredEntities stored;
  private final Entities entities;
  private final Endpoints endpoints;
  private volatile Store store;
  private volatile Recovery recovery;
  private volatile boolean closing;

  /// Opens the file, which is made if it is not there, and brings back what was in progress.
  ///
  /// @throws ServerStartException if the file or its directory cannot be used, or another server
  ///   has it open
  public static PerdureServer open(Path file) {
    return open(file, ServerOptions.defaults());
  }

  /// Opens the file, which is made if it is not there, and brings back what was in progress.
  ///
  /// @throws ServerStartException if the file or its directory cannot be used, another server has
  ///   it open, or the port is not free
  public static PerdureServer open(Path file, ServerOptions options) {
    try {
      return start(Store.open(file, storeOptions(options)), options);
    } catch (StoreException e) {
      throw new ServerStartException(e);
    }
  }

  /// Starts a server that forgets everything when it is closed.
  public static PerdureServer inMemory() {
    return inMemory(ServerOptions.defaults());
  }

  /// Starts a server that forgets everything when it is closed.
  ///
  /// @throws ServerStartException if the port is not free
  public static PerdureServer inMemory(ServerOptions options) {
    try {
      return start(Store.inMemory(storeOptions(options)), options);
    } catch (StoreException e) {
      throw new ServerStartException(e);
    }
  }

  private static PerdureServer start(Store store, ServerOptions options) {
    try {
      return new PerdureServer(store, options);
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  private static StoreOptions storeOptions(ServerOptions options) {
    return StoreOptions.DEFAULT.withPragmas(options.sqlitePragmas());
  }

  private PerdureServer(Store opened, ServerOptions options) {
    this.options = options;
    this.store = opened;
    this.epoch = opened.epoch();
    for (var namespace : options.namespaces()) {
      opened.registerNamespace(namespace, options.retention());
    }
    scheduler =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("perdure-scheduler").factory());
    scheduler.setRemoveOnCancelPolicy(true);
    clock = new EngineClock(options.clock());
    timers = new Timers(clock, e -> log.error("A timer failed", e));
    stored = new StoredEntities(opened, replies);
    matching = new Matching(scheduler);
    var queries = new Queries(scheduler, matching, stored);
    var dispatcher = new Dispatcher(matching, queries);
    var engine = new Engine(options.limits());
    entities =
        new Entities(
            Runtime.getRuntime().availableProcessors(),
            options.cacheEntities(),
            options.cacheBytes(),
            engine,
            stored,
            clock,
            timers,
            dispatcher);
    dispatcher.claimFrom(entities);
    endpoints =
        new Endpoints(
            new Backend(
                entities,
                new Intake(
                    () -> store.journal().waitingBytes(), () -> store.freeSpaceLow(), scheduler),
                new ClosedRuns(engine, clock, entities, stored, dispatcher::perform),
                matching,
                queries,
                new Namespaces(opened.namespaces()),
                new SearchAttributeNames(options.searchAttributes().keySet()),
                new ClusterInfo(opened.clusterId().toString(), "sqlite"),
                options.limits().idLength(),
                options.limits().blobBytes(),
                scheduler,
                epoch),
            () -> !closing);
    recovery = new Recovery(opened, epoch, entities, clock);
    try {
      listen();
    } catch (RuntimeException e) {
      stopThreads();
      throw e;
    }
    opened.journal().onFailure(this::journalFailed);
    recovery.start();
  }

  private void listen() {
    endpoints.startInProcess();
    if (options.port().isPresent()) {
      int port = options.port().getAsInt();
      try {
        endpoints.startTcp(ListenAddress.of(options.ip(), port));
      } catch (IOException e) {
        endpoints.close(Duration.ZERO);
        throw new ServerStartException(ListenAddress.problem(e, options.ip(), port), e);
      }
    }
  }

  /// A channel to this server that hands messages over as objects, without a socket. All calls
  /// share it; it is closed with the server.
  ///
  /// What a caller does when a call completes runs on virtual threads, which it may block.
  public ManagedChannel channel() {
    return endpoints.channel();
  }

  /// Where the server listens; empty when it only serves its own process.
  public Optional<InetSocketAddress> address() {
    return endpoints.address();
  }

  /// How many times the server has written to disk since it was opened.
  public long commits() {
    return store.journal().commits();
  }

  /// Takes no more calls, ends the polls that wait, lets calls in progress finish for as long as
  /// [ServerOptions#withShutdownTimeout] says, and writes what has been accepted.
  @Override
  public void close() {
    synchronized (this) {
      if (closing) {
        return;
      }
      closing = true;
    }
    recovery.stop();
    endpoints.refuse();
    matching.endAllPolls();
    endpoints.close(options.shutdownTimeout());
    stopThreads();
    store.close();
  }

  private void stopThreads() {
    timers.close();
    entities.close();
    replies.close();
    scheduler.shutdownNow();
  }

  /// After a failed write nobody knows what is on disk: everything in memory is dropped, and read
  /// again from a store that is opened anew.
  private void journalFailed(StoreException cause) {
    if (closing) {
      return;
    }
    log.error("A write failed; the state in memory is dropped and read again", cause);
    Thread.ofPlatform().daemon().name("perdure-reopen").start(this::reopen);
  }

  private void reopen() {
    recovery.stop();
    entities.suspend(RECOVERING).join();
    matching.dropTasks();
    try {
      var reopened = store.reopen();
      store = reopened;
      stored.goOnWith(reopened);
      reopened.journal().onFailure(this::journalFailed);
      entities.resume().join();
      recovery = new Recovery(reopened, epoch, entities, clock);
      recovery.start();
    } catch (StoreException e) {
      log.error("The store could not be opened again", e);
      options.onFatal().accept(String.valueOf(e.getMessage()));
    }
  }
}
