package dev.perdure.engine.decision;

import dev.perdure.engine.EngineLimits;
import org.jspecify.annotations.Nullable;

/// What a task queue may be called.
public final class QueueNames {
  private static final String RESERVED_PREFIX = "/_sys/";

  private QueueNames() {}

  /// What is wrong with a name that is not empty, null if nothing is.
  public static @Nullable String problem(String name, EngineLimits limits) {
    if (limits.isTooLong(name)) {
      return "taskQueue length exceeds limit";
    }
    return name.startsWith(RESERVED_PREFIX)
        ? "task queue name cannot start with reserved prefix " + RESERVED_PREFIX
        : null;
  }
}
