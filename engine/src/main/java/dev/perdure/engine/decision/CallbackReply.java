package dev.perdure.engine.decision;

/// What becomes of the answer to a call.
public enum CallbackReply {
  /// It is noted, or nobody waits for it any more.
  NOTED,

  /// The run that has ended was left behind: its state must be brought along, for it tells who was
  /// called.
  BRING_RUN
}
