package dev.perdure.internal.worker;

import dev.perdure.converter.DataConversionException;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.internal.definition.ActivityDefinition;
import dev.perdure.internal.definition.ActivityDefinitions;
import dev.perdure.internal.wire.FailureEncoding;
import dev.perdure.internal.worker.Slots.Slot;
import dev.perdure.worker.SlotInfo;
import dev.perdure.worker.SlotType;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueResponse;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs activity tasks, each in a slot that was taken for it before.
final class ActivityTasks {
  private static final Logger log = LoggerFactory.getLogger(ActivityTasks.class);

  private final ActivityDefinitions definitions;
  private final WorkerIdentity worker;
  private final ActivitySettings settings;
  private final ActivityHost host;
  private final ActivityServer server;
  private final WorkerTimers timers;
  private final Consumer<? super Throwable> fatal;
  private final Executor executor;
  private final Slots slots;
  private final RateLimit rate;
  private final Set<ActivityExecution> running = ConcurrentHashMap.newKeySet();
  private volatile boolean cancelled;

  /// @param fatal told when the executor takes no more activities
  ActivityTasks(
      ActivityDefinitions definitions,
      WorkerIdentity worker,
      ActivitySettings settings,
      ActivityHost host,
      ActivityServer server,
      Executor executor,
      WorkerTimers timers,
      Consumer<? super Throwable> fatal) {
    this.definitions = definitions;
    this.worker = worker;
    this.settings = settings;
    this.host = host;
    this.server = server;
    this.timers = timers;
    this.fatal = fatal;
    this.executor = executor;
    this.slots = new Slots(settings.slots(), SlotType.ACTIVITY, worker);
    this.rate = new RateLimit(settings.perSecond(), timers);
  }

  Slots slots() {
    return slots;
  }

  RateLimit rate() {
    return rate;
  }

  /// Sets a slot aside for an activity that may come without a poll.
  @Nullable Slot trySlot() {
    if (host.shutdown().getCount() == 0
        || !settings.runsEagerly()
        || definitions.isEmpty()
        || !rate.tryAcquire()) {
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
      attempt(task);
    } catch (Throwable e) {
      escaped(task, e);
    } finally {
      slot.release();
    }
  }

  /// The last resort: without a report the attempt would be lost until its timeout.
  private void escaped(PollActivityTaskQueueResponse task, Throwable error) {
    var plain =
        new PolledActivityInfo(task, worker.namespace(), worker.taskQueue(), host.converter());
    log.error("{} ended with an error that is not its own. It is reported.", plain, error);
    try {
      server.report(
          plain, new ActivityOutcome.Failed(FailureEncoding.encode(host.converter(), error)));
    } catch (RuntimeException e) {
      log.error("{} cannot be reported. Its timeout will end this attempt.", plain, e);
    }
  }

  private void attempt(PollActivityTaskQueueResponse task) {
    var polled =
        PolledActivityInfo.of(task, worker.namespace(), worker.taskQueue(), host.converter());
    ActivityDefinition definition = definitions.find(polled.activityType());
    if (definition == null) {
      refuse(polled, unknown(polled));
      return;
    }
    PolledActivityInfo info;
    try {
      info = polled.with(server.decoded(polled));
    } catch (DataConversionException e) {
      refuse(polled, e);
      return;
    }
    var execution = new ActivityExecution(info, definition, server, settings, timers, host);
    running.add(execution);
    if (cancelled) {
      execution.cancel(Cancellation.SHUTDOWN);
    }
    try {
      execution.run();
    } finally {
      running.remove(execution);
    }
  }

  /// Fails an attempt that does not get as far as its code.
  private void refuse(PolledActivityInfo info, RuntimeException reason) {
    log.warn("{} failed.", info, reason);
    server.report(info, new ActivityOutcome.Failed(host.converter().encodeFailure(reason)));
  }

  private ApplicationFailure unknown(PolledActivityInfo info) {
    return ApplicationFailure.of(
        "Activity function %s%s is not registered on this worker, available activities: %s"
            .formatted(
                info.activityType(),
                info.workflowId().map(id -> " for workflow " + id).orElse(""),
                String.join(", ", definitions.names())),
        "NotFoundError");
  }

  /// Asks all running activities to stop because the worker does.
  void cancelAll() {
    cancelled = true;
    running.forEach(execution -> execution.cancel(Cancellation.SHUTDOWN));
  }
}
