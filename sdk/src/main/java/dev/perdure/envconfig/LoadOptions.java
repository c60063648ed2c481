package dev.perdure.envconfig;

import java.nio.file.Path;
import java.util.Map;
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

  /// The file that `TEMPORAL_CONFIG_FILE` names, else `temporalio/temporal.toml` in the user's
  /// directory for configurations; the profile that `TEMPORAL_PROFILE` names, else `default`; and
  /// over that the environment variables.
  public static LoadOptions defaults() {
    return DEFAULTS;
  }

  /// Another profile. It must exist.
  public LoadOptions withProfile(String name) {
    var copy = new LoadOptions(this);
    copy.profile = name;
    return copy;
  }

  /// Another file. One that does not exist is as an empty one.
  public LoadOptions withFile(Path path) {
    var copy = new LoadOptions(this);
    copy.source = new DataSource.File(path);
    return copy;
  }

  /// A text in TOML in place of a file.
  public LoadOptions withText(String toml) {
    var copy = new LoadOptions(this);
    copy.source = new DataSource.Text(toml);
    return copy;
  }

  /// No file: environment variables only.
  public LoadOptions withoutFile() {
    var copy = new LoadOptions(this);
    copy.file = false;
    return copy;
  }

  /// No environment variables: the file only.
  public LoadOptions withoutEnvironment() {
    var copy = new LoadOptions(this);
    copy.environment = false;
    return copy;
  }

  /// Keys that are not known are an error; without it they are ignored.
  public LoadOptions withStrictFile() {
    var copy = new LoadOptions(this);
    copy.strict = true;
    return copy;
  }

  /// These variables in place of the process's environment.
  public LoadOptions withVariables(Map<String, String> variables) {
    var copy = new LoadOptions(this);
    copy.variables = Map.copyOf(variables);
    return copy;
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
