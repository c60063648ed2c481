package dev.perdure.server.grpc;

import io.temporal.api.operatorservice.v1.ClusterMetadata;
import io.temporal.api.operatorservice.v1.ListClustersRequest;
import io.temporal.api.operatorservice.v1.ListClustersResponse;
import io.temporal.api.workflowservice.v1.GetClusterInfoRequest;
import io.temporal.api.workflowservice.v1.GetClusterInfoResponse;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.GetSystemInfoResponse;
import io.temporal.api.workflowservice.v1.ShutdownWorkerRequest;
import io.temporal.api.workflowservice.v1.ShutdownWorkerResponse;
import java.util.List;

/// What the server says about itself, and workers that say good-bye.
final class SystemCalls {
  /// The version of Temporal's server whose behaviour this one follows; clients and tools compare
  /// it with what they need.
  static final String SERVER_VERSION = "1.31.2";

  /// The only one there is.
  static final String CLUSTER = "active";

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
                    .setSupportsSchedules(true)
                    .setCountGroupByExecutionStatus(true)
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

  void listClusters(UnaryCall<ListClustersRequest, ListClustersResponse> call) {
    call.reply(
        ListClustersResponse.newBuilder()
            .addClusters(
                ClusterMetadata.newBuilder()
                    .setClusterName(CLUSTER)
                    .setClusterId(backend.cluster().clusterId())
                    .setInitialFailoverVersion(1)
                    .setHistoryShardCount(1)
                    .setIsConnectionEnabled(true))
            .build());
  }

  void shutdownWorker(UnaryCall<ShutdownWorkerRequest, ShutdownWorkerResponse> call) {
    var request = call.request();
    backend.namespaces().check(request.getNamespace());
    backend
        .matching()
        .shutDownWorker(
            request.getNamespace(), request.getStickyTaskQueue(), request.getWorkerInstanceKey());
    if (request.hasWorkerHeartbeat()) {
      backend.workers().record(request.getNamespace(), List.of(request.getWorkerHeartbeat()));
    }
    call.reply(ShutdownWorkerResponse.getDefaultInstance());
  }
}
