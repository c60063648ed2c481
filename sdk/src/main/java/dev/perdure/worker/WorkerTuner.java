package dev.perdure.worker;

/// Decides how many tasks of each kind a worker runs at once. Immutable: each `with…` method
/// returns a new one.
public final class WorkerTuner {
  private final SlotSupplier workflowSlots;
  private final SlotSupplier activitySlots;
  private final SlotSupplier localActivitySlots;

  private WorkerTuner(
      SlotSupplier workflowSlots, SlotSupplier activitySlots, SlotSupplier localActivitySlots) {
    this.workflowSlots = workflowSlots;
    this.activitySlots = activitySlots;
    this.localActivitySlots = localActivitySlots;
  }

  /// A fixed number of slots for each kind. A worker without a tuner has 100 of each.
  public static WorkerTuner fixed(int workflowSlots, int activitySlots, int localActivitySlots) {
    return composite(
        SlotSupplier.fixedSize(workflowSlots),
        SlotSupplier.fixedSize(activitySlots),
        SlotSupplier.fixedSize(localActivitySlots));
  }

  /// As many slots of each kind as keep heap and processors below their targets, which are parts of
  /// the whole from 0 to 1.
  ///
  /// @see ResourceBasedTunerConfig#of(double, double)
  public static WorkerTuner resourceBased(double targetMemoryUsage, double targetCpuUsage) {
    var targets = ResourceBasedTunerConfig.of(targetMemoryUsage, targetCpuUsage);
    var slots = ResourceBasedSlotConfig.defaults();
    return composite(
        SlotSupplier.resourceBased(targets, slots),
        SlotSupplier.resourceBased(targets, slots),
        SlotSupplier.resourceBased(targets, slots));
  }

  /// A supplier for each kind.
  public static WorkerTuner composite(
      SlotSupplier workflowSlots, SlotSupplier activitySlots, SlotSupplier localActivitySlots) {
    return new WorkerTuner(workflowSlots, activitySlots, localActivitySlots);
  }

  /// Another supplier for workflow tasks.
  public WorkerTuner withWorkflowSlots(SlotSupplier supplier) {
    return new WorkerTuner(supplier, activitySlots, localActivitySlots);
  }

  /// Another supplier for activities.
  public WorkerTuner withActivitySlots(SlotSupplier supplier) {
    return new WorkerTuner(workflowSlots, supplier, localActivitySlots);
  }

  /// Another supplier for local activities.
  public WorkerTuner withLocalActivitySlots(SlotSupplier supplier) {
    return new WorkerTuner(workflowSlots, activitySlots, supplier);
  }

  /// The supplier for workflow tasks.
  public SlotSupplier workflowSlots() {
    return workflowSlots;
  }

  /// The supplier for activities.
  public SlotSupplier activitySlots() {
    return activitySlots;
  }

  /// The supplier for local activities.
  public SlotSupplier localActivitySlots() {
    return localActivitySlots;
  }
}
