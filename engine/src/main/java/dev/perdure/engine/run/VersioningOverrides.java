package dev.perdure.engine.run;

import io.temporal.api.deployment.v1.Deployment;
import io.temporal.api.deployment.v1.WorkerDeploymentVersion;
import io.temporal.api.enums.v1.VersioningBehavior;
import io.temporal.api.workflow.v1.VersioningOverride;
import io.temporal.api.workflow.v1.VersioningOverride.PinnedOverride;
import io.temporal.api.workflow.v1.VersioningOverride.PinnedOverrideBehavior;
import org.jspecify.annotations.Nullable;

/// What a client sets in place of a workflow's own versioning, in its current form and in two older
/// ones.
final class VersioningOverrides {
  private VersioningOverrides() {}

  /// What is wrong with it, null if nothing is.
  @SuppressWarnings("deprecation") // Older clients send the older forms.
  static @Nullable String problem(VersioningOverride override) {
    return switch (override.getOverrideCase()) {
      case AUTO_UPGRADE -> override.getAutoUpgrade() ? null : "auto-upgrade override must be true";
      case PINNED -> {
        if (!override.getPinned().hasVersion()) {
          yield "must provide version if override is pinned.";
        }
        yield override.getPinned().getBehavior()
                == PinnedOverrideBehavior.PINNED_OVERRIDE_BEHAVIOR_UNSPECIFIED
            ? "must specify pinned override behavior if override is pinned."
            : null;
      }
      case ONE_TIME ->
          override.getOneTime().hasTargetDeploymentVersion()
              ? null
              : "must provide target deployment version if override is one-time.";
      case OVERRIDE_NOT_SET -> olderProblem(override);
    };
  }

  @SuppressWarnings("deprecation")
  private static @Nullable String olderProblem(VersioningOverride override) {
    return switch (override.getBehavior()) {
      case VERSIONING_BEHAVIOR_PINNED -> {
        if (override.hasDeployment()) {
          yield problem(override.getDeployment());
        }
        var version = override.getPinnedVersion();
        if (version.isEmpty()) {
          yield "must provide deployment (deprecated) or pinned version if behavior is 'PINNED'";
        }
        yield version.indexOf('.') > 0
            ? null
            : "invalid version string \"%s\", expected format is \"<deployment_name>.<build_id>\""
                .formatted(version);
      }
      case VERSIONING_BEHAVIOR_AUTO_UPGRADE -> {
        if (override.hasDeployment()) {
          yield "only provide deployment if behavior is 'PINNED'";
        }
        yield override.getPinnedVersion().isEmpty()
            ? null
            : "only provide pinned version if behavior is 'PINNED'";
      }
      case VERSIONING_BEHAVIOR_UNSPECIFIED -> "override behavior is required";
      default -> "override behavior %d not recognized".formatted(override.getBehaviorValue());
    };
  }

  private static @Nullable String problem(Deployment deployment) {
    var name = deployment.getSeriesName();
    if (name.isEmpty()) {
      return "deployment name cannot be empty";
    }
    if (name.contains(".") || name.contains(":")) {
      return "deployment name cannot contain '.' or ':'";
    }
    return deployment.getBuildId().isEmpty() ? "deployment build ID cannot be empty" : null;
  }

  /// It in its current form.
  @SuppressWarnings("deprecation")
  static VersioningOverride modern(VersioningOverride override) {
    if (override.getOverrideCase() != VersioningOverride.OverrideCase.OVERRIDE_NOT_SET) {
      return override;
    }
    var modern = VersioningOverride.newBuilder();
    if (override.getBehavior() == VersioningBehavior.VERSIONING_BEHAVIOR_AUTO_UPGRADE) {
      return modern.setAutoUpgrade(true).build();
    }
    return modern
        .setPinned(
            PinnedOverride.newBuilder()
                .setBehavior(PinnedOverrideBehavior.PINNED_OVERRIDE_BEHAVIOR_PINNED)
                .setVersion(version(override)))
        .build();
  }

  @SuppressWarnings("deprecation")
  private static WorkerDeploymentVersion version(VersioningOverride override) {
    if (override.hasDeployment()) {
      return WorkerDeploymentVersion.newBuilder()
          .setDeploymentName(override.getDeployment().getSeriesName())
          .setBuildId(override.getDeployment().getBuildId())
          .build();
    }
    var pinned = override.getPinnedVersion();
    int dot = Math.max(0, pinned.indexOf('.'));
    return WorkerDeploymentVersion.newBuilder()
        .setDeploymentName(pinned.substring(0, dot))
        .setBuildId(pinned.substring(Math.min(dot + 1, pinned.length())))
        .build();
  }
}
