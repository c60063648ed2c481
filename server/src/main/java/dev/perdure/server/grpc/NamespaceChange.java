package dev.perdure.server.grpc;

import com.google.protobuf.Duration;
import dev.perdure.engine.state.Times;
import dev.perdure.server.store.Namespace;
import io.temporal.api.enums.v1.NamespaceState;
import io.temporal.api.namespace.v1.NamespaceConfig;
import io.temporal.api.namespace.v1.NamespaceInfo;
import io.temporal.api.namespace.v1.UpdateNamespaceInfo;
import io.temporal.api.replication.v1.NamespaceReplicationConfig;
import io.temporal.api.workflowservice.v1.RegisterNamespaceRequest;
import io.temporal.api.workflowservice.v1.UpdateNamespaceRequest;
import java.time.Instant;

/// What an update makes of a namespace.
///
/// @param now when it is made
record NamespaceChange(UpdateNamespaceRequest request, Instant now) {
  private static final java.time.Duration SHORTEST_RETENTION = java.time.Duration.ofHours(1);
  private static final int MOST_BAD_BINARIES = 10;

  /// Fails a registration that asks for what cannot be.
  static void checkRegistration(RegisterNamespaceRequest request) {
    if (request.getIsGlobalNamespace()) {
      throw Validation.invalid("Cannot register global namespace when not enabled");
    }
    checkRetention(request.getWorkflowExecutionRetentionPeriod());
    var clusters =
        NamespaceReplicationConfig.newBuilder()
            .setActiveClusterName(request.getActiveClusterName())
            .addAllClusters(request.getClustersList())
            .build();
    checkClusters(clusters);
  }

  /// Fails the request when it cannot be carried out.
  Namespace appliedTo(Namespace known) {
    if (request.getPromoteNamespace()) {
      throw Validation.invalid(
          "global namespace is not enabled on this cluster, cannot update global namespace or"
              + " promote local namespace: "
              + request.getNamespace());
    }
    checkClusters(request.getReplicationConfig());
    var details = known.details().toBuilder();
    if (request.hasUpdateInfo()) {
      apply(request.getUpdateInfo(), known.state(), details.getNamespaceInfoBuilder());
    }
    var retention = known.retention();
    if (request.hasConfig()) {
      if (request.getConfig().hasWorkflowExecutionRetentionTtl()) {
        checkRetention(request.getConfig().getWorkflowExecutionRetentionTtl());
        retention = Times.duration(request.getConfig().getWorkflowExecutionRetentionTtl());
      }
      apply(request.getConfig(), details.getConfigBuilder());
    }
    if (!request.getDeleteBadBinary().isEmpty()) {
      deleteBadBinary(details.getConfigBuilder());
    }
    return new Namespace(known.name(), known.id(), retention, details.build());
  }

  /// The namespace in another state.
  static Namespace state(Namespace known, NamespaceState state) {
    var details = known.details().toBuilder();
    details.getNamespaceInfoBuilder().setState(state);
    return new Namespace(known.name(), known.id(), known.retention(), details.build());
  }

  private static void apply(
      UpdateNamespaceInfo update, NamespaceState old, NamespaceInfo.Builder info) {
    if (!update.getDescription().isEmpty()) {
      info.setDescription(update.getDescription());
    }
    if (!update.getOwnerEmail().isEmpty()) {
      info.setOwnerEmail(update.getOwnerEmail());
    }
    info.putAllData(update.getDataMap());
    if (update.getState() != NamespaceState.NAMESPACE_STATE_UNSPECIFIED
        && update.getState() != old) {
      if (!mayBecome(old, update.getState())) {
        throw Validation.invalid("Invalid namespace state update.");
      }
      info.setState(update.getState());
    }
  }

  /// A state is never left for an earlier one.
  private static boolean mayBecome(NamespaceState old, NamespaceState state) {
    return switch (old) {
      case NAMESPACE_STATE_REGISTERED ->
          state == NamespaceState.NAMESPACE_STATE_DEPRECATED
              || state == NamespaceState.NAMESPACE_STATE_DELETED;
      case NAMESPACE_STATE_DEPRECATED -> state == NamespaceState.NAMESPACE_STATE_DELETED;
      default -> false;
    };
  }

  private void apply(NamespaceConfig update, NamespaceConfig.Builder config) {
    for (var binary : update.getBadBinaries().getBinariesMap().entrySet()) {
      config
          .getBadBinariesBuilder()
          .putBinaries(
              binary.getKey(),
              binary.getValue().toBuilder().setCreateTime(Times.timestamp(now)).build());
    }
    if (config.getBadBinaries().getBinariesCount() > MOST_BAD_BINARIES) {
      throw Validation.invalid(
          "Total resetBinaries cannot exceed the max limit: " + MOST_BAD_BINARIES);
    }
    var known = config.build().getCustomSearchAttributeAliasesMap();
    for (var alias : update.getCustomSearchAttributeAliasesMap().entrySet()) {
      if (alias.getValue().isEmpty()) {
        config.removeCustomSearchAttributeAliases(alias.getKey());
      } else if (!known.containsValue(alias.getValue())) {
        if (known.containsKey(alias.getKey())) {
          throw Validation.invalid("Custom search attribute field name already allocated.");
        }
        config.putCustomSearchAttributeAliases(alias.getKey(), alias.getValue());
      }
    }
  }

  private void deleteBadBinary(NamespaceConfig.Builder config) {
    var checksum = request.getDeleteBadBinary();
    if (!config.getBadBinaries().containsBinaries(checksum)) {
      throw Validation.invalid("Bad binary checksum " + checksum + " doesn't exists.");
    }
    config.getBadBinariesBuilder().removeBinaries(checksum);
  }

  private static void checkRetention(Duration retention) {
    boolean isValid = retention.getNanos() >= 0 && retention.getNanos() < 1_000_000_000;
    if (!isValid || retention.getSeconds() < SHORTEST_RETENTION.toSeconds()) {
      throw Validation.invalid("A valid retention period is not set on request.");
    }
  }

  /// There is one cluster, this one.
  private static void checkClusters(NamespaceReplicationConfig config) {
    if (!config.getActiveClusterName().isEmpty()) {
      checkCluster(config.getActiveClusterName());
    }
    config.getClustersList().forEach(cluster -> checkCluster(cluster.getClusterName()));
    if (config.getClustersCount() > 1) {
      throw Validation.invalid("Invalid local namespace clusters");
    }
  }

  private static void checkCluster(String name) {
    if (!name.equals(SystemCalls.CLUSTER)) {
      throw Validation.invalid("Invalid cluster name: " + name);
    }
  }
}
