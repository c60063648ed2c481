package dev.perdure.internal.rpc;

import dev.perdure.internal.wire.SdkVersion;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The headers of all calls of one client. They can be replaced while calls are made.
public final class CallHeaders implements ClientInterceptor {
  private final String namespace;
  private final @Nullable String compression;
  private @Nullable String apiKey;
  private Map<String, String> others;
  private volatile Metadata headers;

  /// @param compression the name of the requests' compression; null for none
  public CallHeaders(
      String namespace,
      @Nullable String apiKey,
      Map<String, String> others,
      @Nullable String compression) {
    this.namespace = namespace;
    this.apiKey = apiKey;
    this.others = others;
    this.compression = compression;
    this.headers = headers(apiKey, others);
  }

  String namespace() {
    return namespace;
  }

  /// Calls from now on have another API key; null for none.
  public synchronized void apiKey(@Nullable String key) {
    headers = headers(key, others);
    apiKey = key;
  }

  /// Calls from now on have these headers besides the client's own.
  public synchronized void others(Map<String, String> metadata) {
    headers = headers(apiKey, metadata);
    others = Map.copyOf(metadata);
  }

  private Metadata headers(@Nullable String apiKey, Map<String, String> others) {
    var result = new Metadata();
    others.forEach((name, value) -> putOther(result, name, value));
    put(result, "client-name", SdkVersion.NAME);
    put(result, "client-version", SdkVersion.VERSION);
    if (misfit(namespace) < 0) { // it stands in each request, too
      put(result, "temporal-namespace", namespace);
    }
    if (apiKey != null) {
      put(result, "authorization", "Bearer " + checked("The API key", apiKey));
    }
    return result;
  }

  /// The value of a header for bytes is in base64, as it is on the wire.
  private static void putOther(Metadata headers, String name, String value) {
    if (!name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
      headers.put(key(name), checked("The header " + name, value));
      return;
    }
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "The header %s is for bytes, as its name says, and its value is not in base64: %s"
              .formatted(name, e.getMessage()),
          e);
    }
    headers.put(Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER), bytes);
  }

  /// gRPC would leave the header out without an error, and write its value into the log.
  private static String checked(String what, String value) {
    int place = misfit(value);
    if (place < 0) {
      return value;
    }
    throw new IllegalArgumentException(
        "%s cannot be sent: its character %d is U+%04X, and headers have printable ASCII only. %s"
            .formatted(
                what,
                place + 1,
                (int) value.charAt(place),
                Character.isWhitespace(value.charAt(place))
                    ? "Strip what comes from a file."
                    : "Bytes go into a header whose name ends in -bin, in base64."));
  }

  /// The place of the first character that a header cannot have; negative for none.
  private static int misfit(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) < ' ' || value.charAt(i) > '~') {
        return i;
      }
    }
    return -1;
  }

  private static void put(Metadata headers, String name, String value) {
    headers.discardAll(key(name));
    headers.put(key(name), value);
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    return new SimpleForwardingClientCall<>(
        next.newCall(
            method, compression == null ? options : options.withCompression(compression))) {
      @Override
      public void start(Listener<A> listener, Metadata own) {
        own.merge(headers);
        super.start(listener, own);
      }
    };
  }
}
