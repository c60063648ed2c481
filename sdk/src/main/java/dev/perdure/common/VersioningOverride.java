package dev.perdure.common;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is to happen to one workflow at a new version of its deployment, whatever its code says.
public final class VersioningOverride {
  private static final VersioningOverride AUTO_UPGRADE = new VersioningOverride(null);

  private final @Nullable WorkerDeploymentVersion version;

  private VersioningOverride(@Nullable WorkerDeploymentVersion version) {
    this.version = version;
  }

  /// It runs on this version only.
  public static VersioningOverride pinned(WorkerDeploymentVersion version) {
    return new VersioningOverride(version);
  }

  /// It moves to each new version.
  public static VersioningOverride autoUpgrade() {
    return AUTO_UPGRADE;
  }

  /// The version that it is pinned to; empty when it moves.
  public Optional<WorkerDeploymentVersion> pinnedVersion() {
    return Optional.ofNullable(version);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof VersioningOverride that && Objects.equals(version, that.version);
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(version);
  }

  @Override
  public String toString() {
    return version == null ? "auto-upgrade" : "pinned to " + version.toCanonicalString();
  }
}
