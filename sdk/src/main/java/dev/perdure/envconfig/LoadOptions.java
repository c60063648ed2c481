package dev.perdure.envconfig;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// From where a configuration is loaded. Immutable: each `with…` method returns new options.
public final class LoadOptions {
  private static final LoadOptions DEFAULTS = new LoadOptions();

  private @Nullable String profile;
  private @Nullable DataSource source;
  private boolean file = true;
  private boolean environment = true;
  private boolean strict;
  private @Nullable Map<String, String> variables;

  private LoadOptions() {}

  /// Written to only before it is handed out.
  private LoadOptions(LoadOptions original) {
    profile = original.profile;
    source = original.source;
    file = original.file;
    environment = original.environment;
    strict = original.strict;
    variables = original.variables;
  }

  private LoadOptions with(Consumer<LoadOptions> change) {
    var copy = new LoadOptions(this);
    change.accept(copy);
    return copy;
  }

  /// The file that `TEMPORAL_CONFIG_FILE` names, else `temporalio/temporal.toml` in the user's
  /// directory for configurations; the profile that `TEMPORAL_PROFILE` names, else `default`; and
  /// over that the environment variables.
  public static LoadOptions defaults() {
    return DEFAULTS;
  }

  /// Another profile. It must exist.
  public LoadOptions withProfile(String name) {
    return with(copy -> copy.profile = name);
  }

  /// Another file. One that does not exist is as an empty one.
  public LoadOptions withFile(Path path) {
    return with(copy -> copy.source = new DataSource.File(path));
  }

  /// A text in TOML in place of a file.
  public LoadOptions withText(String toml) {
    return with(copy -> copy.source = new DataSource.Text(toml));
  }

  /// No file: environment variables only.
  public LoadOptions withoutFile() {
    return with(copy -> copy.file = false);
  }

  /// No environment variables: the file only.
  public LoadOptions withoutEnvironment() {
    return with(copy -> copy.environment = false);
  }

  /// Keys that are not known are an error; without it they are ignored.
  public LoadOptions withStrictFile() {
    return with(copy -> copy.strict = true);
  }

  /// These variables in place of the process's environment.
  public LoadOptions withVariables(Map<String, String> variables) {
    return with(copy -> copy.variables = Map.copyOf(variables));
  }

  @Nullable String profile() {
    return profile;
  }

  @Nullable DataSource source() {
    return source;
  }

  boolean file() {
    return file;
  }

  boolean environment() {
    return environment;
  }

  boolean strict() {
    return strict;
  }

  Map<String, String> variables() {
    return variables == null ? System.getenv() : variables;
  }
}
