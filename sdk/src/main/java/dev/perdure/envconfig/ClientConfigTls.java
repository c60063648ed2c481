package dev.perdure.envconfig;

import dev.perdure.client.TlsOptions;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a profile says about TLS. Immutable: each `with…` method returns new settings.
public final class ClientConfigTls {
  private static final ClientConfigTls NONE = new ClientConfigTls();

  private @Nullable Boolean disabled;
  private @Nullable String serverName;
  private @Nullable DataSource serverRootCaCert;
  private @Nullable DataSource clientCert;
  private @Nullable DataSource clientPrivateKey;

  private ClientConfigTls() {}

  /// Written to only before it is handed out.
  private ClientConfigTls(ClientConfigTls original) {
    disabled = original.disabled;
    serverName = original.serverName;
    serverRootCaCert = original.serverRootCaCert;
    clientCert = original.clientCert;
    clientPrivateKey = original.clientPrivateKey;
  }

  private ClientConfigTls with(Consumer<ClientConfigTls> change) {
    var copy = new ClientConfigTls(this);
    change.accept(copy);
    return copy;
  }

  /// Nothing said: that there is something about TLS means TLS.
  public static ClientConfigTls none() {
    return NONE;
  }

  /// True for a connection in clear, false for TLS; null when nothing is said, which means TLS.
  public ClientConfigTls withDisabled(@Nullable Boolean disabled) {
    return with(copy -> copy.disabled = disabled);
  }

  /// The name that the server's certificate must have; null for that of the address.
  public ClientConfigTls withServerName(@Nullable String name) {
    return with(copy -> copy.serverName = name);
  }

  /// The certificates of the authorities that are trusted, as PEM; null for those of the JVM.
  public ClientConfigTls withServerRootCaCert(@Nullable DataSource certificates) {
    return with(copy -> copy.serverRootCaCert = certificates);
  }

  /// The client's certificate, as PEM; null for none.
  public ClientConfigTls withClientCert(@Nullable DataSource certificate) {
    return with(copy -> copy.clientCert = certificate);
  }

  /// The key of the client's certificate, as PEM; null for none.
  public ClientConfigTls withClientPrivateKey(@Nullable DataSource key) {
    return with(copy -> copy.clientPrivateKey = key);
  }

  /// True for a connection in clear, false for TLS; null when nothing is said.
  public @Nullable Boolean disabled() {
    return disabled;
  }

  /// The name that the server's certificate must have; null for that of the address.
  public @Nullable String serverName() {
    return serverName;
  }

  /// The certificates of the authorities that are trusted; null for those of the JVM.
  public @Nullable DataSource serverRootCaCert() {
    return serverRootCaCert;
  }

  /// The client's certificate; null for none.
  public @Nullable DataSource clientCert() {
    return clientCert;
  }

  /// The key of the client's certificate; null for none.
  public @Nullable DataSource clientPrivateKey() {
    return clientPrivateKey;
  }

  boolean isDisabled() {
    return disabled != null && disabled;
  }

  /// The options for a connection.
  ///
  /// @throws ConfigException when a file cannot be read or is none of its kind, or a certificate
  ///   lacks its key
  TlsOptions options() {
    TlsOptions options = TlsOptions.defaults();
    if (serverName != null) {
      options = options.withServerName(serverName);
    }
    if (serverRootCaCert != null) {
      byte[] authorities = serverRootCaCert.read();
      try {
        options = options.withServerRootCaCert(authorities);
      } catch (IllegalArgumentException e) {
        throw wrong(e, serverRootCaCert);
      }
    }
    if (clientCert != null && clientPrivateKey != null) {
      byte[] certificate = clientCert.read();
      byte[] key = clientPrivateKey.read();
      try {
        return options.withClientCert(certificate, key);
      } catch (IllegalArgumentException e) {
        throw wrong(e, clientCert, clientPrivateKey);
      }
    }
    if (clientCert != null || clientPrivateKey != null) {
      throw new ConfigException(
          "A client certificate and its key go together, and only the %s is configured."
              .formatted(clientCert != null ? "certificate" : "key"),
          null);
    }
    return options;
  }

  private static ConfigException wrong(IllegalArgumentException e, DataSource... sources) {
    String from =
        Stream.of(sources)
            .map(
                source ->
                    switch (source) {
                      case DataSource.File(Path path) -> path.toString();
                      case DataSource.Text _ -> "the configuration itself";
                    })
            .distinct()
            .collect(Collectors.joining(" and "));
    return new ConfigException("%s (from %s)".formatted(e.getMessage(), from), e);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ClientConfigTls tls
        && Objects.equals(disabled, tls.disabled)
        && Objects.equals(serverName, tls.serverName)
        && Objects.equals(serverRootCaCert, tls.serverRootCaCert)
        && Objects.equals(clientCert, tls.clientCert)
        && Objects.equals(clientPrivateKey, tls.clientPrivateKey);
  }

  @Override
  public int hashCode() {
    return Objects.hash(disabled, serverName, serverRootCaCert, clientCert, clientPrivateKey);
  }

  @Override
  public String toString() {
    return "ClientConfigTls[disabled=%s, serverName=%s, serverRootCaCert=%s, clientCert=%s, clientPrivateKey=%s]"
        .formatted(disabled, serverName, serverRootCaCert, clientCert, clientPrivateKey);
  }
}
