package dev.perdure.internal.worker;

import dev.perdure.activity.ActivityCancellationDetails;
import dev.perdure.converter.DataConversionException;
import dev.perdure.converter.DataConverter;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.internal.definition.ActivityDefinition;
import dev.perdure.internal.worker.Slots.Slot;
import dev.perdure.worker.SlotInfo;
import dev.perdure.worker.SlotType;
import dev.perdure.worker.WorkerInterceptor;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Runs activity tasks, each in a slot that was taken for it before.
final class ActivityTasks {
  private static final ActivityCancellationDetails SHUTDOWN =
      new ActivityCancellationDetails(false, false, false, false, false, true);

  private final Map<String, ActivityDefinition> definitions;
  private final WorkerIdentity worker;
  private final ActivitySettings settings;
  private final List<WorkerInterceptor> interceptors;
  private final DataConverter converter;
  private final ActivityServer server;
  private final WorkerTimers timers;
  private final Consumer<? super Throwable> fatal;
  private final Executor executor;
  private final Slots slots;
  private final RateLimit rate;
  private final Set<ActivityExecution> running = ConcurrentHashMap.newKeySet();
  private volatile boolean shutdown;
  private volatile boolean cancelled;

  /// @param fatal told when the executor takes no more activities
  ActivityTasks(
      Map<String, ActivityDefinition> definitions,
      WorkerIdentity worker,
      ActivitySettings settings,
      List<WorkerInterceptor> interceptors,
      DataConverter converter,
      ActivityServer server,
      WorkerTimers timers,
      Consumer<? super Throwable> fatal) {
    this.definitions = definitions;
    this.worker = worker;
    this.settings = settings;
    this.interceptors = interceptors;
    this.converter = converter;
    this.server = server;
    this.timers = timers;
    this.fatal = fatal;
    Executor own = settings.executor();
    this.executor = own == null ? onVirtualThreads() : own;
    this.slots = new Slots(settings.slots(), SlotType.ACTIVITY, worker);
    this.rate = new RateLimit(settings.perSecond(), timers);
  }

  private static Executor onVirtualThreads() {
    ThreadFactory threads = Thread.ofVirtual().name("perdure-activity-", 1).factory();
    return task -> threads.newThread(task).start();
  }

  Slots slots() {
    return slots;
  }

  RateLimit rate() {
    return rate;
  }

  /// Sets a slot aside for an activity that may come without a poll.
  @Nullable Slot trySlot() {
    if (shutdown || !settings.runsEagerly() || definitions.isEmpty() || !rate.tryAcquire()) {
      return null;
    }
    Slot slot = slots.tryAcquire();
    if (slot == null) {
      rate.giveBack();
    }
    return slot;
  }

  /// Gives back a slot for which no activity came, and the start that was counted for it.
  void releaseUnused(Slot slot) {
    rate.giveBack();
    slot.release();
  }

  /// Starts an activity and returns. Its slot is given back when it has ended.
  void start(PollActivityTaskQueueResponse task, Slot slot) {
    slot.use(new SlotInfo.Activity(task.getActivityType().getName()));
    try {
      executor.execute(() -> run(task, slot));
    } catch (RejectedExecutionException e) {
      slot.release();
      fatal.accept(e);
    }
  }

  private void run(PollActivityTaskQueueResponse task, Slot slot) {
    try {
      var polled = PolledActivityInfo.of(task, worker.namespace(), worker.taskQueue(), converter);
      ActivityDefinition definition = definitions.get(polled.activityType());
      if (definition == null) {
        server.report(polled, unknown(polled));
        return;
      }
      PolledActivityInfo info;
      try {
        info = polled.with(server.decoded(polled));
      } catch (DataConversionException e) {
        server.report(polled, new ActivityOutcome.Failed(converter.encodeFailure(e)));
        return;
      }
      var execution =
          new ActivityExecution(
              info, definition, interceptors, server, settings, timers, () -> shutdown);
      running.add(execution);
      if (cancelled) {
        execution.cancel(SHUTDOWN);
      }
      try {
        execution.run();
      } finally {
        running.remove(execution);
      }
    } finally {
      slot.release();
    }
  }

  private ActivityOutcome unknown(PolledActivityInfo info) {
    return new ActivityOutcome.Failed(
        converter.encodeFailure(
            ApplicationFailure.of(
                "Activity function %s for workflow %s is not registered on this worker, available activities: %s"
                    .formatted(
                        info.activityType(),
                        info.workflowId().orElse(""),
                        String.join(", ", new TreeSet<>(definitions.keySet()))),
                "NotFoundError")));
  }

  /// Lets running activities know that the worker stops; they may go on.
  void shutdown() {
    shutdown = true;
  }

  /// Asks all running activities to stop because the worker does.
  void cancelAll() {
    cancelled = true;
    running.forEach(execution -> execution.cancel(SHUTDOWN));
  }
}
