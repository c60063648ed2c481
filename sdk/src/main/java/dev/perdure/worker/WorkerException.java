package dev.perdure.worker;

import dev.perdure.common.PerdureException;
import org.jspecify.annotations.Nullable;

/// A worker cannot start, or could not go on.
public final class WorkerException extends PerdureException {
  /// With what is wrong, what to do about it, and the error behind it if there is one.
  public WorkerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
