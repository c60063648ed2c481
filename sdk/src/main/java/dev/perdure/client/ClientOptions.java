package dev.perdure.client;

import dev.perdure.common.MetricMeter;
import dev.perdure.common.QueryRejectCondition;
import dev.perdure.common.RpcRetryPolicy;
import dev.perdure.converter.DataConverter;
import dev.perdure.converter.HeaderCodecBehavior;
import dev.perdure.internal.metric.GuardedMeter;
import io.grpc.ChannelCredentials;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// How a client connects and works. Immutable: each `with…` method returns new options.
public final class ClientOptions {
  private static final ClientOptions DEFAULTS = new ClientOptions();

  private String namespace = "default";
  private String identity = "";
  private DataConverter dataConverter = DataConverter.defaults();
  private List<ClientInterceptor> interceptors = List.of();
  private HeaderCodecBehavior headerCodecBehavior = HeaderCodecBehavior.NO_CODEC;
  private Duration rpcTimeout = Duration.ofSeconds(30);
  private RpcRetryPolicy rpcRetryPolicy = RpcRetryPolicy.defaults();
  private QueryRejectCondition queryRejectCondition = QueryRejectCondition.NONE;
  private @Nullable ChannelCredentials credentials;
  private @Nullable TlsOptions tls;
  private boolean clear;
  private @Nullable String apiKey;
  private Map<String, String> rpcMetadata = Map.of();
  private @Nullable Duration keepAliveInterval = Duration.ofSeconds(30);
  private Duration keepAliveTimeout = Duration.ofSeconds(15);
  private @Nullable HttpConnectProxy httpConnectProxy;
  private GrpcCompression grpcCompression = GrpcCompression.NONE;
  private boolean lazy;
  private MetricMeter metricMeter = MetricMeter.noop();

  private ClientOptions() {}

  /// Written to only before it is handed out.
  private ClientOptions(ClientOptions original) {
    namespace = original.namespace;
    identity = original.identity;
    dataConverter = original.dataConverter;
    interceptors = original.interceptors;
    headerCodecBehavior = original.headerCodecBehavior;
    rpcTimeout = original.rpcTimeout;
    rpcRetryPolicy = original.rpcRetryPolicy;
    queryRejectCondition = original.queryRejectCondition;
    credentials = original.credentials;
    tls = original.tls;
    clear = original.clear;
    apiKey = original.apiKey;
    rpcMetadata = original.rpcMetadata;
    keepAliveInterval = original.keepAliveInterval;
    keepAliveTimeout = original.keepAliveTimeout;
    httpConnectProxy = original.httpConnectProxy;
    grpcCompression = original.grpcCompression;
    lazy = original.lazy;
    metricMeter = original.metricMeter;
  }

  private ClientOptions with(Consumer<ClientOptions> change) {
    var copy = new ClientOptions(this);
    change.accept(copy);
    return copy;
  }

  /// The options with nothing changed.
  public static ClientOptions defaults() {
    return DEFAULTS;
  }

  /// The namespace of all calls; `default` without it.
  public ClientOptions withNamespace(String namespace) {
    return with(copy -> copy.namespace = namespace);
  }

  /// Who calls, as it is written into histories; process id and host name without it.
  public ClientOptions withIdentity(String identity) {
    return with(copy -> copy.identity = identity);
  }

  /// How values and failures become bytes; [DataConverter#defaults] without it.
  public ClientOptions withDataConverter(DataConverter converter) {
    return with(copy -> copy.dataConverter = converter);
  }

  /// What sees, and may change, the client's calls, in place of what was given before; the first
  /// one is the outermost. None without it.
  public ClientOptions withInterceptors(ClientInterceptor... interceptors) {
    return with(copy -> copy.interceptors = List.of(interceptors));
  }

  /// Whether the data converter's codec applies to headers, too; it does not without this. It holds
  /// for this client's workers, too.
  public ClientOptions withHeaderCodecBehavior(HeaderCodecBehavior behavior) {
    return with(copy -> copy.headerCodecBehavior = behavior);
  }

  /// The time for one attempt of a call that does not wait for news; 30 seconds without it. It
  /// holds for this client's workers, too.
  ///
  /// @throws IllegalArgumentException when it is not positive
  public ClientOptions withRpcTimeout(Duration timeout) {
    if (!timeout.isPositive()) {
      throw new IllegalArgumentException(
          "A call needs a positive time, not %s.".formatted(timeout));
    }
    return with(copy -> copy.rpcTimeout = timeout);
  }

  /// How calls are tried again; 10 attempts in 10 seconds without it. Workers have their own
  /// limits: see [RpcRetryPolicy].
  public ClientOptions withRpcRetryPolicy(RpcRetryPolicy policy) {
    return with(copy -> copy.rpcRetryPolicy = policy);
  }

  /// Which workflows do not answer queries; all answer without it.
  public ClientOptions withQueryRejectCondition(QueryRejectCondition condition) {
    return with(copy -> copy.queryRejectCondition = condition);
  }

  /// TLS, and who is trusted. Without it the connection is in clear, unless there is an API key.
  /// Not used with a channel of one's own.
  public ClientOptions withTls(TlsOptions options) {
    return with(
        copy -> {
          copy.tls = options;
          copy.clear = false;
        });
  }

  /// A connection in clear, also with an API key and whatever the address asks for.
  public ClientOptions withoutTls() {
    return with(
        copy -> {
          copy.credentials = null;
          copy.tls = null;
          copy.clear = true;
        });
  }

  /// gRPC's own credentials in place of [#withTls], for what that cannot say. Not used with a
  /// channel of one's own.
  public ClientOptions withCredentials(ChannelCredentials credentials) {
    return with(copy -> copy.credentials = credentials);
  }

  /// A key that is sent with each call. With it the connection uses TLS unless [#withoutTls] says
  /// otherwise. It can be replaced later: [Client#setApiKey]. A key that a header cannot carry,
  /// such as one with a line break at its end, is refused when the client is made.
  public ClientOptions withApiKey(String key) {
    return with(copy -> copy.apiKey = key);
  }

  /// Headers that are sent with each call. One whose name ends in `-bin` is of bytes: its value is
  /// in base64. They can be replaced later: [Client#setRpcMetadata]. A name or value that gRPC does
  /// not allow is an [IllegalArgumentException] of [Client#connect].
  public ClientOptions withRpcMetadata(Map<String, String> metadata) {
    return with(copy -> copy.rpcMetadata = Map.copyOf(metadata));
  }

  /// How often a quiet connection is asked whether it lives, and after what time without an answer
  /// it is given up; 30 and 15 seconds without it. It is not asked more often than every 10
  /// seconds. Not used with a channel of one's own.
  ///
  /// @throws IllegalArgumentException when one of them is not positive
  public ClientOptions withKeepAlive(Duration interval, Duration timeout) {
    if (!interval.isPositive() || !timeout.isPositive()) {
      throw new IllegalArgumentException(
          "Keep-alive needs positive times, not %s and %s.".formatted(interval, timeout));
    }
    return with(
        copy -> {
          copy.keepAliveInterval = interval;
          copy.keepAliveTimeout = timeout;
        });
  }

  /// Quiet connections are not asked whether they live.
  public ClientOptions withoutKeepAlive() {
    return with(copy -> copy.keepAliveInterval = null);
  }

  /// Connects through a proxy. Not used with a channel of one's own.
  public ClientOptions withHttpConnectProxy(HttpConnectProxy proxy) {
    return with(copy -> copy.httpConnectProxy = proxy);
  }

  /// How requests are compressed; not at all without it.
  public ClientOptions withGrpcCompression(GrpcCompression compression) {
    return with(copy -> copy.grpcCompression = compression);
  }

  /// Connects when the first call is made. Without it [Client#connect] asks the server what it can
  /// do, and throws when none answers.
  public ClientOptions withLazyConnection() {
    return with(copy -> copy.lazy = true);
  }

  /// Where metrics go: those of the client's calls, of its workers, and of workflow and activity
  /// code. Nowhere without it. What the meter throws is logged once, and stops nothing.
  public ClientOptions withMetricMeter(MetricMeter meter) {
    return with(copy -> copy.metricMeter = GuardedMeter.of(meter));
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

  /// What sees the client's calls, the outermost first.
  public List<ClientInterceptor> interceptors() {
    return interceptors;
  }

  /// Whether the codec applies to headers, too.
  public HeaderCodecBehavior headerCodecBehavior() {
    return headerCodecBehavior;
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

  /// Where metrics go.
  public MetricMeter metricMeter() {
    return metricMeter;
  }

  @Nullable ChannelCredentials credentials() {
    return credentials;
  }

  @Nullable TlsOptions tls() {
    return tls;
  }

  /// Whether TLS is used where no options for it are given.
  ///
  /// @param asked whether the address asks for it
  boolean usesTls(boolean asked) {
    return !clear && (asked || apiKey != null);
  }

  @Nullable String apiKey() {
    return apiKey;
  }

  Map<String, String> rpcMetadata() {
    return rpcMetadata;
  }

  @Nullable Duration keepAliveInterval() {
    return keepAliveInterval;
  }

  Duration keepAliveTimeout() {
    return keepAliveTimeout;
  }

  @Nullable HttpConnectProxy httpConnectProxy() {
    return httpConnectProxy;
  }

  GrpcCompression grpcCompression() {
    return grpcCompression;
  }

  boolean isLazy() {
    return lazy;
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
