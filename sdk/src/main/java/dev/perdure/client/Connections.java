package dev.perdure.client;

import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Opens channels as options want them.
final class Connections {
  /// Histories come in pages that may be larger than gRPC's default of 4 MiB.
  private static final int INBOUND_BYTES_MAX = 128 * 1024 * 1024;

  private static final String CLEAR = "http://";
  private static final String ENCRYPTED = "https://";

  private Connections() {}

  /// @param address as in `localhost:7233`; `https://` before it means TLS, `http://` nothing
  static ManagedChannel open(String address, ClientOptions options) {
    boolean encrypted = address.startsWith(ENCRYPTED);
    String target =
        encrypted
            ? address.substring(ENCRYPTED.length())
            : address.startsWith(CLEAR) ? address.substring(CLEAR.length()) : address;
    ManagedChannelBuilder<?> builder = builder(target, encrypted, options);
    builder.maxInboundMessageSize(INBOUND_BYTES_MAX);
    TlsOptions tls = options.tls();
    if (tls != null && tls.serverName() != null) {
      builder.overrideAuthority(tls.serverName());
    }
    Duration interval = options.keepAliveInterval();
    if (interval != null) {
      builder
          .keepAliveTime(interval.toNanos(), TimeUnit.NANOSECONDS)
          .keepAliveTimeout(options.keepAliveTimeout().toNanos(), TimeUnit.NANOSECONDS)
          .keepAliveWithoutCalls(true);
    }
    HttpConnectProxy proxy = options.httpConnectProxy();
    if (proxy != null) {
      builder.proxyDetector(proxy::to);
    }
    return builder.build();
  }

  private static ManagedChannelBuilder<?> builder(
      String target, boolean encrypted, ClientOptions options) {
    if (target.isBlank()) {
      throw new IllegalArgumentException("A client needs an address, such as localhost:7233.");
    }
    try {
      return Grpc.newChannelBuilder(target, credentials(encrypted, options));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Cannot connect to %s: %s".formatted(target, e.getMessage()), e);
    }
  }

  private static ChannelCredentials credentials(boolean encrypted, ClientOptions options) {
    ChannelCredentials own = options.credentials();
    if (own != null) {
      return own;
    }
    TlsOptions tls = options.tls();
    if (tls == null && options.usesTls(encrypted)) {
      tls = TlsOptions.defaults();
    }
    return tls == null ? InsecureChannelCredentials.create() : tls.credentials();
  }
}
