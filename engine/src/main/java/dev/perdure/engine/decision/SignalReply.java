package dev.perdure.engine.decision;

/// The reply to a signal.
///
/// @param runId the run that has it
public record SignalReply(String runId) {}
