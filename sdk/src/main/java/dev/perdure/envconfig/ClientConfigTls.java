package dev.perdure.envconfig;

import dev.perdure.client.TlsOptions;
import org.jspecify.annotations.Nullable;

/// What a profile says about TLS.
///
/// @param disabled true for a connection in clear, false for TLS; null when nothing is said, which
///   means TLS because there is this section
/// @param serverName the name that the server's certificate must have; null for that of the address
/// @param serverRootCaCert the certificates of the authorities that are trusted, as PEM; null for
///   those of the JVM
/// @param clientCert the client's certificate, as PEM; null for none
/// @param clientPrivateKey its key, as PEM; null for none
public record ClientConfigTls(
    @Nullable Boolean disabled,
    @Nullable String serverName,
    @Nullable DataSource serverRootCaCert,
    @Nullable DataSource clientCert,
    @Nullable DataSource clientPrivateKey) {
  static final ClientConfigTls NOTHING = new ClientConfigTls(null, null, null, null, null);

  boolean isDisabled() {
    return disabled != null && disabled;
  }

  /// The options for a connection.
  ///
  /// @throws ConfigException when a file cannot be read, or a certificate lacks its key
  TlsOptions options() {
    TlsOptions options = TlsOptions.defaults();
    if (serverName != null) {
      options = options.withServerName(serverName);
    }
    if (serverRootCaCert != null) {
      options = options.withServerRootCaCert(serverRootCaCert.read());
    }
    if (clientCert != null && clientPrivateKey != null) {
      return options.withClientCert(clientCert.read(), clientPrivateKey.read());
    }
    if (clientCert != null || clientPrivateKey != null) {
      throw new ConfigException(
          "A client certificate and its key go together, and only the %s is configured."
              .formatted(clientCert != null ? "certificate" : "key"),
          null);
    }
    return options;
  }
}
