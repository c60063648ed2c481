package dev.perdure.server;

import dev.perdure.server.store.StoreException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// The server cannot start. The message is one sentence for the operator: what is wrong, with the
/// file or port by name, and what to do about it.
public final class ServerStartException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  ServerStartException(StoreException cause) {
    this(String.valueOf(cause.getMessage()), cause);
  }

  ServerStartException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
