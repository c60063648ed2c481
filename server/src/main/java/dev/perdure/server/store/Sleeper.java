package dev.perdure.server.store;

import dev.perdure.engine.record.EntityKey;
import java.time.Instant;

/// An entity that has something due at a time to come, or has had for a while.
public record Sleeper(EntityKey key, Instant wakeAt) {}
