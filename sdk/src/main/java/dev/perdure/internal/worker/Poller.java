package dev.perdure.internal.worker;

import dev.perdure.internal.rpc.Backoff;
import dev.perdure.internal.rpc.CallErrors;
import dev.perdure.internal.rpc.ClosedException;
import dev.perdure.internal.rpc.Rpc;
import dev.perdure.internal.worker.Slots.Slot;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One long poll after the other, on one virtual thread: it takes a slot, waits for a task, hands
/// both on, and starts over. An unreachable server is asked again for as long as the worker runs.
final class Poller<T> {
  private static final Logger log = LoggerFactory.getLogger(Poller.class);

  /// For how long after the start even a refusal is taken as passing: a server that just came up
  /// may not know its namespaces yet.
  private static final Duration LENIENT = Duration.ofSeconds(60);

  private final Pollers<T> group;
  private final PolledQueue<T> queue;
  private final WorkerTimers timers;
  private final Thread thread;
  private Backoff backoff = Backoff.polling();

  /// A poller that does not run yet.
  Poller(Pollers<T> group, PolledQueue<T> queue, WorkerTimers timers) {
    this.group = group;
    this.queue = queue;
    this.timers = timers;
    this.thread = Thread.ofVirtual().name("perdure-poller").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /// Ends the outstanding poll, or whatever it waits for, after the group was stopped.
  void cancel() {
    thread.interrupt();
  }

  boolean join(Duration timeout) throws InterruptedException {
    return thread.join(timeout);
  }

  private void run() {
    try {
      while (group.goesOn(this)) {
        Slot slot = queue.slot();
        if (!group.mayPoll(this)) {
          slot.release();
          return;
        }
        Rpc rpc = group.rpc();
        try {
          poll(rpc, slot);
          recovered();
        } catch (StatusRuntimeException e) {
          failed(e, rpc);
        }
      }
    } catch (InterruptedException e) {
      // Ended while it waited for a slot or between two tries. There is nothing to give back.
      group.ended(this);
    } catch (Throwable e) {
      group.ended(this);
      group.fatal(e);
    }
  }

  private void poll(Rpc rpc, Slot slot) {
    boolean handed = false;
    try {
      PolledQueue.Answer<T> answer = queue.poll().poll(rpc);
      T task = answer.task();
      group.polled(task != null, answer.scaling());
      if (task != null) {
        handed = true;
        queue.hand().accept(task, slot);
      }
    } finally {
      group.hasPolled(this);
      if (!handed) {
        slot.release();
      }
    }
  }

  private void recovered() {
    if (backoff.failures() > 0) {
      log.info("Polling for {} works again.", queue.name());
      backoff = Backoff.polling();
    }
  }

  private void failed(StatusRuntimeException error, Rpc rpc) throws InterruptedException {
    if (group.isStopping() || rpc != group.rpc()) {
      return; // ended with the worker, or with the client that another one has replaced
    }
    if (error.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED) {
      group.polled(false, null);
      return;
    }
    boolean lenient = timers.nanoTime() - group.startNanos() < LENIENT.toNanos();
    if (error instanceof ClosedException || (!lenient && !isPassing(error))) {
      throw error;
    }
    group.failed(CallErrors.isBusy(error.getStatus()));
    pause(error);
  }

  private static boolean isPassing(StatusRuntimeException error) {
    return CallErrors.isTransient(error) || error.getStatus().getCode() == Status.Code.CANCELLED;
  }

  private void pause(StatusRuntimeException error) throws InterruptedException {
    long wait = backoff.nextNanos(error.getStatus());
    if (backoff.failures() == 1) {
      log.warn(
          "Polling for {} failed ({}). It is tried again until the server answers.",
          queue.name(),
          CallErrors.describe(error));
    }
    TimeUnit.NANOSECONDS.sleep(wait);
    group.rpc().reconnect();
  }
}
