package dev.perdure.workflow;

/// Which worker deployment version the run that a workflow continues in starts on, when this run is
/// pinned to one. Without it the new run stays pinned.
public enum ContinueAsNewVersioningBehavior {
  /// The current version at the new run's first workflow task; from there as its workflow type
  /// says.
  AUTO_UPGRADE,
  /// The ramping version, if there is one, whatever share of the workflows it takes.
  USE_RAMPING_VERSION
}
