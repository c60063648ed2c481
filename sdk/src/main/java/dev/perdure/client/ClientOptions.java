package dev.perdure.client;

import dev.perdure.common.QueryRejectCondition;
import dev.perdure.common.RpcRetryPolicy;
import dev.perdure.converter.DataConverter;
import io.grpc.ChannelCredentials;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How a client connects and works. Immutable: each `with…` method returns new options.
public final class ClientOptions {
  private static final ClientOptions DEFAULTS =
      new ClientOptions(
          "default",
          "",
          DataConverter.defaults(),
          Duration.ofSeconds(30),
          RpcRetryPolicy.defaults(),
          QueryRejectCondition.NONE,
          null,
          null);

  private final String namespace;
  private final String identity;
  private final DataConverter dataConverter;
  private final Duration rpcTimeout;
  private final RpcRetryPolicy rpcRetryPolicy;
  private final QueryRejectCondition queryRejectCondition;
  private final @Nullable ChannelCredentials credentials;
  private final @Nullable String apiKey;

  private ClientOptions(
      String namespace,
      String identity,
      DataConverter dataConverter,
      Duration rpcTimeout,
      RpcRetryPolicy rpcRetryPolicy,
      QueryRejectCondition queryRejectCondition,
      @Nullable ChannelCredentials credentials,
      @Nullable String apiKey) {
    this.namespace = namespace;
    this.identity = identity;
    this.dataConverter = dataConverter;
    this.rpcTimeout = rpcTimeout;
    this.rpcRetryPolicy = rpcRetryPolicy;
    this.queryRejectCondition = queryRejectCondition;
    this.credentials = credentials;
    this.apiKey = apiKey;
  }

  /// The options with nothing changed.
  public static ClientOptions defaults() {
    return DEFAULTS;
  }

  /// The namespace of all calls; `default` without it.
  public ClientOptions withNamespace(String namespace) {
    return new ClientOptions(
        namespace,
        identity,
        dataConverter,
        rpcTimeout,
        rpcRetryPolicy,
        queryRejectCondition,
        credentials,
        apiKey);
  }

  /// Who calls, as it is written into histories; process id and host name without it.
  public ClientOptions withIdentity(String identity) {
    return new ClientOptions(
        namespace,
        identity,
        dataConverter,
        rpcTimeout,
        rpcRetryPolicy,
        queryRejectCondition,
        credentials,
        apiKey);
  }

  /// How values and failures become bytes.
  public ClientOptions withDataConverter(DataConverter converter) {
    return new ClientOptions(
        namespace,
        identity,
        converter,
        rpcTimeout,
        rpcRetryPolicy,
        queryRejectCondition,
        credentials,
        apiKey);
  }

  /// The time for one attempt of a call that does not wait for news; 30 seconds without it. It
  /// holds for this client's workers, too.
  public ClientOptions withRpcTimeout(Duration timeout) {
    return new ClientOptions(
        namespace,
        identity,
        dataConverter,
        timeout,
        rpcRetryPolicy,
        queryRejectCondition,
        credentials,
        apiKey);
  }

  /// How calls are tried again. Workers have their own limits: see [RpcRetryPolicy].
  public ClientOptions withRpcRetryPolicy(RpcRetryPolicy policy) {
    return new ClientOptions(
        namespace,
        identity,
        dataConverter,
        rpcTimeout,
        policy,
        queryRejectCondition,
        credentials,
        apiKey);
  }

  /// Which workflows do not answer queries; all answer without it.
  public ClientOptions withQueryRejectCondition(QueryRejectCondition condition) {
    return new ClientOptions(
        namespace,
        identity,
        dataConverter,
        rpcTimeout,
        rpcRetryPolicy,
        condition,
        credentials,
        apiKey);
  }

  /// TLS, with or without a client certificate: see [io.grpc.TlsChannelCredentials]. Without it the
  /// connection is in clear, unless there is an API key. Not used with a channel of one's own.
  public ClientOptions withCredentials(ChannelCredentials credentials) {
    return new ClientOptions(
        namespace,
        identity,
        dataConverter,
        rpcTimeout,
        rpcRetryPolicy,
        queryRejectCondition,
        credentials,
        apiKey);
  }

  /// A key that is sent with each call. With it the connection uses TLS unless credentials say
  /// otherwise.
  public ClientOptions withApiKey(String key) {
    return new ClientOptions(
        namespace,
        identity,
        dataConverter,
        rpcTimeout,
        rpcRetryPolicy,
        queryRejectCondition,
        credentials,
        key);
  }

  /// The namespace of all calls.
  public String namespace() {
    return namespace;
  }

  /// Who calls.
  public String identity() {
    return identity.isEmpty() ? ThisProcess.IDENTITY : identity;
  }

  /// How values and failures become bytes.
  public DataConverter dataConverter() {
    return dataConverter;
  }

  /// The time for one attempt of a call.
  public Duration rpcTimeout() {
    return rpcTimeout;
  }

  /// How calls are tried again.
  public RpcRetryPolicy rpcRetryPolicy() {
    return rpcRetryPolicy;
  }

  /// Which workflows do not answer queries.
  public QueryRejectCondition queryRejectCondition() {
    return queryRejectCondition;
  }

  @Nullable ChannelCredentials credentials() {
    return credentials;
  }

  @Nullable String apiKey() {
    return apiKey;
  }

  /// Found when first needed: a host name may take a while.
  private static final class ThisProcess {
    static final String IDENTITY = ProcessHandle.current().pid() + "@" + hostName();

    private static String hostName() {
      try {
        return InetAddress.getLocalHost().getHostName();
      } catch (UnknownHostException e) {
        return "localhost";
      }
    }
  }
}
