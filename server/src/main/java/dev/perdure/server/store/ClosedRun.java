package dev.perdure.server.store;

import dev.perdure.engine.record.EntityKey;
import java.time.Instant;

/// A run that has closed, as [Store#closedRuns] finds it.
///
/// @param number the run's number in the store
public record ClosedRun(
    EntityKey key, String runId, Instant closeTime, Instant startTime, long number) {}
