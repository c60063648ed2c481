package dev.perdure.engine.state;

/// A signal or a cancel request to another workflow that has no answer yet.
///
/// @param initiatedEventId the event that asked for it, which says all about it
/// @param isSignal else it is a cancel request
public record PendingExternal(long initiatedEventId, boolean isSignal) {}
