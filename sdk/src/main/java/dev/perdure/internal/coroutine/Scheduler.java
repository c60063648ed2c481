package dev.perdure.internal.coroutine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the coroutines of one workflow run, one at a time and in an order that depends on nothing
/// but what they do.
///
/// First all that are ready run, in the order in which they became so; then conditions are tested,
/// in the order in which they were registered, and each that holds lets its coroutine go on at
/// once, before the next is tested. That is repeated until nothing moves.
public final class Scheduler {
  private static final Logger log = LoggerFactory.getLogger(Scheduler.class);
  private static final long REPORT_NANOS = 5_000_000_000L;

  private final Duration limit;
  private final LongSupplier clock;
  private final ProcessorTime processorTime;
  private @Nullable Starvation starvation;
  private final List<Coroutine> live = new ArrayList<>(1);
  private final ArrayDeque<Coroutine> ready = new ArrayDeque<>(2);
  private final List<Waiter> waiters = new ArrayList<>(1);
  private @Nullable Coroutine current;
  private volatile boolean stopped;
  private volatile @Nullable Thread busyThread;
  private volatile long busySince;
  private volatile @Nullable Thread driver;
  private volatile @Nullable PotentialDeadlockException deadlock;
  private boolean reported;

  /// A scheduler that reports a coroutine which runs for longer than `limit` without waiting; zero
  /// for never.
  public Scheduler(Duration limit) {
    // The measure is looked up when it is needed: a run that never takes long never needs it.
    this(limit, System::nanoTime, thread -> ProcessorTime.system().read(thread));
  }

  /// @param clock tells nanoseconds as [System#nanoTime] does
  Scheduler(Duration limit, LongSupplier clock, ProcessorTime processorTime) {
    this.limit = limit;
    this.clock = clock;
    this.processorTime = processorTime;
  }

  /// A coroutine that waits until its condition holds.
  private static final class Waiter {
    final Coroutine coroutine;
    final BooleanSupplier condition;
    @Nullable Throwable failure;

    Waiter(Coroutine coroutine, BooleanSupplier condition) {
      this.coroutine = coroutine;
      this.condition = condition;
    }

    boolean holds() {
      try {
        return condition.getAsBoolean();
      } catch (Throwable e) {
        failure = e; // thrown in the coroutine, where the condition was given
        return true;
      }
    }

    /// What a condition throws is unchecked, so this adds nothing to it.
    RuntimeException rethrown() {
      switch (failure) {
        case Error e -> throw e;
        case RuntimeException e -> throw e;
        case null, default -> throw new IllegalStateException("A condition failed", failure);
      }
    }
  }

  /// Adds a coroutine behind those that are ready. It runs when the scheduler does.
  public Coroutine start(String name, Runnable body) {
    throwIfStopped();
    var coroutine = new Coroutine(this, name, body);
    live.add(coroutine);
    ready.add(coroutine);
    return coroutine;
  }

  /// Runs until every coroutine waits or has ended.
  ///
  /// @throws PotentialDeadlockException when one neither waits nor ends within the limit; the
  ///   scheduler can then only be closed
  public void runUntilBlocked() {
    watched(this::run);
  }

  /// Runs a piece of code that must not wait, and nothing else.
  ///
  /// @throws PotentialDeadlockException when it does not end within the limit; the scheduler can
  ///   then only be closed
  public void runAlone(String name, Runnable body) {
    var coroutine = new Coroutine(this, name, body);
    live.add(coroutine);
    watched(() -> resume(coroutine));
    if (!coroutine.isDone()) {
      throw new IllegalStateException("The code \"%s\" waits, but must not.".formatted(name));
    }
  }

  private void run() {
    boolean moved;
    do {
      moved = runReady();
      for (int i = 0; i < waiters.size(); ) {
        Waiter waiter = waiters.get(i);
        if (holds(waiter)) {
          waiters.remove(i);
          resume(waiter.coroutine);
          runReady();
          moved = true;
        } else {
          i++;
        }
      }
    } while (moved);
  }

  private boolean runReady() {
    boolean moved = false;
    for (Coroutine next = ready.poll(); next != null; next = ready.poll()) {
      resume(next);
      moved = true;
    }
    return moved;
  }

  private boolean holds(Waiter waiter) {
    current = waiter.coroutine;
    busy();
    boolean holds = waiter.holds();
    idle();
    current = null;
    throwIfDeadlocked();
    return holds;
  }

  private void resume(Coroutine coroutine) {
    current = coroutine;
    coroutine.resume();
    current = null;
    if (coroutine.isDone()) {
      live.remove(coroutine);
    }
  }

  private void watched(Runnable action) {
    throwIfDeadlocked();
    driver = Thread.currentThread();
    boolean watch = limit.isPositive();
    if (watch) {
      DeadlockWatch.add(this);
    }
    try {
      action.run();
      throwIfDeadlocked(); // code may have ended just when it was found to block
    } finally {
      if (watch) {
        DeadlockWatch.remove(this);
      }
      driver = null;
    }
  }

  /// The coroutine that runs, or whose condition is tested.
  ///
  /// @throws IllegalStateException when none does
  public Coroutine current() {
    if (current == null) {
      throw new IllegalStateException("No coroutine runs.");
    }
    return current;
  }

  /// Whether the calling thread is the one that holds the baton.
  public boolean isOnTurn() {
    return busyThread == Thread.currentThread();
  }

  /// Makes the current coroutine wait until [#wake] is called for it.
  public void park() {
    throwIfStopped();
    current().giveWay();
    throwIfStopped();
  }

  /// Makes a parked coroutine ready, behind those that are.
  public void wake(Coroutine coroutine) {
    ready.add(coroutine);
  }

  /// Makes the current coroutine wait until the condition holds. What the condition throws is
  /// thrown here.
  public void await(BooleanSupplier condition) {
    throwIfStopped();
    if (condition.getAsBoolean()) {
      return;
    }
    var waiter = new Waiter(current(), condition);
    waiters.add(waiter);
    waiter.coroutine.giveWay();
    throwIfStopped();
    if (waiter.failure != null) {
      throw waiter.rethrown();
    }
  }

  /// Whether it was closed.
  public boolean isStopped() {
    return stopped;
  }

  /// Throws [CoroutineStopped] when the scheduler was closed.
  public void throwIfStopped() {
    if (stopped) {
      throw new CoroutineStopped();
    }
  }

  void throwIfDeadlocked() {
    PotentialDeadlockException found = deadlock;
    if (found != null) {
      // The watch may have interrupted this thread, which goes on to report what it found.
      var _ = Thread.interrupted();
      throw found;
    }
  }

  /// Ends all coroutines, in the order of their start: each is resumed once, and every wait throws
  /// [CoroutineStopped]. One that blocks is not waited for here; it and those behind it end when it
  /// stops blocking.
  public void close() {
    stopped = true;
    try {
      watched(this::unwind);
    } catch (PotentialDeadlockException e) {
      var _ = Thread.ofVirtual().name("unwinding").start(this::unwindPatiently);
    }
  }

  private void unwind() {
    ready.clear();
    waiters.clear();
    while (!live.isEmpty()) {
      Coroutine coroutine = live.getFirst();
      current = coroutine;
      coroutine.unwind();
      live.removeFirst();
    }
    current = null;
  }

  private void unwindPatiently() {
    deadlock = null;
    unwind();
  }

  /// What one coroutine is doing.
  ///
  /// @param name the coroutine
  /// @param frames its stack, innermost first
  public record Stack(String name, List<StackTraceElement> frames) {}

  /// Where the coroutines are, without the frames that are ours or the JDK's.
  public List<Stack> stacks() {
    return live.stream()
        .map(
            c ->
                new Stack(
                    c.name(),
                    List.of(c.stackTrace()).stream()
                        .filter(f -> !PotentialDeadlockException.isInternal(f.getClassName()))
                        .toList()))
        .filter(s -> !s.frames.isEmpty())
        .toList();
  }

  /// Workflow code runs on this thread from now on. Measured here, and not where the baton was
  /// given, so that waiting for a processor does not count.
  void busy() {
    busySince = clock.getAsLong();
    busyThread = Thread.currentThread();
  }

  void idle() {
    busyThread = null;
  }

  /// Called by the watch, a few times a second.
  ///
  /// @param stoodStill nanoseconds for which the whole process has stood still since the call
  ///   before
  void check(long stoodStill) {
    long now = clock.getAsLong();
    Thread thread = busyThread;
    long since = busySince;
    if (thread == null || now - since - lost(thread, since, now, stoodStill) < limit.toNanos()) {
      return;
    }
    PotentialDeadlockException known = deadlock;
    if (known != null) {
      reportIgnored(known, now - since);
      return;
    }
    StackTraceElement[] stack = thread.getStackTrace();
    if (thread == busyThread && since == busySince && !Debugger.isPresent()) {
      deadlock = new PotentialDeadlockException(limit, stack);
      thread.interrupt();
      LockSupport.unpark(driver);
    }
  }

  private long lost(Thread thread, long since, long now, long stoodStill) {
    if (starvation == null) {
      starvation = new Starvation(processorTime);
    }
    return starvation.sample(thread, since, now, stoodStill);
  }

  /// Code that computes without end may hold the very processor that would report it.
  private void reportIgnored(PotentialDeadlockException known, long busyNanos) {
    if (!reported && driver != null && busyNanos > limit.toNanos() + REPORT_NANOS) {
      reported = true;
      log.error("Workflow code goes on after it was told to stop, and holds a processor.", known);
    }
  }
}
