package com.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.client.Client;
import dev.perdure.client.ClientOptions;
import dev.perdure.client.RpcException;
import dev.perdure.client.TlsOptions;
import dev.perdure.common.RpcRetryPolicy;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Connections to servers with TLS, over TCP.
@Timeout(60)
class TlsTest {
  private static final ClientOptions IMPATIENT =
      ClientOptions.defaults().withRpcRetryPolicy(RpcRetryPolicy.defaults().withMaximumAttempts(2));

  private static Certificate local;
  private static Certificate elsewhere;
  private static Certificate caller;

  @BeforeAll
  static void make(@TempDir Path directory) throws Exception {
    local = Certificate.of(directory, "localhost");
    elsewhere = Certificate.of(directory, "elsewhere.test");
    caller = Certificate.of(directory, "caller.test");
  }

  private static ServerCredentials of(Certificate certificate) throws Exception {
    return TlsServerCredentials.newBuilder()
        .keyManager(certificate.certStream(), certificate.keyStream())
        .build();
  }

  private static ServerCredentials demanding(Certificate own, Certificate others) throws Exception {
    return TlsServerCredentials.newBuilder()
        .keyManager(own.certStream(), own.keyStream())
        .trustManager(others.certStream())
        .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
        .build();
  }

  private static TlsOptions trusting(Certificate certificate) {
    return TlsOptions.defaults().withServerRootCaCert(certificate.cert());
  }

  private static Client connect(ScriptedServer server, TlsOptions tls) {
    return Client.connect("localhost:" + server.port(), IMPATIENT.withTls(tls));
  }

  @Test
  void a_server_whose_authority_is_trusted_is_connected_to() throws Exception {
    try (var server = new ScriptedServer(of(local));
        var client = connect(server, trusting(local))) {
      assertThat(client.namespace()).isEqualTo("default");
      assertThat(server.header("temporal-namespace")).isEqualTo("default");
    }
  }

  @Test
  void a_server_that_is_not_trusted_is_refused_at_once_and_says_why() throws Exception {
    // Who tried again would still be at it when the test's time is over.
    var patient =
        RpcRetryPolicy.defaults()
            .withMaximumAttempts(1_000)
            .withMaximumElapsed(Duration.ofMinutes(10));
    try (var server = new ScriptedServer(of(local))) {
      assertThatThrownBy(
              () ->
                  Client.connect(
                      "localhost:" + server.port(),
                      ClientOptions.defaults()
                          .withTls(TlsOptions.defaults())
                          .withRpcRetryPolicy(patient)))
          .isInstanceOf(RpcException.class)
          .hasMessageStartingWith("There is no encrypted connection to localhost:" + server.port())
          .hasMessageContaining("TlsOptions.withServerRootCaCert");
    }
  }

  @Test
  void a_certificate_for_another_name_needs_that_name() throws Exception {
    try (var server = new ScriptedServer(of(elsewhere))) {
      assertThatThrownBy(() -> connect(server, trusting(elsewhere)))
          .isInstanceOf(RpcException.class)
          .hasMessageStartingWith("There is no encrypted connection to");

      try (var client = connect(server, trusting(elsewhere).withServerName("elsewhere.test"))) {
        assertThat(client.namespace()).isEqualTo("default");
      }
    }
  }

  @Test
  void a_server_may_want_the_clients_certificate() throws Exception {
    try (var server = new ScriptedServer(demanding(local, caller))) {
      try (var client =
          connect(server, trusting(local).withClientCert(caller.cert(), caller.key()))) {
        assertThat(client.namespace()).isEqualTo("default");
      }
      assertThatThrownBy(() -> connect(server, trusting(local)))
          .isInstanceOf(RpcException.class)
          .hasMessageContaining("TlsOptions.withClientCert");
      assertThatThrownBy(
              () ->
                  connect(
                      server, trusting(local).withClientCert(elsewhere.cert(), elsewhere.key())))
          .isInstanceOf(RpcException.class)
          .hasMessageContaining("TlsOptions.withClientCert");
    }
  }

  @Test
  void one_side_with_tls_and_one_without_do_not_meet() throws Exception {
    try (var plain = new ScriptedServer(0);
        var encrypted = new ScriptedServer(of(local))) {
      assertThatThrownBy(
              () ->
                  Client.connect(
                      "localhost:" + plain.port(), IMPATIENT.withTls(TlsOptions.defaults())))
          .isInstanceOf(RpcException.class)
          .hasMessageContaining("The server does not speak TLS");
      assertThatThrownBy(() -> Client.connect("localhost:" + encrypted.port(), IMPATIENT))
          .isInstanceOf(RpcException.class)
          .hasMessageContaining("ClientOptions.withTls");
    }
  }

  @Test
  void an_api_key_wants_tls_unless_that_is_switched_off() throws Exception {
    try (var server = new ScriptedServer(0)) {
      String address = "localhost:" + server.port();

      assertThatThrownBy(() -> Client.connect(address, IMPATIENT.withApiKey("k")))
          .hasMessageContaining("The server does not speak TLS");
      try (var client = Client.connect(address, IMPATIENT.withApiKey("k").withoutTls())) {
        assertThat(client.namespace()).isEqualTo("default");
        assertThat(server.header("authorization")).isEqualTo("Bearer k");
      }
    }
  }

  @Test
  void broken_certificates_and_keys_are_named() {
    byte[] nonsense = "nonsense".getBytes(StandardCharsets.US_ASCII);
    byte[] rsa =
        "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n"
            .getBytes(StandardCharsets.US_ASCII);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> TlsOptions.defaults().withServerRootCaCert(nonsense))
        .withMessageStartingWith("The server root certificate is no certificate in PEM form");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TlsOptions.defaults().withServerRootCaCert(new byte[0]))
        .withMessage("The server root certificate is empty.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TlsOptions.defaults().withClientCert(caller.cert(), nonsense))
        .withMessage("The client's private key is no key in PEM form.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TlsOptions.defaults().withClientCert(caller.cert(), rsa))
        .withMessageContaining("openssl pkcs8 -topk8 -nocrypt");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TlsOptions.defaults().withClientCert(caller.cert(), elsewhere.key()))
        .withMessage("The client's private key is not that of its certificate.");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                TlsOptions.defaults()
                    .withClientCert(
                        caller.cert(),
                        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
                            .getBytes(StandardCharsets.US_ASCII)))
        .withMessageStartingWith("The client's private key cannot be read");
  }
}
