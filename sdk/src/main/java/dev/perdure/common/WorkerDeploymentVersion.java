package dev.perdure.common;

/// One version of the code of a worker deployment.
///
/// @param deploymentName the deployment: all workers that run the same code, of whatever version
/// @param buildId the version, such as a release or a commit
public record WorkerDeploymentVersion(String deploymentName, String buildId) {
  /// Checks that both are there, and that the name has no dot, which is what divides them.
  public WorkerDeploymentVersion {
    if (deploymentName.isEmpty() || deploymentName.contains(".")) {
      throw new IllegalArgumentException(
          "A deployment needs a name without a dot, but has \"%s\".".formatted(deploymentName));
    }
    if (buildId.isEmpty()) {
      throw new IllegalArgumentException(
          "A version of deployment %s needs a build id, and this one is empty."
              .formatted(deploymentName));
    }
  }

  /// The version that is written as `deploymentName.buildId`.
  ///
  /// @throws IllegalArgumentException when there is no dot
  public static WorkerDeploymentVersion fromCanonicalString(String text) {
    int dot = text.indexOf('.');
    if (dot < 0) {
      throw new IllegalArgumentException(
          "A version is written as deploymentName.buildId, but \"%s\" has no dot.".formatted(text));
    }
    return new WorkerDeploymentVersion(text.substring(0, dot), text.substring(dot + 1));
  }

  /// The version as `deploymentName.buildId`.
  public String toCanonicalString() {
    return deploymentName + "." + buildId;
  }
}
