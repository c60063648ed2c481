package dev.perdure.client;

import io.grpc.ChannelCredentials;
import io.grpc.TlsChannelCredentials;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import org.jspecify.annotations.Nullable;

/// How a connection is encrypted, and who is trusted. Immutable: each `with…` method returns new
/// options. Certificates and keys are PEM.
public final class TlsOptions {
  private static final TlsOptions DEFAULTS = new TlsOptions(null, null, null, null);

  private final byte @Nullable [] serverRootCaCert;
  private final byte @Nullable [] clientCert;
  private final byte @Nullable [] clientPrivateKey;
  private final @Nullable String serverName;

  private TlsOptions(
      byte @Nullable [] serverRootCaCert,
      byte @Nullable [] clientCert,
      byte @Nullable [] clientPrivateKey,
      @Nullable String serverName) {
    this.serverRootCaCert = serverRootCaCert;
    this.clientCert = clientCert;
    this.clientPrivateKey = clientPrivateKey;
    this.serverName = serverName;
  }

  /// Trusts the authorities that the JVM trusts; the client has no certificate.
  public static TlsOptions defaults() {
    return DEFAULTS;
  }

  /// Trusts these authorities only: one or more certificates.
  ///
  /// @throws IllegalArgumentException when there is no certificate in it
  public TlsOptions withServerRootCaCert(byte[] certificates) {
    var _ = checkCertificates("server root certificate", certificates);
    return new TlsOptions(certificates.clone(), clientCert, clientPrivateKey, serverName);
  }

  /// Shows the server a certificate of the client's (mTLS).
  ///
  /// @param certificates the certificate, and those between it and its authority
  /// @param privateKey its key, as PKCS #8 without a password
  /// @throws IllegalArgumentException when there is no certificate or no such key in them, or they
  ///   do not belong together
  public TlsOptions withClientCert(byte[] certificates, byte[] privateKey) {
    ClientKeys.check(checkCertificates("client certificate", certificates), privateKey);
    return new TlsOptions(serverRootCaCert, certificates.clone(), privateKey.clone(), serverName);
  }

  /// The name that is asked for, and that the server's certificate must have; the address's host
  /// without it.
  public TlsOptions withServerName(String name) {
    return new TlsOptions(serverRootCaCert, clientCert, clientPrivateKey, name);
  }

  @Nullable String serverName() {
    return serverName;
  }

  ChannelCredentials credentials() {
    var builder = TlsChannelCredentials.newBuilder();
    try {
      if (serverRootCaCert != null) {
        builder.trustManager(new ByteArrayInputStream(serverRootCaCert));
      }
      if (clientCert != null && clientPrivateKey != null) {
        builder.keyManager(
            new ByteArrayInputStream(clientCert), new ByteArrayInputStream(clientPrivateKey));
      }
    } catch (IOException e) {
      throw new IllegalStateException("Bytes in memory can be read.", e);
    }
    return builder.build();
  }

  /// The first of the certificates.
  private static Certificate checkCertificates(String what, byte[] pem) {
    try {
      var certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem));
      if (certificates.isEmpty()) {
        throw new IllegalArgumentException("The %s is empty.".formatted(what));
      }
      return certificates.iterator().next();
    } catch (CertificateException e) {
      throw new IllegalArgumentException(
          "The %s is no certificate in PEM form: %s".formatted(what, e.getMessage()), e);
    }
  }
}
