package dev.perdure.server.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.server.worker.WorkerQuery;
import io.temporal.api.worker.v1.WorkerHeartbeat;
import io.temporal.api.worker.v1.WorkerInfo;
import io.temporal.api.worker.v1.WorkerListInfo;
import io.temporal.api.workflowservice.v1.CountWorkersRequest;
import io.temporal.api.workflowservice.v1.CountWorkersResponse;
import io.temporal.api.workflowservice.v1.DescribeWorkerRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkerResponse;
import io.temporal.api.workflowservice.v1.ListWorkersRequest;
import io.temporal.api.workflowservice.v1.ListWorkersResponse;
import io.temporal.api.workflowservice.v1.RecordWorkerHeartbeatRequest;
import io.temporal.api.workflowservice.v1.RecordWorkerHeartbeatResponse;
import java.util.List;
import java.util.function.Predicate;

/// Calls about the workers that report to the server.
final class WorkerCalls {
  private static final int MAX_PAGE = 1000;

  private final Backend backend;

  WorkerCalls(Backend backend) {
    this.backend = backend;
  }

  void heartbeat(UnaryCall<RecordWorkerHeartbeatRequest, RecordWorkerHeartbeatResponse> call) {
    var request = call.request();
    backend.namespaces().check(request.getNamespace());
    backend.workers().record(request.getNamespace(), request.getWorkerHeartbeatList());
    call.reply(RecordWorkerHeartbeatResponse.getDefaultInstance());
  }

  @SuppressWarnings("deprecation") // Tools read the older list of whole heartbeats.
  void list(UnaryCall<ListWorkersRequest, ListWorkersResponse> call) {
    var request = call.request();
    backend.namespaces().check(request.getNamespace());
    var all = backend.workers().list(request.getNamespace(), wanted(request.getQuery()));
    var page = page(all, request);
    var response = ListWorkersResponse.newBuilder();
    for (var worker : page) {
      response
          .addWorkersInfo(WorkerInfo.newBuilder().setWorkerHeartbeat(worker))
          .addWorkers(listed(worker));
    }
    if (!page.isEmpty() && !isLast(page.getLast(), all)) {
      response.setNextPageToken(ByteString.copyFrom(page.getLast().getWorkerInstanceKey(), UTF_8));
    }
    call.reply(response.build());
  }

  private static boolean isLast(WorkerHeartbeat worker, List<WorkerHeartbeat> all) {
    return worker.getWorkerInstanceKey().equals(all.getLast().getWorkerInstanceKey());
  }

  /// What comes after the last worker of the page before.
  private static List<WorkerHeartbeat> page(List<WorkerHeartbeat> all, ListWorkersRequest request) {
    if (!request.getNextPageToken().isValidUtf8()) {
      throw Validation.invalid("invalid next_page_token");
    }
    var after = request.getNextPageToken().toStringUtf8();
    int most = request.getPageSize() > 0 ? Math.min(request.getPageSize(), MAX_PAGE) : MAX_PAGE;
    return all.stream()
        .filter(worker -> after.isEmpty() || worker.getWorkerInstanceKey().compareTo(after) > 0)
        .limit(most)
        .toList();
  }

  void count(UnaryCall<CountWorkersRequest, CountWorkersResponse> call) {
    var request = call.request();
    backend.namespaces().check(request.getNamespace());
    call.reply(
        CountWorkersResponse.newBuilder()
            .setCount(
                backend.workers().list(request.getNamespace(), wanted(request.getQuery())).size())
            .build());
  }

  void describe(UnaryCall<DescribeWorkerRequest, DescribeWorkerResponse> call) {
    var request = call.request();
    backend.namespaces().check(request.getNamespace());
    var worker = backend.workers().find(request.getNamespace(), request.getWorkerInstanceKey());
    if (worker == null) {
      call.reject(Rejection.notFound("Worker " + request.getWorkerInstanceKey() + " not found"));
      return;
    }
    call.reply(
        DescribeWorkerResponse.newBuilder()
            .setWorkerInfo(WorkerInfo.newBuilder().setWorkerHeartbeat(worker))
            .build());
  }

  private static Predicate<WorkerHeartbeat> wanted(String query) {
    try {
      return WorkerQuery.parse(query);
    } catch (WorkerQuery.BadQueryException e) {
      throw Validation.invalid(e.problem());
    }
  }

  private static WorkerListInfo listed(WorkerHeartbeat worker) {
    var listed =
        WorkerListInfo.newBuilder()
            .setWorkerInstanceKey(worker.getWorkerInstanceKey())
            .setWorkerIdentity(worker.getWorkerIdentity())
            .setTaskQueue(worker.getTaskQueue())
            .setSdkName(worker.getSdkName())
            .setSdkVersion(worker.getSdkVersion())
            .setStatusValue(worker.getStatusValue())
            .setHostName(worker.getHostInfo().getHostName())
            .setWorkerGroupingKey(worker.getHostInfo().getWorkerGroupingKey())
            .setProcessId(worker.getHostInfo().getProcessId())
            .addAllPlugins(worker.getPluginsList())
            .addAllDrivers(worker.getDriversList());
    if (worker.hasStartTime()) {
      listed.setStartTime(worker.getStartTime());
    }
    if (worker.hasDeploymentVersion()) {
      listed.setDeploymentVersion(worker.getDeploymentVersion());
    }
    return listed.build();
  }
}
