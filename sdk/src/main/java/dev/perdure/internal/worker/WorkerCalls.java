package dev.perdure.internal.worker;

import dev.perdure.internal.rpc.CallErrors;
import dev.perdure.worker.WorkerException;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.TaskQueueType;
import io.temporal.api.namespace.v1.NamespaceInfo.Capabilities;
import io.temporal.api.worker.v1.WorkerHeartbeat;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.ShutdownWorkerRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The calls at a worker's start and end.
///
/// @param connection to the server
/// @param identity the worker's
record WorkerCalls(WorkerConnection connection, WorkerIdentity identity) {
  private static final Logger log = LoggerFactory.getLogger(WorkerCalls.class);

  /// How long a start waits for a server that does not answer yet.
  private static final Duration START_PATIENCE = Duration.ofSeconds(10);

  /// What the server can do in the namespace, which must exist.
  ///
  /// @throws WorkerException when there is no such namespace, or no server answers
  Capabilities describeNamespace() {
    try {
      return connection
          .call(
              WorkflowServiceGrpc.getDescribeNamespaceMethod(),
              DescribeNamespaceRequest.newBuilder().setNamespace(identity.namespace()).build(),
              START_PATIENCE)
          .getNamespaceInfo()
          .getCapabilities();
    } catch (StatusRuntimeException e) {
      return switch (e.getStatus().getCode()) {
        case NOT_FOUND ->
            throw new WorkerException(
                "There is no namespace \"%s\" on the server. Create it, or connect the client to another one."
                    .formatted(identity.namespace()),
                e);
        case UNIMPLEMENTED -> {
          log.debug("The server does not describe namespaces.");
          yield Capabilities.getDefaultInstance();
        }
        default ->
            throw new WorkerException(
                "The worker for \"%s\" cannot start: the server does not answer as it should (%s)."
                    .formatted(identity.taskQueue(), CallErrors.describe(e)),
                e);
      };
    }
  }

  /// Lets the server give our sticky tasks to others at once, and end our polls without losing a
  /// task that is just on its way here.
  ///
  /// @param polled the kinds of tasks that were polled for
  /// @param last how the worker is; null when the server does not want to know
  /// @return whether the server was told
  boolean shutDown(List<TaskQueueType> polled, @Nullable WorkerHeartbeat last, Duration patience) {
    var request =
        ShutdownWorkerRequest.newBuilder()
            .setNamespace(identity.namespace())
            .setStickyTaskQueue(identity.stickyQueue())
            .setIdentity(identity.identity())
            .setReason("graceful shutdown")
            .setWorkerInstanceKey(identity.instanceKey())
            .setTaskQueue(identity.taskQueue())
            .addAllTaskQueueTypes(polled);
    if (last != null) {
      request.setWorkerHeartbeat(last);
    }
    try {
      connection
          .rpc()
          .callOnce(WorkflowServiceGrpc.getShutdownWorkerMethod(), request.build(), patience);
      return true;
    } catch (StatusRuntimeException e) {
      log.debug("The server was not told of the shutdown ({}).", CallErrors.describe(e));
      return false;
    }
  }
}
