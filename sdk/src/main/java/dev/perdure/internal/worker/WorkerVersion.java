package dev.perdure.internal.worker;

import dev.perdure.common.VersioningBehavior;
import dev.perdure.worker.WorkerDeploymentConfig;
import io.temporal.api.common.v1.WorkerVersionCapabilities;
import io.temporal.api.common.v1.WorkerVersionStamp;
import io.temporal.api.deployment.v1.WorkerDeploymentOptions;
import io.temporal.api.deployment.v1.WorkerDeploymentVersion;
import io.temporal.api.enums.v1.WorkerVersioningMode;
import org.jspecify.annotations.Nullable;

/// Which version of the code a worker runs, as it tells the server.
///
/// @param buildId the version
/// @param deployment the deployment that it is a version of; null for none
public record WorkerVersion(String buildId, @Nullable WorkerDeploymentConfig deployment) {
  /// Whether the server sends the worker only the tasks of its version.
  boolean isVersioned() {
    return deployment != null && deployment.useWorkerVersioning();
  }

  /// What becomes of a workflow at a new version: what its definition declares, or the default.
  VersioningBehavior behavior(VersioningBehavior declared) {
    return deployment == null || declared != VersioningBehavior.UNSPECIFIED
        ? declared
        : deployment.defaultVersioningBehavior();
  }

  /// The deployment for polls and answers; null for none.
  @Nullable WorkerDeploymentOptions deploymentOptions() {
    return deployment == null
        ? null
        : WorkerDeploymentOptions.newBuilder()
            .setDeploymentName(deployment.version().deploymentName())
            .setBuildId(deployment.version().buildId())
            .setWorkerVersioningMode(
                deployment.useWorkerVersioning()
                    ? WorkerVersioningMode.WORKER_VERSIONING_MODE_VERSIONED
                    : WorkerVersioningMode.WORKER_VERSIONING_MODE_UNVERSIONED)
            .build();
  }

  /// The deployment's version for lists of workers; null for none.
  @Nullable WorkerDeploymentVersion deploymentVersion() {
    return deployment == null
        ? null
        : WorkerDeploymentVersion.newBuilder()
            .setDeploymentName(deployment.version().deploymentName())
            .setBuildId(deployment.version().buildId())
            .build();
  }

  /// The build id for polls.
  WorkerVersionCapabilities capabilities() {
    return WorkerVersionCapabilities.newBuilder().setBuildId(buildId).build();
  }

  /// The build id for answers.
  WorkerVersionStamp stamp() {
    return WorkerVersionStamp.newBuilder().setBuildId(buildId).build();
  }
}
