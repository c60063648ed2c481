package dev.perdure.worker;

import dev.perdure.common.VersioningBehavior;
import dev.perdure.common.WorkerDeploymentVersion;

/// The deployment that a worker belongs to, and whether the server sends it only the tasks of its
/// version. Immutable: each `with…` method returns a new one.
public final class WorkerDeploymentConfig {
  private final WorkerDeploymentVersion version;
  private final boolean useWorkerVersioning;
  private final VersioningBehavior defaultVersioningBehavior;

  private WorkerDeploymentConfig(
      WorkerDeploymentVersion version,
      boolean useWorkerVersioning,
      VersioningBehavior defaultVersioningBehavior) {
    this.version = version;
    this.useWorkerVersioning = useWorkerVersioning;
    this.defaultVersioningBehavior = defaultVersioningBehavior;
  }

  /// A worker that says which version it runs, and gets tasks of all versions.
  public static WorkerDeploymentConfig of(WorkerDeploymentVersion version) {
    return new WorkerDeploymentConfig(version, false, VersioningBehavior.UNSPECIFIED);
  }

  /// Whether the server sends this worker only the tasks that belong to its version; false without
  /// it. If so, each workflow has to say what happens to it at a new version:
  /// `@Workflow.Definition(versioningBehavior = …)`, or the default for all.
  public WorkerDeploymentConfig withUseWorkerVersioning(boolean use) {
    return new WorkerDeploymentConfig(version, use, defaultVersioningBehavior);
  }

  /// What happens at a new version to workflows that do not say it themselves.
  public WorkerDeploymentConfig withDefaultVersioningBehavior(VersioningBehavior behavior) {
    return new WorkerDeploymentConfig(version, useWorkerVersioning, behavior);
  }

  /// The version of the code.
  public WorkerDeploymentVersion version() {
    return version;
  }

  /// Whether the server sends the worker only the tasks of its version.
  public boolean useWorkerVersioning() {
    return useWorkerVersioning;
  }

  /// What happens at a new version to workflows that do not say it themselves.
  public VersioningBehavior defaultVersioningBehavior() {
    return defaultVersioningBehavior;
  }
}
