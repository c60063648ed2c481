package dev.perdure.internal.wire;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.perdure.common.Priority;
import dev.perdure.common.RetryPolicy;
import dev.perdure.common.VersioningOverride;
import io.temporal.api.workflow.v1.VersioningOverride.PinnedOverrideBehavior;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Converts times and policies to protocol messages and back.
public final class Wire {
  private Wire() {}

  /// A duration as a message.
  public static Duration duration(java.time.Duration duration) {
    return Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }

  /// Gives a duration to a field, unless it is null.
  public static void ifSet(java.time.@Nullable Duration duration, Consumer<Duration> field) {
    if (duration != null) {
      field.accept(duration(duration));
    }
  }

  /// A message as a duration.
  public static java.time.Duration duration(Duration duration) {
    return java.time.Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
  }

  /// An instant as a message.
  public static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  /// A message as an instant.
  public static Instant instant(Timestamp timestamp) {
    return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
  }

  /// Our constant as the protocol's, whose names are ours behind a prefix.
  public static <P extends Enum<P>> P constant(Class<P> protocol, String prefix, Enum<?> ours) {
    return Enum.valueOf(protocol, prefix + ours.name());
  }

  /// The protocol's constant as ours; `otherwise` for one that this version does not know.
  public static <E extends Enum<E>> E constant(Enum<?> protocol, String prefix, E otherwise) {
    for (E ours : otherwise.getDeclaringClass().getEnumConstants()) {
      if (protocol.name().equals(prefix + ours.name())) {
        return ours;
      }
    }
    return otherwise;
  }

  /// An override of a workflow's versioning as a message.
  public static io.temporal.api.workflow.v1.VersioningOverride versioningOverride(
      VersioningOverride override) {
    var message = io.temporal.api.workflow.v1.VersioningOverride.newBuilder();
    override
        .pinnedVersion()
        .ifPresentOrElse(
            version ->
                message
                    .getPinnedBuilder()
                    .setBehavior(PinnedOverrideBehavior.PINNED_OVERRIDE_BEHAVIOR_PINNED)
                    .getVersionBuilder()
                    .setDeploymentName(version.deploymentName())
                    .setBuildId(version.buildId()),
            () -> message.setAutoUpgrade(true));
    return message.build();
  }

  /// A retry policy as a message. The maximum interval is always written, as other SDKs do.
  ///
  /// @throws IllegalArgumentException when its intervals contradict each other: only here both are
  ///   known, whatever the order in which they were set
  public static io.temporal.api.common.v1.RetryPolicy retryPolicy(RetryPolicy policy) {
    if (policy.maximumInterval().compareTo(policy.initialInterval()) < 0) {
      throw new IllegalArgumentException(
          "A retry policy's maximum interval (%s) must not be shorter than its initial interval (%s)."
              .formatted(policy.maximumInterval(), policy.initialInterval()));
    }
    return io.temporal.api.common.v1.RetryPolicy.newBuilder()
        .setInitialInterval(duration(policy.initialInterval()))
        .setBackoffCoefficient(policy.backoffCoefficient())
        .setMaximumInterval(duration(policy.maximumInterval()))
        .setMaximumAttempts(policy.maximumAttempts())
        .addAllNonRetryableErrorTypes(policy.nonRetryableErrorTypes())
        .build();
  }

  /// A message as a retry policy; what is not set has its default.
  public static RetryPolicy retryPolicy(io.temporal.api.common.v1.RetryPolicy message) {
    RetryPolicy result =
        RetryPolicy.attempts(message.getMaximumAttempts())
            .withNonRetryableErrorTypes(
                message.getNonRetryableErrorTypesList().toArray(String[]::new));
    if (message.hasInitialInterval()) {
      result = result.withInitialInterval(duration(message.getInitialInterval()));
    }
    if (message.getBackoffCoefficient() != 0) {
      result = result.withBackoffCoefficient(message.getBackoffCoefficient());
    }
    if (message.hasMaximumInterval()) {
      result = result.withMaximumInterval(duration(message.getMaximumInterval()));
    }
    return result;
  }

  /// A priority as a message.
  public static io.temporal.api.common.v1.Priority priority(Priority priority) {
    var result = io.temporal.api.common.v1.Priority.newBuilder();
    if (priority.priorityKey() != null) {
      result.setPriorityKey(priority.priorityKey());
    }
    if (priority.fairnessKey() != null) {
      result.setFairnessKey(priority.fairnessKey());
    }
    if (priority.fairnessWeight() != null) {
      result.setFairnessWeight(priority.fairnessWeight());
    }
    return result.build();
  }

  /// A message as a priority; the protocol writes what is not set as zero. A weight out of range is
  /// brought into it, as the server does.
  public static Priority priority(io.temporal.api.common.v1.Priority message) {
    Priority result = Priority.defaults();
    if (message.getPriorityKey() > 0) {
      result = result.withPriorityKey(message.getPriorityKey());
    }
    if (!message.getFairnessKey().isEmpty()) {
      result = result.withFairnessKey(message.getFairnessKey());
    }
    if (message.getFairnessWeight() > 0) {
      result = result.withFairnessWeight(Math.clamp(message.getFairnessWeight(), 0.001f, 1000));
    }
    return result;
  }
}
