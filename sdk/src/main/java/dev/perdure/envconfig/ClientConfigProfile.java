package dev.perdure.envconfig;

import dev.perdure.client.ClientOptions;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One set of settings for a client. Immutable: each `with…` method returns a new profile.
public final class ClientConfigProfile {
  private static final String DEFAULT = "default";
  private static final ClientConfigProfile NONE = new ClientConfigProfile();

  private @Nullable String address;
  private @Nullable String namespace;
  private @Nullable String apiKey;
  private @Nullable ClientConfigTls tls;
  private @Nullable ClientConfigCodec codec;
  private Map<String, String> grpcMeta = Map.of();

  private ClientConfigProfile() {}

  /// Written to only before it is handed out.
  private ClientConfigProfile(ClientConfigProfile original) {
    address = original.address;
    namespace = original.namespace;
    apiKey = original.apiKey;
    tls = original.tls;
    codec = original.codec;
    grpcMeta = original.grpcMeta;
  }

  private ClientConfigProfile with(Consumer<ClientConfigProfile> change) {
    var copy = new ClientConfigProfile(this);
    change.accept(copy);
    return copy;
  }

  /// A profile without any settings.
  public static ClientConfigProfile none() {
    return NONE;
  }

  /// Loads a profile from its file, and what environment variables say over it.
  ///
  /// @throws ConfigException when there is no such profile, or something is wrong
  public static ClientConfigProfile load(LoadOptions options) {
    if (!options.file() && !options.environment()) {
      throw new ConfigException(
          "Neither a file nor the environment may be read, so there is nothing to load.", null);
    }
    ClientConfigProfile profile = options.file() ? fromFile(options) : NONE;
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
    return found == null ? NONE : found;
  }

  /// The server's address; null for `localhost:7233`.
  public ClientConfigProfile withAddress(@Nullable String address) {
    return with(copy -> copy.address = address);
  }

  /// The namespace; null for `default`.
  public ClientConfigProfile withNamespace(@Nullable String namespace) {
    return with(copy -> copy.namespace = namespace);
  }

  /// The API key; null for none.
  public ClientConfigProfile withApiKey(@Nullable String key) {
    return with(copy -> copy.apiKey = key);
  }

  /// What is said about TLS; null for nothing.
  public ClientConfigProfile withTls(@Nullable ClientConfigTls tls) {
    return with(copy -> copy.tls = tls);
  }

  /// A codec server for user interfaces; null for none.
  public ClientConfigProfile withCodec(@Nullable ClientConfigCodec codec) {
    return with(copy -> copy.codec = codec);
  }

  /// Headers of all calls.
  public ClientConfigProfile withGrpcMeta(Map<String, String> headers) {
    return with(copy -> copy.grpcMeta = Map.copyOf(headers));
  }

  /// The server's address as it is set; null for `localhost:7233`.
  public @Nullable String address() {
    return address;
  }

  /// The namespace; null for `default`.
  public @Nullable String namespace() {
    return namespace;
  }

  /// The API key; null for none.
  public @Nullable String apiKey() {
    return apiKey;
  }

  /// What is said about TLS; null for nothing.
  public @Nullable ClientConfigTls tls() {
    return tls;
  }

  /// A codec server for user interfaces; null for none.
  public @Nullable ClientConfigCodec codec() {
    return codec;
  }

  /// Headers of all calls.
  public Map<String, String> grpcMeta() {
    return grpcMeta;
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

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ClientConfigProfile profile
        && Objects.equals(address, profile.address)
        && Objects.equals(namespace, profile.namespace)
        && Objects.equals(apiKey, profile.apiKey)
        && Objects.equals(tls, profile.tls)
        && Objects.equals(codec, profile.codec)
        && grpcMeta.equals(profile.grpcMeta);
  }

  @Override
  public int hashCode() {
    return Objects.hash(address, namespace, apiKey, tls, codec, grpcMeta);
  }

  /// The API key and the values of headers are left out.
  @Override
  public String toString() {
    return "ClientConfigProfile[address=%s, namespace=%s, tls=%s, grpcMeta=%s]"
        .formatted(address, namespace, tls, grpcMeta.keySet());
  }
}
