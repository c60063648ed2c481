package dev.perdure.server;

import dev.perdure.engine.Engine;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.server.attribute.AttributeRegistry;
import dev.perdure.server.batch.BatchJobs;
import dev.perdure.server.callback.CompletionCalls;
import dev.perdure.server.clock.Awaits;
import dev.perdure.server.clock.EngineClock;
import dev.perdure.server.clock.InFlight;
import dev.perdure.server.clock.TimeSkipping;
import dev.perdure.server.dispatch.Dispatcher;
import dev.perdure.server.dispatch.Queries;
import dev.perdure.server.dispatch.QueueConfigs;
import dev.perdure.server.dispatch.UpdateWaits;
import dev.perdure.server.entity.ClosedRuns;
import dev.perdure.server.entity.Entities;
import dev.perdure.server.entity.Intake;
import dev.perdure.server.entity.ReplyThread;
import dev.perdure.server.entity.RunLists;
import dev.perdure.server.entity.ScheduleLists;
import dev.perdure.server.entity.StoredEntities;
import dev.perdure.server.grpc.Backend;
import dev.perdure.server.grpc.ClusterInfo;
import dev.perdure.server.grpc.Endpoints;
import dev.perdure.server.grpc.Namespaces;
import dev.perdure.server.grpc.TestTime;
import dev.perdure.server.matching.Matching;
import dev.perdure.server.store.Namespace;
import dev.perdure.server.store.QueueSettings;
import dev.perdure.server.store.Store;
import dev.perdure.server.store.StoreException;
import dev.perdure.server.store.StoreOptions;
import dev.perdure.server.timer.Timers;
import dev.perdure.server.worker.WorkerRegistry;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jspecify.annotations.Nullable;
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
  private static final Duration SYSTEM_RETENTION = Duration.ofDays(7);

  private final ServerOptions options;

  /// The number of this boot. It stays when the store is opened anew: workers in this process, and
  /// what they are at, live on.
  private final long epoch;

  private final ScheduledThreadPoolExecutor scheduler;
  private final ReplyThread replies = new ReplyThread();
  private final Timers timers;
  private final EngineClock clock;

  /// Null when time cannot skip.
  private final @Nullable TimeSkipping skipping;

  private final Matching matching;
  private final StoredEntities stored;
  private final AttributeRegistry attributes;
  private final Entities entities;
  private final Queries queries;
  private final UpdateWaits updates;
  private final CompletionCalls calls;
  private final Namespaces namespaces;
  private final Endpoints endpoints;
  private final StoreLife life;
  private final NamespaceRemoval removal;
  private final BatchJobs batches;

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
    var store = StoreOptions.DEFAULT.withPragmas(options.sqlitePragmas());
    // Each jump of time begins with a look at all that is written, and nothing else is to be done.
    return options.timeSkipping() == TimeSkippingMode.OFF
        ? store
        : store.withFoldRest(Duration.ZERO);
  }

  private PerdureServer(Store opened, ServerOptions options) {
    this.options = options;
    this.epoch = opened.epoch();
    registerNamespaces(opened);
    scheduler =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("perdure-scheduler").factory());
    scheduler.setRemoveOnCancelPolicy(true);
    clock = new EngineClock(options.clock(), opened.clockOffset());
    timers = new Timers(clock, e -> log.error("A timer failed", e));
    skipping = timeSkipping(options.timeSkipping());
    InFlight inFlight = skipping == null ? InFlight.UNCOUNTED : skipping;
    stored = new StoredEntities(opened, replies, inFlight);
    matching = new Matching(scheduler);
    queries = new Queries(scheduler, matching, stored, inFlight);
    var queueConfigs = new QueueConfigs(matching, this::putQueue, scheduler);
    queueConfigs.load(opened.queues());
    updates = new UpdateWaits(stored);
    calls = new CompletionCalls(scheduler);
    var dispatcher = new Dispatcher(matching, queries, updates, calls);
    attributes = new AttributeRegistry(opened.namespaces());
    for (var namespace : options.namespaces()) {
      attributes.register(namespace, options.searchAttributes());
    }
    var engine = new Engine(options.limits(), attributes);
    entities =
        new Entities(
            Runtime.getRuntime().availableProcessors(),
            options.cacheEntities(),
            options.cacheBytes(),
            engine,
            stored,
            clock,
            inFlight,
            timers,
            dispatcher);
    dispatcher.claimFrom(entities);
    var closedRuns = new ClosedRuns(engine, clock, entities, stored, dispatcher::perform);
    calls.about(entities, closedRuns);
    life = new StoreLife(opened, new Shell(), options.diskPatience(), Store::reopen);
    batches = new BatchJobs(life::store, this::channel, clock, scheduler);
    removal = new NamespaceRemoval(scheduler, life::store, entities, batches::forget);
    namespaces =
        new Namespaces(
            opened.namespaces(),
            options.anyNamespace(),
            options.limits().idLength(),
            clock,
            this::removeGoing);
    endpoints =
        new Endpoints(
            backend(opened, closedRuns, queueConfigs),
            life::isServing,
            Optional.ofNullable(skipping).map(time -> new TestTime(time, clock, replies)));
    begin();
  }

  private Backend backend(Store opened, ClosedRuns closedRuns, QueueConfigs queueConfigs) {
    return new Backend(
        entities,
        new Intake(stored::waitingBytes, stored::freeSpaceLow, scheduler),
        closedRuns,
        new RunLists(stored),
        batches,
        new ScheduleLists(stored),
        matching,
        queueConfigs,
        new WorkerRegistry(System::nanoTime),
        queries,
        updates,
        skipping == null ? Awaits.UNCOUNTED : skipping,
        namespaces,
        attributes,
        options.callbackAddresses(),
        new ClusterInfo(opened.clusterId().toString(), "sqlite"),
        options.limits().idLength(),
        options.limits().blobBytes(),
        scheduler,
        epoch);
  }

  private void begin() {
    try {
      endpoints.startInProcess();
      if (skipping != null) {
        skipping.start(new StoreAgenda(life::store, entities, timers));
      }
      life.start();
      batches.load(life.store().batches().all());
      // Clients find everything in place.
      listen();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
    if (skipping == null) {
      // A test may look at what closed years ago by a clock that skips.
      new Retention(scheduler, life::store, entities, clock).start();
    }
    removal.look();
  }

  private void registerNamespaces(Store opened) {
    for (var namespace : options.namespaces()) {
      opened.namespaces().register(namespace, options.retention());
    }
    var _ =
        opened
            .namespaces()
            .add(new Namespace(Namespaces.SYSTEM, Namespaces.SYSTEM_ID, SYSTEM_RETENTION));
  }

  private void removeGoing() {
    removal.look();
  }

  private @Nullable TimeSkipping timeSkipping(TimeSkippingMode mode) {
    return mode == TimeSkippingMode.OFF
        ? null
        : new TimeSkipping(
            clock, mode == TimeSkippingMode.LOCKED ? 1 : 0, mode == TimeSkippingMode.WHILE_AWAITED);
  }

  private CompletableFuture<Void> putQueue(QueueSettings queue) {
    return life.store().putQueue(queue);
  }

  private void listen() {
    if (options.port().isPresent()) {
      int port = options.port().getAsInt();
      try {
        endpoints.startTcp(ListenAddress.of(options.ip(), port));
      } catch (IOException e) {
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
    return life.store().journal().commits();
  }

  /// Takes no more calls, ends the polls that wait, lets calls in progress finish for as long as
  /// [ServerOptions#withShutdownTimeout] says, and writes what has been accepted.
  @Override
  public void close() {
    if (!life.end()) {
      return;
    }
    batches.close();
    endpoints.refuse();
    matching.endAllPolls();
    endpoints.close(options.shutdownTimeout());
    life.awaitReopening();
    stopThreads();
    life.store().close();
  }

  private void stopThreads() {
    if (skipping != null) {
      skipping.close();
    }
    timers.close();
    calls.close();
    entities.close();
    replies.close();
    scheduler.shutdownNow();
  }

  /// What works with the store.
  private final class Shell implements StoreLife.Users {
    @Override
    public void stop(Rejection rejection) {
      if (skipping != null) {
        skipping.suspend();
      }
      entities.suspend(rejection).join();
      matching.dropTasks();
      queries.clear();
      updates.clear();
    }

    @Override
    public void goOnWith(Store reopened) {
      stored.goOnWith(reopened);
      attributes.goOnWith(reopened);
      namespaces.goOnWith(reopened);
      if (skipping != null) {
        skipping.keepAgain();
      }
      entities.resume().join();
    }

    @Override
    public Recovery recover(Store from) {
      var recovery = new Recovery(Recovery.InHand.of(from), epoch, entities, clock, this::allTold);
      recovery.start();
      return recovery;
    }

    private void allTold() {
      if (skipping != null) {
        skipping.resume();
      }
    }

    @Override
    public void ended(String reason) {
      options.onFatal().accept(reason);
    }
  }
}
