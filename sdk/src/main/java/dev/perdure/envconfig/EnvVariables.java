package dev.perdure.envconfig;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What `TEMPORAL_…` variables say, over a profile.
final class EnvVariables {
  private static final String GRPC_META = "TEMPORAL_GRPC_META_";

  /// Each of them says something about TLS, and so that there is TLS. Others, such as older tools
  /// have, do not.
  private static final Set<String> TLS =
      Set.of(
          "TEMPORAL_TLS",
          "TEMPORAL_TLS_CLIENT_CERT_PATH",
          "TEMPORAL_TLS_CLIENT_CERT_DATA",
          "TEMPORAL_TLS_CLIENT_KEY_PATH",
          "TEMPORAL_TLS_CLIENT_KEY_DATA",
          "TEMPORAL_TLS_SERVER_CA_CERT_PATH",
          "TEMPORAL_TLS_SERVER_CA_CERT_DATA",
          "TEMPORAL_TLS_SERVER_NAME",
          "TEMPORAL_TLS_DISABLE_HOST_VERIFICATION");

  private final Map<String, String> variables;

  EnvVariables(Map<String, String> variables) {
    this.variables = variables;
  }

  ClientConfigProfile over(ClientConfigProfile profile) {
    return ClientConfigProfile.none()
        .withAddress(or("TEMPORAL_ADDRESS", profile.address()))
        .withNamespace(or("TEMPORAL_NAMESPACE", profile.namespace()))
        .withApiKey(or("TEMPORAL_API_KEY", profile.apiKey()))
        .withTls(tls(profile.tls()))
        .withCodec(codec(profile.codec()))
        .withGrpcMeta(meta(profile.grpcMeta()));
  }

  private @Nullable String or(String name, @Nullable String otherwise) {
    String value = variables.get(name);
    return value == null ? otherwise : value;
  }

  private @Nullable ClientConfigTls tls(@Nullable ClientConfigTls before) {
    if (before == null && Collections.disjoint(variables.keySet(), TLS)) {
      return null;
    }
    if (Boolean.TRUE.equals(truth("TEMPORAL_TLS_DISABLE_HOST_VERIFICATION"))) {
      throw noUnverifiedHosts("TEMPORAL_TLS_DISABLE_HOST_VERIFICATION");
    }
    ClientConfigTls tls = before == null ? ClientConfigTls.none() : before;
    Boolean enabled = truth("TEMPORAL_TLS");
    return ClientConfigTls.none()
        .withDisabled(enabled == null ? tls.disabled() : Boolean.valueOf(!enabled))
        .withServerName(or("TEMPORAL_TLS_SERVER_NAME", tls.serverName()))
        .withServerRootCaCert(source("TEMPORAL_TLS_SERVER_CA_CERT", tls.serverRootCaCert()))
        .withClientCert(source("TEMPORAL_TLS_CLIENT_CERT", tls.clientCert()))
        .withClientPrivateKey(source("TEMPORAL_TLS_CLIENT_KEY", tls.clientPrivateKey()));
  }

  /// Silence would be worse: who asks for it does not want to be refused later, by a certificate.
  static ConfigException noUnverifiedHosts(String key) {
    return new ConfigException(
        "%s is set, but certificates are always verified here. Name the host that the certificate is for by TEMPORAL_TLS_SERVER_NAME or server_name, and its authority by TEMPORAL_TLS_SERVER_CA_CERT_PATH or server_ca_cert_path."
            .formatted(key),
        null);
  }

  private @Nullable Boolean truth(String name) {
    String value = variables.get(name);
    return value == null
        ? null
        : switch (value.toLowerCase(Locale.ROOT)) {
          case "true", "1" -> Boolean.TRUE;
          case "false", "0" -> Boolean.FALSE;
          default ->
              throw new ConfigException(
                  "%s is \"%s\", and must be true or false.".formatted(name, value), null);
        };
  }

  private @Nullable DataSource source(String name, @Nullable DataSource before) {
    String path = variables.get(name + "_PATH");
    String data = variables.get(name + "_DATA");
    if (path != null && data != null) {
      throw new ConfigException(
          "Only one of %s_PATH and %s_DATA can be given.".formatted(name, name), null);
    }
    if (path != null && before instanceof DataSource.Text) {
      throw new ConfigException(
          "%s_PATH is given, and the file has the data itself.".formatted(name), null);
    }
    if (data != null && before instanceof DataSource.File(Path file)) {
      throw new ConfigException(
          "%s_DATA is given, and the file names %s.".formatted(name, file), null);
    }
    return path != null
        ? new DataSource.File(Path.of(path))
        : data != null ? new DataSource.Text(data) : before;
  }

  private @Nullable ClientConfigCodec codec(@Nullable ClientConfigCodec before) {
    String endpoint = or("TEMPORAL_CODEC_ENDPOINT", before == null ? null : before.endpoint());
    String auth = or("TEMPORAL_CODEC_AUTH", before == null ? null : before.auth());
    return endpoint == null && auth == null
        ? before
        : ClientConfigCodec.none().withEndpoint(endpoint).withAuth(auth);
  }

  /// An empty value takes a header away.
  private Map<String, String> meta(Map<String, String> before) {
    Map<String, String> result = new LinkedHashMap<>(before);
    variables.forEach(
        (name, value) -> {
          if (name.startsWith(GRPC_META)) {
            String header = headerName(name.substring(GRPC_META.length()));
            if (value.isEmpty()) {
              result.remove(header);
            } else {
              result.put(header, value);
            }
          }
        });
    return result;
  }

  /// `SOME_KEY` as the header `some-key`.
  static String headerName(String key) {
    return key.toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
