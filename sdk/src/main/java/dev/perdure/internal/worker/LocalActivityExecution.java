package dev.perdure.internal.worker;

import com.google.protobuf.util.Durations;
import dev.perdure.activity.ActivityCancellationDetails;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.internal.definition.ActivityDefinition;
import dev.perdure.internal.replay.LocalActivityEnd;
import dev.perdure.internal.replay.LocalActivityReport;
import dev.perdure.internal.replay.LocalActivityRequest;
import dev.perdure.internal.replay.LocalActivityRetry;
import dev.perdure.internal.replay.LocalWork;
import dev.perdure.internal.wire.FailureEncoding;
import dev.perdure.internal.wire.Wire;
import dev.perdure.internal.worker.Slots.Slot;
import dev.perdure.internal.workflow.WorkflowRun;
import dev.perdure.worker.SlotInfo;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.api.failure.v1.CanceledFailureInfo;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.failure.v1.TimeoutFailureInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One local activity on this worker, from the request to the report: its attempts and the waits
/// between them. A virtual thread follows it; the attempts run on the threads for activities.
final class LocalActivityExecution {
  private static final Logger log = LoggerFactory.getLogger(LocalActivityExecution.class);

  /// Longer than anything runs, and few enough nanoseconds for a `long`.
  private static final Duration FOREVER = Duration.ofDays(100 * 365);

  private final LocalWork.Start work;
  private final LocalActivityRequest request;
  private final WorkflowRun run;
  private final LocalActivityTasks tasks;
  private final Consumer<LocalActivityReport> report;
  private final Thread thread;
  private final long asked = System.nanoTime();
  private final Instant scheduled;
  private boolean queueing;
  private @Nullable ActivityAttempt running;
  private @Nullable ActivityCancellationDetails cancelled;

  LocalActivityExecution(
      LocalWork.Start work,
      WorkflowRun run,
      LocalActivityTasks tasks,
      Consumer<LocalActivityReport> report) {
    this.work = work;
    this.request = work.request();
    this.run = run;
    this.tasks = tasks;
    this.report = report;
    this.thread = Thread.ofVirtual().name("perdure-local-activity").unstarted(this::follow);
    this.scheduled =
        request.originalScheduleTime() == null
            ? Instant.now()
            : Wire.instant(request.originalScheduleTime());
  }

  void start() {
    thread.start();
  }

  /// Asks it to stop: at once where no attempt runs.
  synchronized void cancel(ActivityCancellationDetails reason) {
    cancelled = reason;
    if (running != null) {
      running.cancel(reason);
    } else {
      thread.interrupt();
    }
  }

  private synchronized boolean isCancelled() {
    return cancelled != null;
  }

  private void follow() {
    int attempt = request.attempt();
    LocalActivityEnd end = null;
    try {
      while (end == null) {
        end = attempt(attempt);
        if (end == null) {
          attempt++;
        }
      }
    } catch (Throwable e) { // without a report the workflow would wait for ever
      log.error("The local activity {} cannot be run.", request.type(), e);
      end = new LocalActivityEnd.Failed(FailureEncoding.encode(tasks.host().converter(), e));
    }
    report.accept(
        new LocalActivityReport(
            work.seq(),
            attempt,
            Durations.fromNanos(System.nanoTime() - asked),
            Wire.timestamp(scheduled),
            end));
  }

  /// One attempt, and the wait behind it; returns how the activity ended, null for another attempt.
  private @Nullable LocalActivityEnd attempt(int attempt) {
    try {
      ActivityOutcome outcome = runInSlot(attempt);
      tasks.counts().ended(outcome instanceof ActivityOutcome.Failed);
      return switch (outcome) {
        case ActivityOutcome.Completed(var result) -> new LocalActivityEnd.Completed(result);
        case ActivityOutcome.Cancelled(var details) ->
            new LocalActivityEnd.Failed(cancellation(details));
        case ActivityOutcome.Untold() ->
            new LocalActivityEnd.Failed(LocalActivityRequest.CANCELLED);
        case ActivityOutcome.Failed(var failure) -> failed(attempt, failure);
      };
    } catch (InterruptedException e) {
      return new LocalActivityEnd.Failed(LocalActivityRequest.CANCELLED);
    }
  }

  private @Nullable LocalActivityEnd failed(int attempt, Failure failure)
      throws InterruptedException {
    var policy = request.attributes().getRetryPolicy();
    if (isCancelled()
        || !(LocalActivityRetry.of(policy, attempt, failure)
            instanceof LocalActivityRetry.After(var wait))) {
      return new LocalActivityEnd.Failed(failure);
    }
    if (bounded(wait).compareTo(left()) >= 0) {
      return new LocalActivityEnd.Failed(failure); // it would be too late
    }
    if (Durations.compare(wait, request.localRetryThreshold()) > 0) {
      return new LocalActivityEnd.Backoff(failure, wait);
    }
    Thread.sleep(Wire.duration(wait));
    return null;
  }

  /// Runs an attempt when there is a slot for it.
  private ActivityOutcome runInSlot(int attempt) throws InterruptedException {
    Instant queued = Instant.now();
    var toStart = request.attributes().getScheduleToStartTimeout();
    Duration left = left();
    Duration patience = Durations.isPositive(toStart) ? min(bounded(toStart), left) : left;
    Slot slot = patience.isPositive() ? waitForSlot(patience) : null;
    if (slot == null) {
      return timedOut(
          patience.equals(left)
              ? TimeoutType.TIMEOUT_TYPE_SCHEDULE_TO_CLOSE
              : TimeoutType.TIMEOUT_TYPE_SCHEDULE_TO_START);
    }
    CompletableFuture<ActivityOutcome> outcome = null;
    try {
      slot.use(new SlotInfo.LocalActivity(request.type()));
      var info =
          new LocalActivityInfo(
              request, run, tasks.worker(), attempt, scheduled, queued, Instant.now());
      ActivityDefinition definition = tasks.find(info.activityType());
      if (definition == null) {
        return new ActivityOutcome.Failed(unknown(info));
      }
      var code =
          new ActivityAttempt(
              info,
              request.attributes().getInput(),
              request.attributes().getHeader(),
              definition,
              tasks.host().converter().withContext(info.context()),
              tasks.host(),
              _ -> {});
      outcome = dispatch(code, slot);
      return await(code, outcome);
    } finally {
      ran();
      if (outcome == null) {
        slot.release(); // no code has it
      }
    }
  }

  /// A slot; null when there was none in time.
  private @Nullable Slot waitForSlot(Duration patience) throws InterruptedException {
    synchronized (this) {
      queueing = true;
    }
    WorkerTimers.Alarm alarm = tasks.timers().after(patience, this::giveUpQueueing);
    try {
      return tasks.slots().acquire(false);
    } catch (InterruptedException e) {
      if (isCancelled()) {
        throw e;
      }
      return null;
    } finally {
      alarm.cancel();
      endQueueing();
    }
  }

  private synchronized void giveUpQueueing() {
    if (queueing) {
      thread.interrupt();
    }
  }

  private synchronized void endQueueing() {
    queueing = false;
    if (cancelled == null) {
      Thread.interrupted(); // the alarm came when there was a slot already
    }
  }

  /// The slot is the code's once this returns: it is given back when the code has ended, also when
  /// nobody waits for it any more.
  private CompletableFuture<ActivityOutcome> dispatch(ActivityAttempt code, Slot slot)
      throws InterruptedException {
    synchronized (this) {
      if (cancelled != null) {
        throw new InterruptedException();
      }
      running = code;
    }
    var outcome = new CompletableFuture<ActivityOutcome>();
    Runnable attempt =
        () -> {
          try {
            outcome.complete(code.run());
          } catch (Throwable e) {
            outcome.completeExceptionally(e);
          } finally {
            slot.release();
          }
        };
    try {
      tasks.execute(attempt);
    } catch (RuntimeException e) {
      slot.release();
      outcome.completeExceptionally(e);
    }
    return outcome;
  }

  private synchronized void ran() {
    running = null;
  }

  private ActivityOutcome await(ActivityAttempt code, CompletableFuture<ActivityOutcome> outcome)
      throws InterruptedException {
    var toClose = request.attributes().getStartToCloseTimeout();
    Duration left = left();
    Duration patience = Durations.isPositive(toClose) ? min(bounded(toClose), left) : left;
    try {
      return outcome.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      code.cancel(Cancellation.TIMED_OUT);
      return timedOut(
          patience.equals(left)
              ? TimeoutType.TIMEOUT_TYPE_SCHEDULE_TO_CLOSE
              : TimeoutType.TIMEOUT_TYPE_START_TO_CLOSE);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return new ActivityOutcome.Failed(FailureEncoding.encode(tasks.host().converter(), cause));
    }
  }

  /// What is left of the time for all attempts together.
  private Duration left() {
    var timeout = request.attributes().getScheduleToCloseTimeout();
    return Durations.isPositive(timeout)
        ? bounded(timeout).minus(Duration.between(scheduled, Instant.now()))
        : FOREVER;
  }

  private static Duration bounded(com.google.protobuf.Duration duration) {
    return min(Wire.duration(duration), FOREVER);
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private Failure unknown(LocalActivityInfo info) {
    return tasks
        .host()
        .converter()
        .encodeFailure(
            ApplicationFailure.of(info + " is not registered on this worker.", "NotFoundError"));
  }

  private static ActivityOutcome timedOut(TimeoutType type) {
    return new ActivityOutcome.Failed(
        Failure.newBuilder()
            .setMessage("Activity timed out")
            .setTimeoutFailureInfo(TimeoutFailureInfo.newBuilder().setTimeoutType(type))
            .build());
  }

  private static Failure cancellation(Payloads details) {
    var info = CanceledFailureInfo.newBuilder();
    if (details.getPayloadsCount() > 0) {
      info.setDetails(details);
    }
    return LocalActivityRequest.CANCELLED.toBuilder().setCanceledFailureInfo(info).build();
  }
}
