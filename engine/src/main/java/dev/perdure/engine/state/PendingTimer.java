package dev.perdure.engine.state;

import java.time.Instant;

/// A user timer that has neither fired nor been canceled.
///
/// @param timerId the workflow's name for it
/// @param startedEventId the event that started it
/// @param due when it fires
public record PendingTimer(String timerId, long startedEventId, Instant due) {}
