package dev.perdure.engine.decision;

/// The reply to a delete.
///
/// @param runId the run that was meant
/// @param isGone whether it is deleted; else it goes as soon as it owes nothing to anybody, and if
///   it was open, it is closed now
public record DeleteReply(String runId, boolean isGone) {}
