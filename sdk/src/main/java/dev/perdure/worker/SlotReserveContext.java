package dev.perdure.worker;

import dev.perdure.common.WorkerDeploymentVersion;
import java.util.Optional;

/// Who asks for a slot, and for what.
public interface SlotReserveContext {
  /// What the slot is for.
  SlotType slotType();

  /// The worker's task queue.
  String taskQueue();

  /// The name under which people see the worker.
  String workerIdentity();

  /// The version of the code that the worker runs.
  String workerBuildId();

  /// The version of its deployment; empty for a worker without one.
  Optional<WorkerDeploymentVersion> workerDeploymentVersion();

  /// Whether the slot is for a workflow task of a run that this worker has in memory.
  boolean isSticky();
}
