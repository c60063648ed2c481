package dev.perdure.internal.rpc;

import io.temporal.api.deployment.v1.WorkerDeploymentOptions;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// The workers that use a connection: they can take the first task of a workflow that is started
/// over it from the answer to the start.
public final class LocalWorkers {
  private final Map<String, List<LocalWorker>> byQueue = new ConcurrentHashMap<>();

  /// No workers yet.
  public LocalWorkers() {}

  /// A worker of this process.
  @FunctionalInterface
  public interface LocalWorker {
    /// Sets a slot for a workflow task aside; null when there is none.
    @Nullable Reservation tryReserve();
  }

  /// A slot that was set aside. Exactly one of its two methods is called, once.
  public interface Reservation {
    /// The worker's deployment; null for none.
    @Nullable WorkerDeploymentOptions deployment();

    /// Works a task off in the slot; returns at once.
    void work(PollWorkflowTaskQueueResponse task);

    /// Gives the slot back.
    void release();
  }

  /// Adds a worker of a task queue.
  public void add(String taskQueue, LocalWorker worker) {
    byQueue.computeIfAbsent(taskQueue, _ -> new CopyOnWriteArrayList<>()).add(worker);
  }

  /// Takes a worker out.
  public void remove(String taskQueue, LocalWorker worker) {
    List<LocalWorker> workers = byQueue.get(taskQueue);
    if (workers != null) {
      workers.remove(worker);
    }
  }

  /// A slot of any worker of the task queue; null when none has one.
  public @Nullable Reservation tryReserve(String taskQueue) {
    for (LocalWorker worker : byQueue.getOrDefault(taskQueue, List.of())) {
      Reservation reservation = worker.tryReserve();
      if (reservation != null) {
        return reservation;
      }
    }
    return null;
  }
}
