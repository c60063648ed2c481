package dev.perdure.envconfig;

import org.jspecify.annotations.Nullable;

/// A codec server that user interfaces and command lines ask. Clients do not use it.
///
/// @param endpoint its address; null for none
/// @param auth the `Authorization` header that it wants; null for none
public record ClientConfigCodec(@Nullable String endpoint, @Nullable String auth) {
  /// Without the header's value, which is a secret.
  @Override
  public String toString() {
    return "ClientConfigCodec[endpoint=%s, auth=%s]"
        .formatted(endpoint, auth == null ? "none" : "…");
  }
}
