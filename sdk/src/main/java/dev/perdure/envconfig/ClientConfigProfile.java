package dev.perdure.envconfig;

import dev.perdure.client.ClientOptions;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One set of settings for a client.
///
/// @param address the server's address; null for `localhost:7233`
/// @param namespace the namespace; null for `default`
/// @param apiKey the API key; null for none
/// @param tls what is said about TLS; null for nothing
/// @param codec a codec server for user interfaces; null for none
/// @param grpcMeta headers of all calls
public record ClientConfigProfile(
    @Nullable String address,
    @Nullable String namespace,
    @Nullable String apiKey,
    @Nullable ClientConfigTls tls,
    @Nullable ClientConfigCodec codec,
    Map<String, String> grpcMeta) {
  private static final String DEFAULT = "default";
  private static final ClientConfigProfile NOTHING =
      new ClientConfigProfile(null, null, null, null, null, Map.of());

  /// A profile with a copy of the headers.
  public ClientConfigProfile {
    grpcMeta = Map.copyOf(grpcMeta);
  }

  /// Loads a profile from its file, and what environment variables say over it.
  ///
  /// @throws ConfigException when there is no such profile, or something is wrong
  public static ClientConfigProfile load(LoadOptions options) {
    if (!options.file() && !options.environment()) {
      throw new ConfigException(
          "Neither a file nor the environment may be read, so there is nothing to load.", null);
    }
    ClientConfigProfile profile = options.file() ? fromFile(options) : NOTHING;
    return options.environment() ? new EnvVariables(options.variables()).over(profile) : profile;
  }

  private static ClientConfigProfile fromFile(LoadOptions options) {
    ClientConfig config = ClientConfig.load(options);
    String name = options.profile();
    if (name == null && options.environment()) {
      String variable = options.variables().get("TEMPORAL_PROFILE");
      name = variable == null || variable.isEmpty() ? null : variable;
    }
    ClientConfigProfile found = config.profiles().get(name == null ? DEFAULT : name);
    if (found == null && name != null) {
      throw new ConfigException(
          "There is no profile \"%s\"; there are %s."
              .formatted(name, config.profiles().keySet().stream().sorted().toList()),
          null);
    }
    return found == null ? NOTHING : found;
  }

  /// The server's address.
  public String target() {
    return address == null || address.isEmpty() ? "localhost:7233" : address;
  }

  /// Options for a client, with what the profile says in place of theirs.
  ///
  /// @throws ConfigException when a certificate or key cannot be read
  public ClientOptions applyTo(ClientOptions options) {
    ClientOptions result = options;
    if (namespace != null) {
      result = result.withNamespace(namespace);
    }
    if (apiKey != null) {
      result = result.withApiKey(apiKey);
    }
    if (tls != null) {
      result = tls.isDisabled() ? result.withoutTls() : result.withTls(tls.options());
    }
    return grpcMeta.isEmpty() ? result : result.withRpcMetadata(grpcMeta);
  }

  /// The API key is left out.
  @Override
  public String toString() {
    return "ClientConfigProfile[address=%s, namespace=%s, tls=%s, grpcMeta=%s]"
        .formatted(address, namespace, tls, grpcMeta.keySet());
  }
}
