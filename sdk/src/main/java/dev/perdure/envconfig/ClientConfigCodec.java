package dev.perdure.envconfig;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A codec server that user interfaces and command lines ask. Clients do not use it. Immutable:
/// each `with…` method returns a new codec server.
public final class ClientConfigCodec {
  private static final ClientConfigCodec NONE = new ClientConfigCodec(null, null);

  private final @Nullable String endpoint;
  private final @Nullable String auth;

  private ClientConfigCodec(@Nullable String endpoint, @Nullable String auth) {
    this.endpoint = endpoint;
    this.auth = auth;
  }

  /// Nothing said of it.
  public static ClientConfigCodec none() {
    return NONE;
  }

  /// Its address; null for none.
  public ClientConfigCodec withEndpoint(@Nullable String endpoint) {
    return new ClientConfigCodec(endpoint, auth);
  }

  /// The `Authorization` header that it wants; null for none.
  public ClientConfigCodec withAuth(@Nullable String auth) {
    return new ClientConfigCodec(endpoint, auth);
  }

  /// Its address; null for none.
  public @Nullable String endpoint() {
    return endpoint;
  }

  /// The `Authorization` header that it wants; null for none.
  public @Nullable String auth() {
    return auth;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ClientConfigCodec codec
        && Objects.equals(endpoint, codec.endpoint)
        && Objects.equals(auth, codec.auth);
  }

  @Override
  public int hashCode() {
    return Objects.hash(endpoint, auth);
  }

  /// Without the header's value, which is a secret.
  @Override
  public String toString() {
    return "ClientConfigCodec[endpoint=%s, auth=%s]"
        .formatted(endpoint, auth == null ? "none" : "…");
  }
}
