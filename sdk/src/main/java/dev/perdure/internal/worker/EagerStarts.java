package dev.perdure.internal.worker;

import dev.perdure.internal.rpc.LocalWorkers.LocalWorker;
import dev.perdure.internal.rpc.LocalWorkers.Reservation;
import dev.perdure.internal.worker.Slots.Slot;
import io.temporal.api.deployment.v1.WorkerDeploymentOptions;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// First tasks of workflows that come with the answer to their start, and so need no poll. A slot
/// is set aside before the server is asked for the task.
final class EagerStarts implements LocalWorker {
  private final Supplier<@Nullable Slot> trySlot;
  private final @Nullable WorkerDeploymentOptions deployment;
  private final BiConsumer<PollWorkflowTaskQueueResponse, Slot> work;

  /// @param trySlot sets a slot aside if there is one
  /// @param deployment the worker's deployment; null for none
  /// @param work works a task off in its slot, and returns at once
  EagerStarts(
      Supplier<@Nullable Slot> trySlot,
      @Nullable WorkerDeploymentOptions deployment,
      BiConsumer<PollWorkflowTaskQueueResponse, Slot> work) {
    this.trySlot = trySlot;
    this.deployment = deployment;
    this.work = work;
  }

  @Override
  public @Nullable Reservation tryReserve() {
    Slot slot = trySlot.get();
    return slot == null ? null : new Reserved(slot);
  }

  private final class Reserved implements Reservation {
    private final Slot slot;

    Reserved(Slot slot) {
      this.slot = slot;
    }

    @Override
    public @Nullable WorkerDeploymentOptions deployment() {
      return deployment;
    }

    @Override
    public void work(PollWorkflowTaskQueueResponse task) {
      work.accept(task, slot);
    }

    @Override
    public void release() {
      slot.release();
    }
  }
}
