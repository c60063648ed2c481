package dev.perdure.converter;

import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Whom a [CodecServer] serves, and with what. Immutable: each `with…` method returns new options.
public final class CodecServerOptions {
  private final Function<String, @Nullable PayloadCodec> codecs;
  private final Set<String> allowedOrigins;
  private final Predicate<@Nullable String> authorization;

  private CodecServerOptions(
      Function<String, @Nullable PayloadCodec> codecs,
      Set<String> allowedOrigins,
      Predicate<@Nullable String> authorization) {
    this.codecs = codecs;
    this.allowedOrigins = allowedOrigins;
    this.authorization = authorization;
  }

  /// The same codec for all namespaces. Everybody who reaches the server is served, but no web
  /// page.
  public static CodecServerOptions of(PayloadCodec codec) {
    return new CodecServerOptions(_ -> codec, Set.of(), _ -> true);
  }

  /// A codec for each namespace; null for a namespace that is not served. The name is empty when
  /// the caller does not say it.
  public static CodecServerOptions byNamespace(Function<String, @Nullable PayloadCodec> codecs) {
    return new CodecServerOptions(codecs, Set.of(), _ -> true);
  }

  /// The web pages that browsers may let ask, such as `http://localhost:8233`.
  public CodecServerOptions withAllowedOrigins(String... origins) {
    return new CodecServerOptions(codecs, Set.of(origins), authorization);
  }

  /// Serves only who shows an `Authorization` header that passes this test; it is null when there
  /// is none.
  public CodecServerOptions withAuthorization(Predicate<@Nullable String> test) {
    return new CodecServerOptions(codecs, allowedOrigins, test);
  }

  Function<String, @Nullable PayloadCodec> codecs() {
    return codecs;
  }

  Set<String> allowedOrigins() {
    return allowedOrigins;
  }

  Predicate<@Nullable String> authorization() {
    return authorization;
  }
}
