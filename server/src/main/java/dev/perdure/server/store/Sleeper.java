package dev.perdure.server.store;

import dev.perdure.engine.record.EntityKey;
import java.time.Instant;

/// An entity that has something due at a time to come, or has had for a while.
public record Sleeper(EntityKey key, Instant wakeAt) {
  /// The place before all that are due at a time or later.
  public static Sleeper place(Instant from) {
    return new Sleeper(EntityKey.workflow("", ""), from);
  }

  /// Whether it is only a place among them.
  boolean isPlace() {
    return key.id().isEmpty();
  }
}
