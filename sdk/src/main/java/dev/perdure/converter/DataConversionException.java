package dev.perdure.converter;

import dev.perdure.common.PerdureException;
import org.jspecify.annotations.Nullable;

/// A value cannot be encoded, or a payload cannot be decoded to the type that is asked for.
public final class DataConversionException extends PerdureException {
  /// With what was to be converted and why it failed.
  public DataConversionException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
