package dev.perdure.workflow;

/// Why the server suggests that a workflow continue as new.
public enum SuggestContinueAsNewReason {
  /// A reason that this version does not know.
  UNSPECIFIED,
  /// The history has too many bytes.
  HISTORY_SIZE_TOO_LARGE,
  /// The history has too many events.
  TOO_MANY_HISTORY_EVENTS,
  /// The run has had too many updates.
  TOO_MANY_UPDATES
}
