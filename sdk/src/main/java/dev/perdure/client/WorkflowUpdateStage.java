package dev.perdure.client;

/// How far a workflow update has come.
public enum WorkflowUpdateStage {
  /// The server has it, and no worker has looked at it. The server gives no promise to keep it, so
  /// this is nothing to wait for.
  ADMITTED,
  /// The workflow has accepted it, and its handler runs.
  ACCEPTED,
  /// It has a result or a failure, or was rejected.
  COMPLETED
}
