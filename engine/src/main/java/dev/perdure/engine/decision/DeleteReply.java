package dev.perdure.engine.decision;

/// The reply to a delete.
public enum DeleteReply {
  /// The run is gone.
  DELETED,

  /// The run goes as soon as it owes nothing to anybody; if it was open, it is closed now.
  WILL_BE
}
