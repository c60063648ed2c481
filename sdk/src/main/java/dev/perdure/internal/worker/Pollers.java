package dev.perdure.internal.worker;

import dev.perdure.internal.rpc.Rpc;
import io.temporal.api.taskqueue.v1.PollerScalingDecision;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The pollers of one queue, as many as its scale wants.
final class Pollers<T> {
  private final PolledQueue<T> queue;
  private final PollScale scale;
  private final WorkerConnection connection;
  private final Consumer<? super Throwable> fatal;
  private final WorkerTimers timers;
  private final long startNanos;
  private final Set<Poller<T>> running = new LinkedHashSet<>();

  /// Those of them that wait for the server.
  private final Set<Poller<T>> polling = new HashSet<>();

  private volatile @Nullable Instant lastSuccess;
  private boolean stopping;

  /// Pollers that do not run yet.
  ///
  /// @param fatal told of an error that no repetition cures
  Pollers(
      PolledQueue<T> queue,
      PollScale scale,
      WorkerConnection connection,
      Consumer<? super Throwable> fatal,
      WorkerTimers timers) {
    this.queue = queue;
    this.scale = scale;
    this.connection = connection;
    this.fatal = fatal;
    this.timers = timers;
    this.startNanos = timers.nanoTime();
  }

  /// Tells that the server has said that it decides how many polls are of use.
  void serverDecides() {
    scale.serverDecides();
  }

  void start() {
    grow();
  }

  private synchronized void grow() {
    while (!stopping && running.size() < scale.target()) {
      var poller = new Poller<>(this, queue, timers);
      running.add(poller);
      poller.start();
    }
  }

  /// Whether a poller is to go on. One that is not has ended.
  synchronized boolean goesOn(Poller<T> poller) {
    boolean goesOn = !stopping && running.size() <= scale.target();
    if (!goesOn) {
      running.remove(poller);
    }
    return goesOn;
  }

  /// Whether a poller that has a slot may poll. One that may not has ended: the server has been
  /// told of the shutdown, so it would not end the poll.
  synchronized boolean mayPoll(Poller<T> poller) {
    if (stopping) {
      running.remove(poller);
    } else {
      polling.add(poller);
    }
    return !stopping;
  }

  synchronized void hasPolled(Poller<T> poller) {
    polling.remove(poller);
  }

  synchronized void ended(Poller<T> poller) {
    running.remove(poller);
  }

  void fatal(Throwable error) {
    fatal.accept(error);
  }

  void polled(boolean hasTask, @Nullable PollerScalingDecision decision) {
    lastSuccess = Instant.now();
    scale.polled(hasTask, decision, timers.nanoTime());
    grow();
  }

  void failed(boolean busy) {
    scale.failed(busy);
  }

  /// The queue that is polled.
  PolledQueue<T> queue() {
    return queue;
  }

  /// When the server last answered a poll; null when it never did.
  @Nullable Instant lastSuccess() {
    return lastSuccess;
  }

  /// Whether the server decides how many there are.
  boolean isAutoscaling() {
    return scale.isAutoscaling();
  }

  Rpc rpc() {
    return connection.rpc();
  }

  long startNanos() {
    return startNanos;
  }

  synchronized boolean isStopping() {
    return stopping;
  }

  /// How many pollers there are.
  synchronized int size() {
    return running.size();
  }

  /// No further poll after the outstanding ones. Pollers that wait for something else end at once.
  synchronized void stop() {
    stopping = true;
    running.stream().filter(poller -> !polling.contains(poller)).forEach(Poller::cancel);
  }

  /// Ends the outstanding polls, after [#stop()].
  void cancel() {
    running().forEach(Poller::cancel);
  }

  /// Waits until the outstanding polls have ended, and cancels those that are left at the deadline.
  void end(long deadlineNanos) throws InterruptedException {
    for (Poller<T> poller : running()) {
      var left = Duration.ofNanos(deadlineNanos - System.nanoTime());
      if (!left.isPositive() || !poller.join(left)) {
        poller.cancel();
      }
    }
  }

  private synchronized List<Poller<T>> running() {
    return List.copyOf(running);
  }
}
