package dev.perdure.client;

/// How far a batch is.
public enum BatchOperationState {
  /// In a state that this version does not know.
  UNSPECIFIED,
  /// It goes on.
  RUNNING,
  /// It has tried each of its workflows.
  COMPLETED,
  /// It was stopped, or gave up.
  FAILED
}
