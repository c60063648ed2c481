package dev.perdure.engine.record;

import io.temporal.api.enums.v1.ScheduleOverlapPolicy;
import java.time.Instant;

/// An action that is due, and waits for its turn.
///
/// @param nominal the time in the schedule's spec, or of the request for it
/// @param actual the same with the jitter
/// @param overlap unspecified for the schedule's own policy
/// @param manual whether a client has asked for it
public record BufferedStart(
    Instant nominal, Instant actual, ScheduleOverlapPolicy overlap, boolean manual) {}
