package com.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.client.Client;
import dev.perdure.client.ClientOptions;
import dev.perdure.envconfig.ClientConfig;
import dev.perdure.envconfig.ClientConfigCodec;
import dev.perdure.envconfig.ClientConfigProfile;
import dev.perdure.envconfig.ClientConfigTls;
import dev.perdure.envconfig.ConfigException;
import dev.perdure.envconfig.DataSource;
import dev.perdure.envconfig.LoadOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvConfigTest {
  private static final String TOML =
      """
      [profile.default]
      address = "default-address"
      namespace = "default-namespace"

      [profile.custom]
      address = "custom-address"
      namespace = "custom-namespace"
      api_key = "custom-api-key"
      future_key = 1

      [profile.custom.tls]
      server_name = "custom-server-name"
      server_ca_cert_path = "ca.pem"
      client_cert_data = "cert-data"
      client_key_data = "key-data"

      [profile.custom.codec]
      endpoint = "http://localhost:8081"
      auth = "Bearer x"

      [profile.custom.grpc_meta]
      Custom_Header = "custom-value"
      """;

  private static final LoadOptions OPTIONS =
      LoadOptions.defaults().withText(TOML).withVariables(Map.of());

  private static ClientConfigProfile load(LoadOptions options) {
    return ClientConfigProfile.load(options);
  }

  private static ClientConfigTls tls(ClientConfigProfile profile) {
    return Objects.requireNonNull(profile.tls());
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> refused(LoadOptions options) {
    return assertThatThrownBy(() -> load(options)).isInstanceOf(ConfigException.class);
  }

  @Test
  void a_file_has_profiles() {
    ClientConfigProfile standard = load(OPTIONS);
    ClientConfigProfile custom = load(OPTIONS.withProfile("custom"));

    assertThat(standard.target()).isEqualTo("default-address");
    assertThat(standard.namespace()).isEqualTo("default-namespace");
    assertThat(standard.apiKey()).isNull();
    assertThat(standard.tls()).isNull();
    assertThat(custom.apiKey()).isEqualTo("custom-api-key");
    assertThat(tls(custom).serverName()).isEqualTo("custom-server-name");
    assertThat(tls(custom).serverRootCaCert()).isEqualTo(new DataSource.File(Path.of("ca.pem")));
    assertThat(tls(custom).clientCert()).isEqualTo(new DataSource.Text("cert-data"));
    assertThat(tls(custom).clientPrivateKey()).isEqualTo(new DataSource.Text("key-data"));
    assertThat(tls(custom).disabled()).isNull();
    assertThat(custom.codec())
        .isEqualTo(
            ClientConfigCodec.none().withEndpoint("http://localhost:8081").withAuth("Bearer x"));
    assertThat(custom.grpcMeta()).isEqualTo(Map.of("custom-header", "custom-value"));
    assertThat(ClientConfig.load(OPTIONS).profiles()).containsOnlyKeys("default", "custom");
  }

  @Test
  void secrets_are_not_printed() {
    assertThat(load(OPTIONS.withProfile("custom")).toString())
        .doesNotContain("custom-api-key", "key-data", "custom-value");
  }

  @Test
  void variables_go_over_the_file() {
    ClientConfigProfile profile =
        load(
            OPTIONS.withVariables(
                Map.of(
                    "TEMPORAL_PROFILE", "custom",
                    "TEMPORAL_ADDRESS", "env-address",
                    "TEMPORAL_NAMESPACE", "env-namespace",
                    "TEMPORAL_API_KEY", "env-api-key",
                    "TEMPORAL_TLS", "false",
                    "TEMPORAL_TLS_SERVER_NAME", "env-server-name",
                    "TEMPORAL_TLS_SERVER_CA_CERT_PATH", "env-ca.pem",
                    "TEMPORAL_CODEC_AUTH", "Bearer y",
                    "TEMPORAL_GRPC_META_CUSTOM_HEADER", "",
                    "TEMPORAL_GRPC_META_SOME_KEY", "env-value")));

    assertThat(profile.address()).isEqualTo("env-address");
    assertThat(profile.namespace()).isEqualTo("env-namespace");
    assertThat(profile.apiKey()).isEqualTo("env-api-key");
    assertThat(tls(profile).disabled()).isTrue();
    assertThat(tls(profile).serverName()).isEqualTo("env-server-name");
    assertThat(tls(profile).serverRootCaCert())
        .isEqualTo(new DataSource.File(Path.of("env-ca.pem")));
    assertThat(profile.codec())
        .isEqualTo(
            ClientConfigCodec.none().withEndpoint("http://localhost:8081").withAuth("Bearer y"));
    assertThat(profile.grpcMeta()).isEqualTo(Map.of("some-key", "env-value"));
  }

  @Test
  void variables_are_enough() {
    ClientConfigProfile profile =
        load(
            LoadOptions.defaults()
                .withoutFile()
                .withVariables(Map.of("TEMPORAL_ADDRESS", "a:1", "TEMPORAL_TLS", "1")));

    assertThat(profile.target()).isEqualTo("a:1");
    assertThat(tls(profile).disabled()).isFalse();
    assertThat(load(OPTIONS.withoutEnvironment()).target()).isEqualTo("default-address");
    assertThat(load(LoadOptions.defaults().withText("").withVariables(Map.of())).target())
        .isEqualTo("localhost:7233");
  }

  @Test
  void the_file_is_found_where_the_system_keeps_configurations(@TempDir Path home)
      throws Exception {
    Map<String, String> variables = new HashMap<>();
    variables.put("HOME", home.toString());
    variables.put("XDG_CONFIG_HOME", home.resolve("xdg").toString());
    variables.put("APPDATA", home.resolve("roaming").toString());
    LoadOptions options = LoadOptions.defaults().withVariables(variables);
    assertThat(load(options).address()).isNull();

    for (String directory : new String[] {"xdg", "roaming", "Library/Application Support"}) {
      Path file = home.resolve(directory).resolve("temporalio/temporal.toml");
      Files.createDirectories(file.getParent());
      Files.writeString(file, "[profile.default]\naddress = \"found\"\n");
    }
    assertThat(load(options).address()).isEqualTo("found");

    Path other = Files.writeString(home.resolve("o.toml"), "[profile.x]\naddress = \"other\"\n");
    variables.put("TEMPORAL_CONFIG_FILE", other.toString());
    variables.put("TEMPORAL_PROFILE", "x");
    assertThat(load(LoadOptions.defaults().withVariables(variables)).address()).isEqualTo("other");
  }

  @Test
  void what_is_wrong_is_said() {
    refused(OPTIONS.withProfile("missing"))
        .hasMessage("There is no profile \"missing\"; there are [custom, default].");
    refused(OPTIONS.withProfile("custom").withStrictFile()).hasMessageContaining("future_key");
    refused(OPTIONS.withText("[profile.default]\naddress = \"a\"\n[profile"))
        .hasMessageStartingWith("The configuration cannot be read")
        .hasMessageEndingWith("(line 3)");
    refused(OPTIONS.withText("[profile.default]\naddress = [1]\n"))
        .hasMessageStartingWith("The configuration cannot be read")
        .hasMessageContaining("address");
    refused(OPTIONS.withoutFile().withoutEnvironment())
        .hasMessage("Neither a file nor the environment may be read, so there is nothing to load.");
    refused(
            OPTIONS.withText(
                "[profile.default.tls]\nclient_cert_path = \"a\"\nclient_cert_data = \"b\"\n"))
        .hasMessage("Only one of client_cert_path and client_cert_data can be given.");
    refused(OPTIONS.withVariables(Map.of("TEMPORAL_TLS", "perhaps")))
        .hasMessage("TEMPORAL_TLS is \"perhaps\", and must be true or false.");
    refused(
            OPTIONS
                .withProfile("custom")
                .withVariables(Map.of("TEMPORAL_TLS_CLIENT_CERT_PATH", "cert.pem")))
        .hasMessage("TEMPORAL_TLS_CLIENT_CERT_PATH is given, and the file has the data itself.");
    refused(OPTIONS.withVariables(Map.of("TEMPORAL_TLS_DISABLE_HOST_VERIFICATION", "true")))
        .hasMessageContaining("certificates are always verified here");
  }

  @Test
  void variables_of_older_tools_do_not_mean_tls() {
    assertThat(load(OPTIONS.withVariables(Map.of("TEMPORAL_TLS_CERT", "cert.pem"))).tls()).isNull();
    assertThat(load(OPTIONS.withVariables(Map.of("TEMPORAL_TLS_SERVER_NAME", "s"))).tls())
        .isNotNull();
  }

  @Test
  void a_broken_certificate_is_told_with_its_file(@TempDir Path directory) throws Exception {
    Path broken = Files.writeString(directory.resolve("broken.pem"), "nonsense");

    assertThatThrownBy(
            () ->
                load(OPTIONS.withVariables(
                        Map.of("TEMPORAL_TLS_SERVER_CA_CERT_PATH", broken.toString())))
                    .applyTo(ClientOptions.defaults()))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("The server root certificate is no certificate in PEM form")
        .hasMessageEndingWith("(from %s)".formatted(broken));
    assertThatThrownBy(
            () ->
                load(OPTIONS.withVariables(
                        Map.of(
                            "TEMPORAL_TLS_CLIENT_CERT_PATH",
                            broken.toString(),
                            "TEMPORAL_TLS_CLIENT_KEY_DATA",
                            "key")))
                    .applyTo(ClientOptions.defaults()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("client certificate")
        .hasMessageEndingWith("(from %s and the configuration itself)".formatted(broken));
  }

  @Test
  void a_certificate_needs_its_key_and_files_must_be_there(@TempDir Path directory) {
    assertThatThrownBy(
            () ->
                load(OPTIONS.withText("[profile.default.tls]\nclient_cert_data = \"x\"\n"))
                    .applyTo(ClientOptions.defaults()))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "A client certificate and its key go together, and only the certificate is"
                + " configured.");
    assertThatThrownBy(
            () ->
                load(OPTIONS.withVariables(
                        Map.of(
                            "TEMPORAL_TLS_SERVER_CA_CERT_PATH",
                            directory.resolve("none.pem").toString())))
                    .applyTo(ClientOptions.defaults()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("none.pem");
  }

  /// A program that says nothing about its server.
  static final class Trusting {
    private Trusting() {}

    public static void main(String[] args) {
      try (var client = Client.connect()) {
        System.out.println(client.namespace());
      }
    }
  }

  @Test
  void a_client_that_is_told_nothing_connects_as_the_environment_says(@TempDir Path directory)
      throws Exception {
    try (var server = new ScriptedServer(0)) {
      Path file =
          Files.writeString(
              directory.resolve("temporal.toml"),
              """
              [profile.here]
              address = "localhost:%d"
              namespace = "of-the-file"
              grpc_meta = { team = "blue" }
              """
                  .formatted(server.port()));
      var program =
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-cp",
              System.getProperty("java.class.path"),
              Trusting.class.getName());
      program.environment().keySet().removeIf(name -> name.startsWith("TEMPORAL_"));
      program
          .environment()
          .putAll(
              Map.of(
                  "TEMPORAL_CONFIG_FILE", file.toString(),
                  "TEMPORAL_PROFILE", "here",
                  "TEMPORAL_NAMESPACE", "of-the-environment"));
      Process process = program.redirectErrorStream(true).start();

      assertThat(process.inputReader().lines()).endsWith("of-the-environment");
      assertThat(server.header("temporal-namespace")).isEqualTo("of-the-environment");
      assertThat(server.header("team")).isEqualTo("blue");
    }
  }

  @Test
  void a_client_connects_as_a_profile_says() throws Exception {
    try (var server = new ScriptedServer(0)) {
      ClientConfigProfile profile =
          load(
              LoadOptions.defaults()
                  .withText(
                      """
                      [profile.default]
                      address = "localhost:%d"
                      namespace = "mine"
                      api_key = "key"
                      tls = { disabled = true }
                      grpc_meta = { team = "blue" }
                      """
                          .formatted(server.port()))
                  .withVariables(Map.of()));

      try (var client =
          Client.connect(
              profile.target(), profile.applyTo(ClientOptions.defaults().withIdentity("me")))) {
        assertThat(client.namespace()).isEqualTo("mine");
        assertThat(client.identity()).isEqualTo("me");
        assertThat(server.header("authorization")).isEqualTo("Bearer key");
        assertThat(server.header("team")).isEqualTo("blue");
      }
    }
  }
}
