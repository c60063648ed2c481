package dev.perdure.server;

import dev.perdure.engine.EngineLimits;
import dev.perdure.server.callback.AllowedAddresses;
import dev.perdure.server.search.Attribute;
import dev.perdure.server.search.KnownAttributes;
import io.temporal.api.enums.v1.IndexedValueType;
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
  private static final ServerOptions DEFAULTS = new ServerOptions();

  private String ip = "127.0.0.1";
  private OptionalInt port = OptionalInt.empty();
  private Set<String> namespaces = Set.of("default");
  private EngineLimits limits = EngineLimits.DEFAULT;
  private Map<String, String> sqlitePragmas = Map.of();
  private Map<String, String> searchAttributes = Map.of();
  private @Nullable Duration retention;
  private int cacheEntities = 50_000;
  private long cacheBytes = Math.clamp(Runtime.getRuntime().maxMemory() / 4, 32L << 20, 4L << 30);
  private InstantSource clock = InstantSource.system();
  private Duration shutdownTimeout = Duration.ofSeconds(5);
  private Duration diskPatience = Duration.ofMinutes(1);
  private TimeSkippingMode timeSkipping = TimeSkippingMode.OFF;
  private boolean anyNamespace;
  private AllowedAddresses callbackAddresses = AllowedAddresses.NONE;
  private Consumer<String> onFatal = _ -> {};

  private ServerOptions() {}

  /// Written to only before it is handed out.
  private ServerOptions(ServerOptions original) {
    ip = original.ip;
    port = original.port;
    namespaces = original.namespaces;
    limits = original.limits;
    sqlitePragmas = original.sqlitePragmas;
    searchAttributes = original.searchAttributes;
    retention = original.retention;
    cacheEntities = original.cacheEntities;
    cacheBytes = original.cacheBytes;
    clock = original.clock;
    shutdownTimeout = original.shutdownTimeout;
    diskPatience = original.diskPatience;
    timeSkipping = original.timeSkipping;
    anyNamespace = original.anyNamespace;
    callbackAddresses = original.callbackAddresses;
    onFatal = original.onFatal;
  }

  private ServerOptions with(Consumer<ServerOptions> change) {
    var copy = new ServerOptions(this);
    change.accept(copy);
    return copy;
  }

  /// Only the in-process channel, namespace `default`, the limits of Temporal's server, closed runs
  /// kept for ever, up to 50,000 workflows and a quarter of the heap as cache.
  public static ServerOptions defaults() {
    return DEFAULTS;
  }

  /// Listens for TCP connections on this port of [#ip]; 0 takes any free one. Without it only this
  /// process has the server.
  ///
  /// @throws IllegalArgumentException if it is no number from 0 to 65535
  public ServerOptions withPort(int newPort) {
    if (newPort < 0 || newPort > 65_535) {
      throw new IllegalArgumentException("A port is a number from 0 to 65535, not " + newPort);
    }
    return with(copy -> copy.port = OptionalInt.of(newPort));
  }

  /// Listens on this address instead of the loopback address, once a port is set. Anybody who can
  /// reach it can do anything: there is no authentication.
  public ServerOptions withIp(String newIp) {
    return with(copy -> copy.ip = newIp);
  }

  /// Makes sure that these namespaces exist, besides `default` and those on file; only `default`
  /// without it.
  public ServerOptions withNamespaces(List<String> names) {
    var all = new LinkedHashSet<String>();
    all.add("default");
    all.addAll(names);
    return with(copy -> copy.namespaces = Set.copyOf(all));
  }

  /// Sets limits on histories, payloads and the like; those of Temporal's server without it.
  public ServerOptions withLimits(EngineLimits newLimits) {
    return with(copy -> copy.limits = newLimits);
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
    return with(
        copy -> {
          copy.limits = changed;
          copy.callbackAddresses = addresses;
        });
  }

  /// Sets SQLite pragmas on every connection, after the server's own: those that tune, such as
  /// `cache_size`. What the server relies on cannot be changed: [PerdureServer#open] then throws.
  public ServerOptions withSqlitePragmas(Map<String, String> pragmas) {
    return with(copy -> copy.sqlitePragmas = Map.copyOf(pragmas));
  }

  /// Registers search attributes in the namespaces that these options name, as far as they are not
  /// there yet: name to type, which is one of `Text`, `Keyword`, `Int`, `Double`, `Bool`,
  /// `Datetime` and `KeywordList`.
  ///
  /// @throws IllegalArgumentException if there is no such type, or a name belongs to the system
  public ServerOptions withSearchAttributes(Map<String, String> types) {
    types.forEach(ServerOptions::checkSearchAttribute);
    return with(copy -> copy.searchAttributes = Map.copyOf(types));
  }

  private static void checkSearchAttribute(String name, String type) {
    if (Attribute.type(type) == IndexedValueType.INDEXED_VALUE_TYPE_UNSPECIFIED) {
      throw new IllegalArgumentException(
          "The search attribute %s cannot have the type \"%s\": there are %s."
              .formatted(name, type, String.join(", ", Attribute.typeNames())));
    }
    if (name.isBlank() || KnownAttributes.isReserved(name)) {
      throw new IllegalArgumentException(
          "There can be no search attribute \"%s\" of one's own: name it otherwise."
              .formatted(name));
    }
  }

  /// How long namespaces that this start creates keep closed runs; null, the default, for ever.
  /// Those that are on file keep theirs: the call `UpdateNamespace` changes it.
  public ServerOptions withRetention(@Nullable Duration newRetention) {
    return with(copy -> copy.retention = newRetention);
  }

  /// How much stays in memory when it is not in use: 50,000 workflow ids and a quarter of the heap
  /// (32 MiB to 4 GiB) without it. Beyond it, what is least used is read again from disk when it is
  /// needed.
  ///
  /// @param entities workflow ids
  /// @param bytes roughly, of heap
  /// @throws IllegalArgumentException if one of them is below 1
  public ServerOptions withCache(int entities, long bytes) {
    if (entities < 1 || bytes < 1) {
      throw new IllegalArgumentException("A cache needs room for at least one workflow");
    }
    return with(
        copy -> {
          copy.cacheEntities = entities;
          copy.cacheBytes = bytes;
        });
  }

  /// Uses another wall clock.
  public ServerOptions withClock(InstantSource newClock) {
    return with(copy -> copy.clock = newClock);
  }

  /// How long [PerdureServer#close] lets calls in progress finish; 5 s by default.
  public ServerOptions withShutdownTimeout(Duration timeout) {
    return with(copy -> copy.shutdownTimeout = timeout);
  }

  /// How long a full or failing disk is given to come back, once a write has failed; one minute by
  /// default. Calls are refused meanwhile, with a status that clients retry.
  public ServerOptions withDiskPatience(Duration patience) {
    return with(copy -> copy.diskPatience = patience);
  }

  /// Lets clients make the server's time skip; off by default. How far time has skipped is kept in
  /// the file, for time never goes back.
  public ServerOptions withTimeSkipping(TimeSkippingMode mode) {
    return with(copy -> copy.timeSkipping = mode);
  }

  /// Registers each namespace that a client names, as test servers do, instead of refusing those
  /// that nobody has registered; up to 1,000 of them.
  public ServerOptions withAnyNamespace(boolean any) {
    return with(copy -> copy.anyNamespace = any);
  }

  /// Called with one sentence when the disk failed and the server could not go on; it is then of no
  /// more use, and the process should end.
  public ServerOptions withOnFatal(Consumer<String> action) {
    return with(copy -> copy.onFatal = action);
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
}
