package dev.perdure.server.grpc;

import dev.perdure.server.store.Namespace;
import io.temporal.api.enums.v1.ArchivalState;
import io.temporal.api.enums.v1.NamespaceState;
import io.temporal.api.namespace.v1.BadBinaries;
import io.temporal.api.namespace.v1.NamespaceConfig;
import io.temporal.api.namespace.v1.NamespaceInfo;
import io.temporal.api.replication.v1.ClusterReplicationConfig;
import io.temporal.api.replication.v1.NamespaceReplicationConfig;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.DescribeNamespaceResponse;
import io.temporal.api.workflowservice.v1.GetClusterInfoRequest;
import io.temporal.api.workflowservice.v1.GetClusterInfoResponse;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.GetSystemInfoResponse;
import io.temporal.api.workflowservice.v1.ListNamespacesRequest;
import io.temporal.api.workflowservice.v1.ListNamespacesResponse;
import io.temporal.api.workflowservice.v1.ShutdownWorkerRequest;
import io.temporal.api.workflowservice.v1.ShutdownWorkerResponse;
import java.time.Duration;

/// What the server says about itself and its namespaces, and workers that say good-bye.
final class SystemCalls {
  /// The version of Temporal's server whose behaviour this one follows; clients and tools compare
  /// it with what they need.
  static final String SERVER_VERSION = "1.31.2";

  private static final String CLUSTER = "active";

  private final Backend backend;

  SystemCalls(Backend backend) {
    this.backend = backend;
  }

  /// Only what works is announced: SDKs change their ways by it.
  void systemInfo(UnaryCall<GetSystemInfoRequest, GetSystemInfoResponse> call) {
    call.reply(
        GetSystemInfoResponse.newBuilder()
            .setServerVersion(SERVER_VERSION)
            .setCapabilities(
                GetSystemInfoResponse.Capabilities.newBuilder()
                    .setSignalAndQueryHeader(true)
                    .setInternalErrorDifferentiation(true)
                    .setActivityFailureIncludeHeartbeat(true)
                    .setEncodedFailureAttributes(true)
                    .setUpsertMemo(true)
                    .setEagerWorkflowStart(true)
                    .setSdkMetadata(true))
            .build());
  }

  void clusterInfo(UnaryCall<GetClusterInfoRequest, GetClusterInfoResponse> call) {
    var info =
        GetClusterInfoResponse.newBuilder()
            .setServerVersion(SERVER_VERSION)
            .setClusterId(backend.cluster().clusterId())
            .setClusterName(CLUSTER)
            .setHistoryShardCount(1)
            .setPersistenceStore(backend.cluster().persistence())
            .setVisibilityStore(backend.cluster().persistence())
            .setInitialFailoverVersion(1)
            .setFailoverVersionIncrement(10);
    for (var client : new String[] {"cli", "server", "java", "go", "typescript", "php"}) {
      info.putSupportedClients("temporal-" + client, "<2.0.0");
    }
    call.reply(
        info.putSupportedClients("Nexus-go-sdk", "<2.0.0")
            .putSupportedClients("temporal-ui", "<3.0.0")
            .build());
  }

  void describeNamespace(UnaryCall<DescribeNamespaceRequest, DescribeNamespaceResponse> call) {
    var request = call.request();
    var namespace =
        request.getNamespace().isEmpty() && !request.getId().isEmpty()
            ? backend.namespaces().byId(request.getId())
            : backend.namespaces().get(request.getNamespace());
    call.reply(describe(namespace));
  }

  void listNamespaces(UnaryCall<ListNamespacesRequest, ListNamespacesResponse> call) {
    var response = ListNamespacesResponse.newBuilder();
    backend.namespaces().all().forEach(namespace -> response.addNamespaces(describe(namespace)));
    call.reply(response.build());
  }

  void shutdownWorker(UnaryCall<ShutdownWorkerRequest, ShutdownWorkerResponse> call) {
    var request = call.request();
    backend.namespaces().check(request.getNamespace());
    backend
        .matching()
        .shutDownWorker(
            request.getNamespace(), request.getStickyTaskQueue(), request.getWorkerInstanceKey());
    call.reply(ShutdownWorkerResponse.getDefaultInstance());
  }

  private DescribeNamespaceResponse describe(Namespace namespace) {
    return DescribeNamespaceResponse.newBuilder()
        .setNamespaceInfo(
            NamespaceInfo.newBuilder()
                .setName(namespace.name())
                .setState(NamespaceState.NAMESPACE_STATE_REGISTERED)
                .setId(namespace.id().toString())
                .setCapabilities(
                    NamespaceInfo.Capabilities.newBuilder()
                        .setEagerWorkflowStart(true)
                        .setSyncUpdate(true)
                        .setAsyncUpdate(true)
                        .setWorkerPollCompleteOnShutdown(true))
                .setLimits(
                    NamespaceInfo.Limits.newBuilder()
                        .setBlobSizeLimitError(backend.maxBlobBytes())
                        .setMemoSizeLimitError(backend.maxBlobBytes())))
        .setConfig(
            NamespaceConfig.newBuilder()
                .setWorkflowExecutionRetentionTtl(retention(namespace))
                .setBadBinaries(BadBinaries.getDefaultInstance())
                .setHistoryArchivalState(ArchivalState.ARCHIVAL_STATE_DISABLED)
                .setVisibilityArchivalState(ArchivalState.ARCHIVAL_STATE_DISABLED))
        .setReplicationConfig(
            NamespaceReplicationConfig.newBuilder()
                .setActiveClusterName(CLUSTER)
                .addClusters(ClusterReplicationConfig.newBuilder().setClusterName(CLUSTER)))
        .build();
  }

  private static com.google.protobuf.Duration retention(Namespace namespace) {
    Duration retention = namespace.retention();
    return retention == null
        ? com.google.protobuf.Duration.getDefaultInstance()
        : com.google.protobuf.Duration.newBuilder().setSeconds(retention.toSeconds()).build();
  }
}
