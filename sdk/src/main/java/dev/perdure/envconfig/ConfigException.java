package dev.perdure.envconfig;

import dev.perdure.common.PerdureException;
import org.jspecify.annotations.Nullable;

/// A configuration cannot be read, or contradicts itself.
public final class ConfigException extends PerdureException {
  /// With what is wrong where, and the error behind it if there is one.
  public ConfigException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
