package dev.perdure.server.matching;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// All task queues of the server, in memory.
///
/// A task that finds a waiting poller is claimed at once; otherwise it waits, and so does a poller
/// without a task. Nothing here is durable: what must be offered can always be found again from the
/// entities' state.
public final class Matching {
  /// For a poll that sets no rate limit, or has set it before.
  public static final double SAME_RATE = -1;

  private static final long FORGET_NANOS = Duration.ofMinutes(5).toNanos();

  private final ConcurrentHashMap<QueueKey, TaskQueue> queues = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<QueueKey, QueueConfig> configs = new ConcurrentHashMap<>();
  private final StoppedWorkers stopped = new StoppedWorkers();
  private final ScheduledExecutorService scheduler;
  private volatile StrandedTasks stranded = _ -> {};

  /// @param scheduler real time, for the ends of long polls and for rate limits
  public Matching(ScheduledExecutorService scheduler) {
    this.scheduler = scheduler;
    var _ = scheduler.scheduleWithFixedDelay(this::forgetIdle, 1, 1, TimeUnit.MINUTES);
  }

  /// Offers a task to the pollers of a queue.
  public void offer(QueueKey key, Task task) {
    add(key, task, false);
  }

  /// Offers a task again that had been matched with a poller who is gone: it is the oldest.
  public void offerAgain(QueueKey key, Task task) {
    add(key, task, true);
  }

  private void add(QueueKey key, Task task, boolean first) {
    long now = System.nanoTime();
    var queue =
        queues.compute(
            key,
            (_, found) -> {
              var kept = found == null ? begin(key, now) : found;
              kept.add(task, first, now);
              return kept;
            });
    pump(queue);
  }

  private TaskQueue begin(QueueKey key, long nowNanos) {
    var queue = new TaskQueue(nowNanos);
    var config = configs.get(key);
    if (config != null) {
      queue.configure(config, nowNanos);
    }
    return queue;
  }

  /// Sets an operator's limits of a queue.
  public void configure(QueueKey key, QueueConfig config) {
    configs.put(key, config);
    queues.computeIfPresent(
        key,
        (_, queue) -> {
          queue.configure(config, System.nanoTime());
          return queue;
        });
    var queue = queues.get(key);
    if (queue != null) {
      pump(queue);
    }
  }

  /// What can be said of a queue, also of one that nobody has used.
  public QueueDescription describe(QueueKey key) {
    var queue = queues.get(key);
    return queue == null
        ? QueueDescription.unused(configs.getOrDefault(key, QueueConfig.NONE))
        : queue.describe(System.nanoTime());
  }

  /// Parks a poller until a task comes, its time is over, or it leaves.
  ///
  /// @param tasksPerSecond the worker's rate limit for the whole queue, or [#SAME_RATE]
  public void poll(Poller poller, double tasksPerSecond) {
    long now = System.nanoTime();
    long wait = stopped.have(poller) ? 0 : poller.expiresAtNanos - now;
    var parked = new boolean[1];
    var queue =
        queues.compute(
            poller.queue(),
            (_, found) -> {
              var kept = found == null ? begin(poller.queue(), now) : found;
              parked[0] = wait > 0 && kept.park(poller, tasksPerSecond, now);
              return kept;
            });
    if (!parked[0]) {
      if (wait <= 0) {
        poller.answerEmpty();
      }
      return;
    }
    if (stopped.have(poller) && queue.remove(poller, now)) {
      poller.answerEmpty(); // it stopped meanwhile
      return;
    }
    pump(queue);
    queue.expireAt(
        poller, () -> scheduler.schedule(() -> expire(poller), wait, TimeUnit.NANOSECONDS));
  }

  /// A caller hung up: its poll must not take a task any more.
  public void leave(Poller poller) {
    poller.leave();
    var queue = queues.get(poller.queue());
    if (queue != null) {
      queue.remove(poller, System.nanoTime());
    }
  }

  /// Whether anybody polls this queue, or did so just now.
  public boolean alive(QueueKey key) {
    return polledWithin(key, TaskQueue.POLLER_ALIVE_NANOS);
  }

  /// Whether anybody polls this queue, or did so within `nanos`.
  public boolean polledWithin(QueueKey key, long nanos) {
    var queue = queues.get(key);
    return queue != null && queue.polledWithin(nanos, System.nanoTime());
  }

  /// Takes back a task that still waits.
  ///
  /// @return false when it was claimed already
  public boolean withdraw(QueueKey key, Task task) {
    var queue = queues.get(key);
    return queue != null && queue.withdraw(task);
  }

  /// A worker says that it stops: its polls end now, also those that are still on their way, and
  /// its sticky queue has no poller any more.
  ///
  /// @param stickyQueue the name of its sticky queue, empty when it had none
  /// @param workerInstanceKey empty when the worker did not say
  public void shutDownWorker(String namespace, String stickyQueue, String workerInstanceKey) {
    if (!workerInstanceKey.isEmpty()) {
      stopped.add(namespace, workerInstanceKey);
      queues.forEach(
          (key, queue) -> {
            if (key.namespace().equals(namespace)) {
              queue
                  .removeAll(poller -> poller.workerInstanceKey().equals(workerInstanceKey))
                  .forEach(Poller::answerEmpty);
            }
          });
    }
    if (stickyQueue.isEmpty()) {
      return;
    }
    var key = new QueueKey(namespace, stickyQueue, QueueKey.Type.WORKFLOW);
    var queue = queues.get(key);
    if (queue != null) {
      queue.removeAll(_ -> true).forEach(Poller::answerEmpty);
      queue.forgetPollers();
      queue.drain().forEach(stranded::stranded);
    }
  }

  /// What to do with tasks whose sticky worker has gone.
  @FunctionalInterface
  public interface StrandedTasks {
    void stranded(Task task);
  }

  /// Ends every poll, and takes none of the tasks: for a server that stops.
  public void endAllPolls() {
    queues.values().forEach(queue -> queue.removeAll(_ -> true).forEach(Poller::answerEmpty));
  }

  /// Drops every task: the state that they came from is gone. Polls stay.
  public void dropTasks() {
    queues.values().forEach(TaskQueue::drain);
  }

  /// How many tasks wait in a queue.
  public int backlog(QueueKey key) {
    var queue = queues.get(key);
    return queue == null ? 0 : queue.backlogSize();
  }

  /// How many polls are parked in a queue.
  public int pollers(QueueKey key) {
    var queue = queues.get(key);
    return queue == null ? 0 : queue.pollerCount();
  }

  private void expire(Poller poller) {
    var queue = queues.get(poller.queue());
    if (queue != null && queue.remove(poller, System.nanoTime())) {
      poller.answerEmpty();
    }
  }

  private void pump(TaskQueue queue) {
    var matches = queue.match(System.nanoTime());
    if (matches.againInNanos() > 0) {
      var _ =
          scheduler.schedule(
              () -> {
                queue.pumped();
                pump(queue);
              },
              matches.againInNanos(),
              TimeUnit.NANOSECONDS);
    }
    for (var match : matches.matches()) {
      match.task().claim(match.poller());
    }
  }

  /// Says what becomes of tasks that wait in the sticky queue of a worker that has gone.
  public void strandedTo(StrandedTasks elsewhere) {
    stranded = elsewhere;
  }

  private void forgetIdle() {
    forgetIdle(System.nanoTime(), FORGET_NANOS);
  }

  /// Forgets the queues that nobody has used for a while.
  void forgetIdle(long nowNanos, long idleNanos) {
    for (var key : queues.keySet()) {
      var left = new ArrayList<Task>();
      queues.computeIfPresent(
          key,
          (_, queue) -> {
            if (!queue.idleSince(idleNanos, nowNanos)) {
              return queue;
            }
            left.addAll(queue.drain());
            return null;
          });
      left.forEach(stranded::stranded);
    }
  }
}
