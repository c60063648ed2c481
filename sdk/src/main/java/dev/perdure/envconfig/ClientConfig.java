package dev.perdure.envconfig;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All profiles of a configuration file, without what environment variables say. Immutable.
public final class ClientConfig {
  private final Map<String, ClientConfigProfile> profiles;

  private ClientConfig(Map<String, ClientConfigProfile> profiles) {
    this.profiles = Map.copyOf(profiles);
  }

  /// A configuration of these profiles.
  public static ClientConfig of(Map<String, ClientConfigProfile> profiles) {
    return new ClientConfig(profiles);
  }

  /// The profiles by name.
  public Map<String, ClientConfigProfile> profiles() {
    return profiles;
  }

  @Override
  public String toString() {
    return "ClientConfig" + profiles.keySet();
  }

  /// Loads the profiles of a file; none when there is no file.
  ///
  /// @throws ConfigException when it cannot be read, or is wrong
  public static ClientConfig load(LoadOptions options) {
    DataSource source = options.source() != null ? options.source() : defaultFile(options);
    return switch (source) {
      case null -> new ClientConfig(Map.of());
      case DataSource.File(Path path) when !Files.exists(path) -> new ClientConfig(Map.of());
      case DataSource.File _ -> TomlProfiles.read(source.read(), source, options.strict());
      case DataSource.Text _ -> TomlProfiles.read(source.read(), source, options.strict());
    };
  }

  private static @Nullable DataSource defaultFile(LoadOptions options) {
    String named = options.variables().get("TEMPORAL_CONFIG_FILE");
    if (named != null && !named.isEmpty()) {
      return new DataSource.File(Path.of(named));
    }
    Path directory = directory(options.variables());
    return directory == null
        ? null
        : new DataSource.File(directory.resolve("temporalio").resolve("temporal.toml"));
  }

  /// Where the operating system wants configurations.
  private static @Nullable Path directory(Map<String, String> variables) {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (system.startsWith("windows")) {
      String roaming = variables.get("APPDATA");
      return roaming == null ? null : Path.of(roaming);
    }
    String home = variables.getOrDefault("HOME", System.getProperty("user.home", ""));
    if (home.isEmpty()) {
      return null;
    }
    if (system.startsWith("mac")) {
      return Path.of(home, "Library", "Application Support");
    }
    String xdg = variables.get("XDG_CONFIG_HOME");
    return xdg != null && Path.of(xdg).isAbsolute() ? Path.of(xdg) : Path.of(home, ".config");
  }
}
