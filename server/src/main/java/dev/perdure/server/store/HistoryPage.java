package dev.perdure.server.store;

import com.google.protobuf.ByteString;
import dev.perdure.engine.state.RunSummary;

/// A part of a run's history, as the bytes that clients get.
///
/// @param history a `temporal.api.history.v1.History` message, spliced and not parsed
/// @param events how many events are in it
/// @param nextEventId where the next page begins; 0 if this is the last one
/// @param run the run
public record HistoryPage(ByteString history, int events, long nextEventId, RunSummary run) {}
