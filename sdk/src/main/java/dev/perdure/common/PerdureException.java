package dev.perdure.common;

import org.jspecify.annotations.Nullable;

/// What the SDK throws on its own account: failures that travel between processes and what the
/// client reports. Wrong use of the API is an [IllegalArgumentException] or [IllegalStateException]
/// instead.
public abstract class PerdureException extends RuntimeException {
  /// With a message, which subclasses may leave null, and a cause if there is one.
  protected PerdureException(@Nullable String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
