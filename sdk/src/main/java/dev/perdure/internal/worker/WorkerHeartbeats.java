package dev.perdure.internal.worker;

import dev.perdure.internal.rpc.CallErrors;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.WorkerStatus;
import io.temporal.api.worker.v1.WorkerHeartbeat;
import io.temporal.api.workflowservice.v1.RecordWorkerHeartbeatRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the server again and again how a worker is, so that it is in the list of workers.
final class WorkerHeartbeats {
  private static final Logger log = LoggerFactory.getLogger(WorkerHeartbeats.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final WorkerConnection connection;
  private final WorkerIdentity identity;
  private final Duration interval;
  private final WorkerReport report;
  private final WorkerTimers timers;
  private WorkerTimers.@Nullable Alarm next;
  private boolean running;
  private boolean goodbye;

  /// @param interval the time between two
  WorkerHeartbeats(
      WorkerConnection connection,
      WorkerIdentity identity,
      Duration interval,
      WorkerReport report,
      WorkerTimers timers) {
    this.connection = connection;
    this.identity = identity;
    this.interval = interval;
    this.report = report;
    this.timers = timers;
  }

  /// Sends the first one soon, and further ones at the interval; none where it is zero.
  synchronized void start() {
    if (interval.isPositive()) {
      running = true;
      Thread.startVirtualThread(this::beat);
    }
  }

  /// No further ones. Returns the last, which goes with the news that the worker shuts down; null
  /// when none were sent.
  synchronized @Nullable WorkerHeartbeat stop() {
    if (!running) {
      return null;
    }
    cancel();
    goodbye = true;
    return report.heartbeat(WorkerStatus.WORKER_STATUS_SHUTTING_DOWN);
  }

  /// Says that the worker has stopped, so that it is listed no longer.
  void end() {
    if (takeGoodbye()) {
      try {
        send(WorkerStatus.WORKER_STATUS_SHUTDOWN);
      } catch (StatusRuntimeException e) {
        log.debug("The server was not told of the worker's end ({}).", CallErrors.describe(e));
      }
    }
  }

  private synchronized boolean takeGoodbye() {
    boolean due = goodbye;
    goodbye = false;
    return due;
  }

  private synchronized void cancel() {
    running = false;
    if (next != null) {
      next.cancel();
    }
  }

  private synchronized void scheduleNext() {
    if (running) {
      next = timers.after(interval, () -> Thread.startVirtualThread(this::beat));
    }
  }

  private synchronized boolean isRunning() {
    return running;
  }

  private void beat() {
    if (!isRunning()) {
      return;
    }
    try {
      send(WorkerStatus.WORKER_STATUS_RUNNING);
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.UNIMPLEMENTED) {
        log.debug("The server takes no heartbeats of workers.");
        cancel();
      } else {
        log.debug("A heartbeat of the worker was lost ({}).", CallErrors.describe(e));
      }
    }
    scheduleNext();
  }

  private void send(WorkerStatus status) {
    connection
        .rpc()
        .callOnce(
            WorkflowServiceGrpc.getRecordWorkerHeartbeatMethod(),
            RecordWorkerHeartbeatRequest.newBuilder()
                .setNamespace(identity.namespace())
                .setIdentity(identity.identity())
                .addWorkerHeartbeat(report.heartbeat(status))
                .build(),
            TIMEOUT);
  }
}
