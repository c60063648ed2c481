package dev.perdure.internal.replay;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;

/// What a worker tells a run about a local activity that ended.
///
/// @param seq its number
/// @param attempt the number of the last attempt
/// @param took the time since the worker was asked to run it
/// @param originalScheduleTime when the first of all attempts was asked for
/// @param end how it ended
public record LocalActivityReport(
    int seq, int attempt, Duration took, Timestamp originalScheduleTime, LocalActivityEnd end) {}
