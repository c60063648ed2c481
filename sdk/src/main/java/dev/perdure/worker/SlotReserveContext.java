package dev.perdure.worker;

/// Who asks for a slot, and for what.
public interface SlotReserveContext {
  /// What the slot is for.
  SlotType slotType();

  /// The worker's task queue.
  String taskQueue();

  /// The name under which people see the worker.
  String workerIdentity();

  /// Whether the slot is for a workflow task of a run that this worker has in memory.
  boolean isSticky();
}
