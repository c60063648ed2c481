package dev.perdure.envconfig;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.dataformat.toml.TomlMapper;

/// Reads profiles from TOML, in the shape that the file has.
final class TomlProfiles {
  private static final TomlMapper TOLERANT =
      TomlMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
  private static final TomlMapper STRICT =
      TomlMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private TomlProfiles() {}

  private record Root(@Nullable Map<String, Profile> profile) {}

  private record Profile(
      @Nullable String address,
      @Nullable String namespace,
      @JsonProperty("api_key") @Nullable String apiKey,
      @Nullable Tls tls,
      @Nullable Codec codec,
      @JsonProperty("grpc_meta") @Nullable Map<String, String> grpcMeta) {}

  private record Tls(
      @Nullable Boolean disabled,
      @JsonProperty("client_cert_path") @Nullable String clientCertPath,
      @JsonProperty("client_cert_data") @Nullable String clientCertData,
      @JsonProperty("client_key_path") @Nullable String clientKeyPath,
      @JsonProperty("client_key_data") @Nullable String clientKeyData,
      @JsonProperty("server_ca_cert_path") @Nullable String serverCaCertPath,
      @JsonProperty("server_ca_cert_data") @Nullable String serverCaCertData,
      @JsonProperty("server_name") @Nullable String serverName,
      @JsonProperty("disable_host_verification") @Nullable Boolean disableHostVerification) {}

  private record Codec(@Nullable String endpoint, @Nullable String auth) {}

  static ClientConfig read(byte[] toml, DataSource source, boolean strict) {
    Root root;
    try {
      root = (strict ? STRICT : TOLERANT).readValue(toml, Root.class);
    } catch (JacksonException e) {
      throw new ConfigException(
          "%s cannot be read: %s%s".formatted(name(source), e.getOriginalMessage(), place(e)), e);
    }
    Map<String, ClientConfigProfile> profiles = new LinkedHashMap<>();
    if (root != null && root.profile != null) {
      root.profile.forEach((name, profile) -> profiles.put(name, profile(profile)));
    }
    return ClientConfig.of(profiles);
  }

  /// As in ` (line 3)`; where only the key is known, as in ` (profile.default.address)`.
  private static String place(JacksonException e) {
    TokenStreamLocation location = e.getLocation();
    if (location != null && location.getLineNr() > 0) {
      return " (line %d)".formatted(location.getLineNr());
    }
    String key =
        e.getPath().stream()
            .map(JacksonException.Reference::getPropertyName)
            .filter(Objects::nonNull)
            .collect(Collectors.joining("."));
    return key.isEmpty() ? "" : " (%s)".formatted(key);
  }

  private static String name(DataSource source) {
    return switch (source) {
      case DataSource.File(Path path) -> "The configuration " + path;
      case DataSource.Text _ -> "The configuration";
    };
  }

  private static ClientConfigProfile profile(Profile profile) {
    Map<String, String> meta = new LinkedHashMap<>();
    if (profile.grpcMeta != null) {
      profile.grpcMeta.forEach((key, value) -> meta.put(EnvVariables.headerName(key), value));
    }
    return ClientConfigProfile.none()
        .withAddress(profile.address)
        .withNamespace(profile.namespace)
        .withApiKey(profile.apiKey)
        .withTls(profile.tls == null ? null : tls(profile.tls))
        .withCodec(profile.codec == null ? null : codec(profile.codec))
        .withGrpcMeta(meta);
  }

  private static ClientConfigTls tls(Tls tls) {
    if (Boolean.TRUE.equals(tls.disableHostVerification)) {
      throw EnvVariables.noUnverifiedHosts("disable_host_verification");
    }
    return ClientConfigTls.none()
        .withDisabled(tls.disabled)
        .withServerName(tls.serverName)
        .withServerRootCaCert(source("server_ca_cert", tls.serverCaCertPath, tls.serverCaCertData))
        .withClientCert(source("client_cert", tls.clientCertPath, tls.clientCertData))
        .withClientPrivateKey(source("client_key", tls.clientKeyPath, tls.clientKeyData));
  }

  private static ClientConfigCodec codec(Codec codec) {
    return ClientConfigCodec.none().withEndpoint(codec.endpoint).withAuth(codec.auth);
  }

  private static @Nullable DataSource source(
      String what, @Nullable String path, @Nullable String data) {
    if (path != null && data != null) {
      throw new ConfigException(
          "Only one of %s_path and %s_data can be given.".formatted(what, what), null);
    }
    return path != null
        ? new DataSource.File(Path.of(path))
        : data == null || data.isEmpty() ? null : new DataSource.Text(data);
  }
}
