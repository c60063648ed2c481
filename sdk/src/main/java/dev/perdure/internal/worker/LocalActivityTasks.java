package dev.perdure.internal.worker;

import dev.perdure.internal.definition.ActivityDefinition;
import dev.perdure.internal.definition.ActivityDefinitions;
import dev.perdure.internal.workflow.WorkflowRun;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Runs the local activities of a worker's workflows, in slots of their own.
final class LocalActivityTasks {
  private final ActivityDefinitions definitions;
  private final WorkerIdentity worker;
  private final Slots slots;
  private final ActivityHost host;
  private final Executor executor;
  private final WorkerTimers timers;
  private final TaskCounts counts = new TaskCounts();
  private final Consumer<? super Throwable> fatal;
  private final Set<RunLocalActivities> runs = ConcurrentHashMap.newKeySet();
  private volatile boolean handedOver;

  /// @param fatal told when the executor takes no more activities
  LocalActivityTasks(
      ActivityDefinitions definitions,
      WorkerIdentity worker,
      Slots slots,
      ActivityHost host,
      Executor executor,
      WorkerTimers timers,
      Consumer<? super Throwable> fatal) {
    this.definitions = definitions;
    this.worker = worker;
    this.slots = slots;
    this.host = host;
    this.executor = executor;
    this.timers = timers;
    this.fatal = fatal;
  }

  WorkerIdentity worker() {
    return worker;
  }

  ActivityHost host() {
    return host;
  }

  Slots slots() {
    return slots;
  }

  /// The attempts that have ended.
  TaskCounts counts() {
    return counts;
  }

  WorkerTimers timers() {
    return timers;
  }

  /// The activity that runs a type; null when there is none, or only one in a process of its own.
  @Nullable ActivityDefinition find(String type) {
    return definitions.findLocal(type);
  }

  /// A place for the local activities of a run, until it is closed.
  RunLocalActivities open(WorkflowRun run) {
    var result = new RunLocalActivities(this, run);
    runs.add(result);
    return result;
  }

  void closed(RunLocalActivities run) {
    runs.remove(run);
  }

  /// Runs something on a thread for activities.
  ///
  /// @throws RejectedExecutionException when there is none any more, which ends the worker
  void execute(Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) {
      fatal.accept(e);
      throw e;
    }
  }

  /// Leaves to other workers what runs here: workflow tasks that wait for it go on without it, and
  /// it is asked to stop.
  void handOver() {
    handedOver = true;
    runs.forEach(RunLocalActivities::handOver);
  }

  boolean isHandedOver() {
    return handedOver;
  }
}
