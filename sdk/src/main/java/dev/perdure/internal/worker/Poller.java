package dev.perdure.internal.worker;

import dev.perdure.internal.rpc.Backoff;
import dev.perdure.internal.rpc.CallErrors;
import dev.perdure.internal.rpc.ClosedException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One long poll after the other, on one virtual thread: it takes a slot, waits for a task, hands
/// both on, and starts over. An unreachable server is asked again for as long as the worker runs.
final class Poller<T> {
  private static final Logger log = LoggerFactory.getLogger(Poller.class);

  /// For how long after the start even a refusal is taken as passing: a server that just came up
  /// may not know its namespaces yet.
  private static final Duration LENIENT = Duration.ofSeconds(60);

  /// Asks the server for a task.
  @FunctionalInterface
  interface LongPoll<T> {
    /// The task; null when there was none in the time that a poll takes.
    @Nullable T poll() throws InterruptedException;
  }

  private final String name;
  private final Slots slots;
  private final LongPoll<T> poll;
  private final Consumer<T> hand;
  private final Runnable reconnect;
  private final Consumer<? super Throwable> fatal;
  private final WorkerTimers timers;
  private final Thread thread;
  private volatile boolean stopping;

  /// A poller that does not run yet.
  ///
  /// @param name for messages, as in `workflow tasks of "orders"`
  /// @param poll one long poll
  /// @param hand takes a task together with its slot, and returns at once
  /// @param reconnect called before the poll that follows a failure
  /// @param fatal told of an error that no repetition cures; the poller has ended then
  Poller(
      String name,
      Slots slots,
      LongPoll<T> poll,
      Consumer<T> hand,
      Runnable reconnect,
      Consumer<? super Throwable> fatal,
      WorkerTimers timers) {
    this.name = name;
    this.slots = slots;
    this.poll = poll;
    this.hand = hand;
    this.reconnect = reconnect;
    this.fatal = fatal;
    this.timers = timers;
    this.thread = Thread.ofVirtual().name("perdure-poller").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /// No further poll after the outstanding one.
  void stop() {
    stopping = true;
  }

  /// Ends the outstanding poll, after [#stop()].
  void cancel() {
    thread.interrupt();
  }

  boolean join(Duration timeout) throws InterruptedException {
    return thread.join(timeout);
  }

  private void run() {
    long start = timers.nanoTime();
    Backoff backoff = Backoff.polling();
    try {
      while (!stopping) {
        slots.acquire();
        try {
          pollOnce();
          if (backoff.failures() > 0) {
            log.info("Polling for {} works again.", name);
            backoff = Backoff.polling();
          }
        } catch (StatusRuntimeException e) {
          if (!stopping && e.getStatus().getCode() != Status.Code.DEADLINE_EXCEEDED) {
            boolean lenient = timers.nanoTime() - start < LENIENT.toNanos();
            if (e instanceof ClosedException || (!lenient && !isPassing(e))) {
              fatal.accept(e);
              return;
            }
            pause(e, backoff);
          }
        }
      }
    } catch (InterruptedException e) {
      // Cancelled while it waited for a slot or between two tries. There is nothing to give back.
      Thread.currentThread().interrupt();
    } catch (Throwable e) {
      fatal.accept(e);
    }
  }

  private void pollOnce() throws InterruptedException {
    boolean handed = false;
    try {
      T task = poll.poll();
      if (task != null) {
        handed = true;
        hand.accept(task);
      }
    } finally {
      if (!handed) {
        slots.release();
      }
    }
  }

  private static boolean isPassing(StatusRuntimeException error) {
    return CallErrors.isTransient(error) || error.getStatus().getCode() == Status.Code.CANCELLED;
  }

  private void pause(StatusRuntimeException error, Backoff backoff) throws InterruptedException {
    long wait = backoff.nextNanos(error.getStatus());
    if (backoff.failures() == 1) {
      log.warn(
          "Polling for {} failed ({}). It is tried again until the server answers.",
          name,
          CallErrors.describe(error));
    }
    TimeUnit.NANOSECONDS.sleep(wait);
    reconnect.run();
  }
}
