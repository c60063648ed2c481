package dev.perdure.server;

import dev.perdure.engine.EngineLimits;
import dev.perdure.server.callback.AllowedAddresses;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// How a [PerdureServer] works. Immutable; each `with…` method gives a changed copy.
public final class ServerOptions {
  private static final ServerOptions DEFAULTS =
      new ServerOptions(
          "127.0.0.1",
          OptionalInt.empty(),
          Set.of("default"),
          EngineLimits.DEFAULT,
          Map.of(),
          Map.of(),
          null,
          50_000,
          Math.clamp(Runtime.getRuntime().maxMemory() / 4, 32L << 20, 4L << 30),
          InstantSource.system(),
          Duration.ofSeconds(5),
          Duration.ofMinutes(1),
          TimeSkippingMode.OFF,
          false,
          AllowedAddresses.NONE,
          _ -> {});

  private final String ip;
  private final OptionalInt port;
  private final Set<String> namespaces;
  private final EngineLimits limits;
  private final Map<String, String> sqlitePragmas;
  private final Map<String, String> searchAttributes;
  private final @Nullable Duration retention;
  private final int cacheEntities;
  private final long cacheBytes;
  private final InstantSource clock;
  private final Duration shutdownTimeout;
  private final Duration diskPatience;
  private final TimeSkippingMode timeSkipping;
  private final boolean anyNamespace;
  private final AllowedAddresses callbackAddresses;
  private final Consumer<String> onFatal;

  private ServerOptions(
      String ip,
      OptionalInt port,
      Set<String> namespaces,
      EngineLimits limits,
      Map<String, String> sqlitePragmas,
      Map<String, String> searchAttributes,
      @Nullable Duration retention,
      int cacheEntities,
      long cacheBytes,
      InstantSource clock,
      Duration shutdownTimeout,
      Duration diskPatience,
      TimeSkippingMode timeSkipping,
      boolean anyNamespace,
      AllowedAddresses callbackAddresses,
      Consumer<String> onFatal) {
    this.ip = ip;
    this.port = port;
    this.namespaces = namespaces;
    this.limits = limits;
    this.sqlitePragmas = sqlitePragmas;
    this.searchAttributes = searchAttributes;
    this.retention = retention;
    this.cacheEntities = cacheEntities;
    this.cacheBytes = cacheBytes;
    this.clock = clock;
    this.shutdownTimeout = shutdownTimeout;
    this.diskPatience = diskPatience;
    this.timeSkipping = timeSkipping;
    this.anyNamespace = anyNamespace;
    this.callbackAddresses = callbackAddresses;
    this.onFatal = onFatal;
  }

  /// Only the in-process channel, namespace `default`, the limits of Temporal's server, closed runs
  /// kept for ever, up to 50,000 workflows and a quarter of the heap as cache.
  public static ServerOptions defaults() {
    return DEFAULTS;
  }

  /// Listens for TCP connections on this port of [#ip]; 0 takes any free one.
  public ServerOptions withPort(int newPort) {
    if (newPort < 0 || newPort > 65_535) {
      throw new IllegalArgumentException("A port is a number from 0 to 65535, not " + newPort);
    }
    return copy(c -> c.port = OptionalInt.of(newPort));
  }

  /// Listens on this address instead of the loopback address, once a port is set. Anybody who can
  /// reach it can do anything: there is no authentication.
  public ServerOptions withIp(String newIp) {
    return copy(c -> c.ip = newIp);
  }

  /// Makes sure that these namespaces exist, besides `default` and those on file.
  public ServerOptions withNamespaces(List<String> names) {
    var all = new LinkedHashSet<String>();
    all.add("default");
    all.addAll(names);
    return copy(c -> c.namespaces = Set.copyOf(all));
  }

  /// Sets limits on histories, payloads and the like.
  public ServerOptions withLimits(EngineLimits newLimits) {
    return copy(c -> c.limits = newLimits);
  }

  /// Sets what has a name in the dynamic configuration of Temporal's server:
  /// `limit.historyCount.suggestContinueAsNew`, `limit.historySize.suggestContinueAsNew`,
  /// `limit.historyCount.error` and `limit.historySize.error` are numbers above zero;
  /// `callback.allowedAddresses` is a JSON list like `[{"Pattern":"example.com:*"}]` of the hosts
  /// that completion callbacks may go to, over https unless it says `"AllowInsecure":true` (none by
  /// default). Others are accepted without effect.
  ///
  /// @throws IllegalArgumentException if one of these is something else
  public ServerOptions withDynamicConfig(Map<String, String> values) {
    var config = new DynamicConfig(values);
    var changed = config.apply(limits);
    var addresses = config.callbackAddresses(callbackAddresses);
    return copy(
        c -> {
          c.limits = changed;
          c.callbackAddresses = addresses;
        });
  }

  /// Sets SQLite pragmas on every connection, after the server's own.
  public ServerOptions withSqlitePragmas(Map<String, String> pragmas) {
    return copy(c -> c.sqlitePragmas = Map.copyOf(pragmas));
  }

  /// Registers custom search attributes, name to type (`Keyword`, `Int`, …).
  public ServerOptions withSearchAttributes(Map<String, String> types) {
    return copy(c -> c.searchAttributes = Map.copyOf(types));
  }

  /// How long namespaces that are created at the start keep closed runs; null, the default, for
  /// ever.
  public ServerOptions withRetention(@Nullable Duration newRetention) {
    return copy(c -> c.retention = newRetention);
  }

  /// How much stays in memory when it is not in use. Beyond it, what is least used is read again
  /// from disk when it is needed.
  ///
  /// @param entities workflow ids
  /// @param bytes roughly, of heap
  public ServerOptions withCache(int entities, long bytes) {
    if (entities < 1 || bytes < 1) {
      throw new IllegalArgumentException("A cache needs room for at least one workflow");
    }
    return copy(
        c -> {
          c.cacheEntities = entities;
          c.cacheBytes = bytes;
        });
  }

  /// Uses another wall clock.
  public ServerOptions withClock(InstantSource newClock) {
    return copy(c -> c.clock = newClock);
  }

  /// How long [PerdureServer#close] lets calls in progress finish; 5 s by default.
  public ServerOptions withShutdownTimeout(Duration timeout) {
    return copy(c -> c.shutdownTimeout = timeout);
  }

  /// How long a full or failing disk is given to come back, once a write has failed; one minute by
  /// default. Calls are refused meanwhile, with a status that clients retry.
  public ServerOptions withDiskPatience(Duration patience) {
    return copy(c -> c.diskPatience = patience);
  }

  /// Lets clients make the server's time skip; off by default. How far time has skipped is kept in
  /// the file, for time never goes back.
  public ServerOptions withTimeSkipping(TimeSkippingMode mode) {
    return copy(c -> c.timeSkipping = mode);
  }

  /// Registers each namespace that a client names, as test servers do, instead of refusing those
  /// that nobody has registered; up to 1,000 of them.
  public ServerOptions withAnyNamespace(boolean any) {
    return copy(c -> c.anyNamespace = any);
  }

  /// Called with one sentence when the disk failed and the server could not go on; it is then of no
  /// more use, and the process should end.
  public ServerOptions withOnFatal(Consumer<String> action) {
    return copy(c -> c.onFatal = action);
  }

  /// The address that it listens on, once a port is set.
  public String ip() {
    return ip;
  }

  /// Empty when the server only serves its own process.
  public OptionalInt port() {
    return port;
  }

  /// The namespaces that exist after the start, besides those on file.
  public Set<String> namespaces() {
    return namespaces;
  }

  /// Limits on histories, payloads and the like.
  public EngineLimits limits() {
    return limits;
  }

  /// SQLite pragmas that are set after the server's own.
  public Map<String, String> sqlitePragmas() {
    return sqlitePragmas;
  }

  /// Custom search attributes, name to type.
  public Map<String, String> searchAttributes() {
    return searchAttributes;
  }

  /// How long namespaces that are created at the start keep closed runs; null for ever.
  public @Nullable Duration retention() {
    return retention;
  }

  /// How many workflow ids stay in memory when they are not in use.
  public int cacheEntities() {
    return cacheEntities;
  }

  /// How much heap, roughly, they may take.
  public long cacheBytes() {
    return cacheBytes;
  }

  /// The wall clock.
  public InstantSource clock() {
    return clock;
  }

  /// How long [PerdureServer#close] lets calls in progress finish.
  public Duration shutdownTimeout() {
    return shutdownTimeout;
  }

  /// How long a full or failing disk is given to come back.
  public Duration diskPatience() {
    return diskPatience;
  }

  /// Whether clients can make the server's time skip.
  public TimeSkippingMode timeSkipping() {
    return timeSkipping;
  }

  /// Whether each namespace that a client names is registered.
  public boolean anyNamespace() {
    return anyNamespace;
  }

  AllowedAddresses callbackAddresses() {
    return callbackAddresses;
  }

  /// Told with one sentence when the server cannot go on.
  public Consumer<String> onFatal() {
    return onFatal;
  }

  private ServerOptions copy(Consumer<Copy> change) {
    var copy = new Copy(this);
    change.accept(copy);
    return new ServerOptions(
        copy.ip,
        copy.port,
        copy.namespaces,
        copy.limits,
        copy.sqlitePragmas,
        copy.searchAttributes,
        copy.retention,
        copy.cacheEntities,
        copy.cacheBytes,
        copy.clock,
        copy.shutdownTimeout,
        copy.diskPatience,
        copy.timeSkipping,
        copy.anyNamespace,
        copy.callbackAddresses,
        copy.onFatal);
  }

  /// A copy in the making.
  private static final class Copy {
    String ip;
    OptionalInt port;
    Set<String> namespaces;
    EngineLimits limits;
    Map<String, String> sqlitePragmas;
    Map<String, String> searchAttributes;
    @Nullable Duration retention;
    int cacheEntities;
    long cacheBytes;
    InstantSource clock;
    Duration shutdownTimeout;
    Duration diskPatience;
    TimeSkippingMode timeSkipping;
    boolean anyNamespace;
    AllowedAddresses callbackAddresses;
    Consumer<String> onFatal;

    Copy(ServerOptions from) {
      ip = from.ip;
      port = from.port;
      namespaces = from.namespaces;
      limits = from.limits;
      sqlitePragmas = from.sqlitePragmas;
      searchAttributes = from.searchAttributes;
      retention = from.retention;
      cacheEntities = from.cacheEntities;
      cacheBytes = from.cacheBytes;
      clock = from.clock;
      shutdownTimeout = from.shutdownTimeout;
      diskPatience = from.diskPatience;
      timeSkipping = from.timeSkipping;
      anyNamespace = from.anyNamespace;
      callbackAddresses = from.callbackAddresses;
      onFatal = from.onFatal;
    }
  }
}
