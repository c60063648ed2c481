package dev.perdure.internal.worker;

import dev.perdure.internal.wire.SdkVersion;
import dev.perdure.internal.wire.Wire;
import dev.perdure.worker.SlotType;
import io.temporal.api.enums.v1.WorkerStatus;
import io.temporal.api.worker.v1.WorkerHeartbeat;
import io.temporal.api.worker.v1.WorkerHostInfo;
import io.temporal.api.worker.v1.WorkerPollerInfo;
import io.temporal.api.worker.v1.WorkerSlotsInfo;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a worker tells of itself in a heartbeat.
final class WorkerReport {
  /// The same for all workers of this process.
  private static final String PROCESS = UUID.randomUUID().toString();

  private final WorkerIdentity identity;
  private final WorkflowTasks workflows;
  private final List<SlotUse> slots;
  private final List<Pollers<?>> pollers;
  private final Instant start = Instant.now();
  private final Map<SlotUse, Counted> lastCounts = new HashMap<>();
  private @Nullable Instant last;

  /// The slots of one kind, and what was done in them.
  record SlotUse(Slots slots, TaskCounts counts) {}

  private record Counted(int processed, int failed) {}

  WorkerReport(
      WorkerIdentity identity,
      WorkflowTasks workflows,
      List<SlotUse> slots,
      List<Pollers<?>> pollers) {
    this.identity = identity;
    this.workflows = workflows;
    this.slots = slots;
    this.pollers = pollers;
  }

  /// The state of now. What is counted by interval is counted since the call before.
  synchronized WorkerHeartbeat heartbeat(WorkerStatus status) {
    Instant now = Instant.now();
    var heartbeat =
        WorkerHeartbeat.newBuilder()
            .setWorkerInstanceKey(identity.instanceKey())
            .setWorkerIdentity(identity.identity())
            .setHostInfo(host())
            .setTaskQueue(identity.taskQueue())
            .setSdkName(SdkVersion.NAME)
            .setSdkVersion(SdkVersion.VERSION)
            .setStatus(status)
            .setStartTime(Wire.timestamp(start))
            .setHeartbeatTime(Wire.timestamp(now))
            .setTotalStickyCacheHit(workflows.cacheHits())
            .setTotalStickyCacheMiss(workflows.cacheMisses())
            .setCurrentStickyCacheSize(workflows.cachedRuns());
    var version = identity.version().deploymentVersion();
    if (version != null) {
      heartbeat.setDeploymentVersion(version);
    }
    if (last != null) {
      heartbeat.setElapsedSinceLastHeartbeat(Wire.duration(Duration.between(last, now)));
    }
    last = now;
    slots.forEach(use -> add(use, heartbeat));
    pollers.forEach(group -> add(group, heartbeat));
    return heartbeat.build();
  }

  private WorkerHostInfo host() {
    ResourceUsage usage = ResourceUsage.system();
    return WorkerHostInfo.newBuilder()
        .setHostName(hostName())
        .setWorkerGroupingKey(PROCESS)
        .setProcessId(String.valueOf(ProcessHandle.current().pid()))
        .setCurrentHostCpuUsage((float) usage.cpu())
        .setCurrentHostMemUsage((float) usage.memory())
        .build();
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }

  private void add(SlotUse use, WorkerHeartbeat.Builder heartbeat) {
    TaskCounts counts = use.counts;
    var counted = new Counted(counts.processed(), counts.failed());
    Counted before = lastCounts.getOrDefault(use, new Counted(0, 0));
    lastCounts.put(use, counted);
    var info =
        WorkerSlotsInfo.newBuilder()
            .setCurrentUsedSlots(use.slots.used())
            .setCurrentAvailableSlots(use.slots.available())
            .setSlotSupplierKind(use.slots.kind())
            .setTotalProcessedTasks(counted.processed)
            .setTotalFailedTasks(counted.failed)
            .setLastIntervalProcessedTasks(counted.processed - before.processed)
            .setLastIntervalFailureTasks(counted.failed - before.failed);
    switch (use.slots.type()) {
      case WORKFLOW -> heartbeat.setWorkflowTaskSlotsInfo(info);
      case ACTIVITY -> heartbeat.setActivityTaskSlotsInfo(info);
      case LOCAL_ACTIVITY -> heartbeat.setLocalActivitySlotsInfo(info);
    }
  }

  private static void add(Pollers<?> group, WorkerHeartbeat.Builder heartbeat) {
    var info =
        WorkerPollerInfo.newBuilder()
            .setCurrentPollers(group.size())
            .setIsAutoscaling(group.isAutoscaling());
    Instant success = group.lastSuccess();
    if (success != null) {
      info.setLastSuccessfulPollTime(Wire.timestamp(success));
    }
    if (group.queue().slots().type() == SlotType.ACTIVITY) {
      heartbeat.setActivityPollerInfo(info);
    } else if (group.queue().isSticky()) {
      heartbeat.setWorkflowStickyPollerInfo(info);
    } else {
      heartbeat.setWorkflowPollerInfo(info);
    }
  }
}
