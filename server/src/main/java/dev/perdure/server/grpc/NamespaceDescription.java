package dev.perdure.server.grpc;

import com.google.protobuf.Duration;
import dev.perdure.server.store.Namespace;
import io.temporal.api.enums.v1.ArchivalState;
import io.temporal.api.namespace.v1.NamespaceInfo;
import io.temporal.api.replication.v1.ClusterReplicationConfig;
import io.temporal.api.replication.v1.NamespaceReplicationConfig;
import io.temporal.api.workflowservice.v1.DescribeNamespaceResponse;

/// A namespace as clients see it.
///
/// @param maxBlobBytes largest payload set or memo
record NamespaceDescription(int maxBlobBytes) {
  /// Only what works is announced: SDKs change their ways by it.
  private static final NamespaceInfo.Capabilities CAPABILITIES =
      NamespaceInfo.Capabilities.newBuilder()
          .setEagerWorkflowStart(true)
          .setSyncUpdate(true)
          .setAsyncUpdate(true)
          .setWorkerPollCompleteOnShutdown(true)
          .setWorkerHeartbeats(true)
          .setReportedProblemsSearchAttribute(true)
          .setPollerAutoscaling(true)
          .build();

  DescribeNamespaceResponse of(Namespace namespace) {
    var described = namespace.details().toBuilder();
    described
        .getNamespaceInfoBuilder()
        .setName(namespace.shownName())
        .setState(namespace.state())
        .setId(namespace.id().toString())
        .setCapabilities(CAPABILITIES)
        .setSupportsSchedules(true)
        .setLimits(
            NamespaceInfo.Limits.newBuilder()
                .setBlobSizeLimitError(maxBlobBytes)
                .setMemoSizeLimitError(maxBlobBytes));
    var config =
        described
            .getConfigBuilder()
            .setHistoryArchivalState(ArchivalState.ARCHIVAL_STATE_DISABLED)
            .setVisibilityArchivalState(ArchivalState.ARCHIVAL_STATE_DISABLED);
    var _ = config.getBadBinariesBuilder(); // It is there, even if there are none.
    config.setWorkflowExecutionRetentionTtl(retention(namespace));
    return described
        .setReplicationConfig(
            NamespaceReplicationConfig.newBuilder()
                .setActiveClusterName(SystemCalls.CLUSTER)
                .addClusters(
                    ClusterReplicationConfig.newBuilder().setClusterName(SystemCalls.CLUSTER)))
        .build();
  }

  private static Duration retention(Namespace namespace) {
    var retention = namespace.retention();
    return retention == null
        ? Duration.getDefaultInstance()
        : Duration.newBuilder().setSeconds(retention.toSeconds()).build();
  }
}
