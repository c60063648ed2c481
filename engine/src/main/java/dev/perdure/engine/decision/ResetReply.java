package dev.perdure.engine.decision;

/// The reply to a reset.
public sealed interface ResetReply {
  /// The run that goes on.
  record Done(String runId) implements ResetReply {}

  /// Nothing was done: the request must bring this run, which the state does not hold.
  record Needs(String runId) implements ResetReply {}
}
