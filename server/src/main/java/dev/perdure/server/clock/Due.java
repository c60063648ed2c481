package dev.perdure.server.clock;

import dev.perdure.engine.record.EntityKey;
import java.time.Instant;

/// An entity that is to be woken at a time.
public record Due(EntityKey key, Instant at) {}
