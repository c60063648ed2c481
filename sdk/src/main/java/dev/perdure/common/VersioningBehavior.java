package dev.perdure.common;

/// What a new version of a worker's deployment means to the runs of a workflow that are under way.
public enum VersioningBehavior {
  /// The worker's default holds.
  UNSPECIFIED,
  /// A run stays with the version on which it started.
  PINNED,
  /// A run goes on with the current version.
  AUTO_UPGRADE
}
