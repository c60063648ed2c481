package dev.perdure.testing;

import dev.perdure.client.ClientOptions;
import dev.perdure.common.SearchAttributeKey;
import dev.perdure.internal.wire.SearchAttributePayloads;
import dev.perdure.server.ServerOptions;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What server and what client a [WorkflowEnvironment] has. Immutable: each `with…` method gives a
/// changed copy.
public final class WorkflowEnvironmentOptions {
  private static final WorkflowEnvironmentOptions DEFAULTS =
      new WorkflowEnvironmentOptions(ServerOptions.defaults(), ClientOptions.defaults(), null);

  private final ServerOptions server;
  private final ClientOptions client;
  private final @Nullable Path databaseFile;

  private WorkflowEnvironmentOptions(
      ServerOptions server, ClientOptions client, @Nullable Path databaseFile) {
    this.server = server;
    this.client = client;
    this.databaseFile = databaseFile;
  }

  /// A server in memory without a port, and a client of the namespace `default`.
  public static WorkflowEnvironmentOptions defaults() {
    return DEFAULTS;
  }

  /// How the server works: a [port][ServerOptions#withPort] for workers and clients in other
  /// processes, limits. The client's namespace is registered without being named here.
  public WorkflowEnvironmentOptions withServerOptions(ServerOptions options) {
    return new WorkflowEnvironmentOptions(options, client, databaseFile);
  }

  /// How the client works: its namespace, identity, data converter.
  public WorkflowEnvironmentOptions withClientOptions(ClientOptions options) {
    return new WorkflowEnvironmentOptions(server, options, databaseFile);
  }

  /// Registers search attributes, instead of those that the server's options name.
  public WorkflowEnvironmentOptions withSearchAttributes(SearchAttributeKey<?>... keys) {
    var types = new HashMap<String, String>();
    for (var key : keys) {
      types.put(key.name(), SearchAttributePayloads.name(key.type()));
    }
    return withServerOptions(server.withSearchAttributes(types));
  }

  /// Keeps everything in this file, which is made if it is not there; in memory without it.
  public WorkflowEnvironmentOptions withDatabaseFile(Path file) {
    return new WorkflowEnvironmentOptions(server, client, file);
  }

  /// How the server works.
  public ServerOptions serverOptions() {
    return server;
  }

  /// How the client works.
  public ClientOptions clientOptions() {
    return client;
  }

  /// Where everything is kept; empty for memory.
  public Optional<Path> databaseFile() {
    return Optional.ofNullable(databaseFile);
  }
}
