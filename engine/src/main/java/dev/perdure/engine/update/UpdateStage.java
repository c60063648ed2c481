package dev.perdure.engine.update;

/// How far an update is. One that the run has never heard of has no stage.
public enum UpdateStage {
  /// In memory, until a workflow task takes it to a worker.
  ADMITTED,
  /// In memory, and a workflow task took it along.
  SENT,
  /// In the history: the workflow is working on it.
  ACCEPTED,
  /// In the history, with its outcome.
  COMPLETED
}
