package dev.perdure.server.clock;

import static java.util.Comparator.comparing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes engine time skip what nobody would do anything in.
///
/// Locks are counted. While there is none, and nothing is [in flight][InFlight], time jumps to when
/// the next entity or sleeper is due; as long as nothing is due at all it goes on at its own pace.
/// Time that skips only for those who wait needs more: a sleeper (whatever the locks), or somebody
/// who [awaits][Awaits] an outcome. A jump is handed to the journal before any decision is stamped
/// with the new time.
///
/// Real time is not touched: deadlines of calls, polls and rates go on as they are.
public final class TimeSkipping implements InFlight, Awaits, AutoCloseable {
  /// Times are stored in nanoseconds, which end soon after.
  public static final Instant LAST = Instant.parse("2262-01-01T00:00:00Z");

  private static final Logger log = LoggerFactory.getLogger(TimeSkipping.class);
  private static final int PAGE = 100;
  private static final int MOST_SLEEPERS = 10_000;
  private static final long RETRY_NANOS = 1_000_000_000L;

  private final EngineClock clock;
  private @Nullable Agenda agenda;
  private final Thread thread;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final PriorityQueue<Sleep> sleeps = new PriorityQueue<>(comparing(Sleep::until));

  private final boolean onlyWhileAwaited;
  private long locks;
  private long awaits;
  private long turns;
  private long inFlight;
  private boolean known;

  /// Raised by whatever may make another moment the next one.
  private long version;

  /// Done when the last jump is on disk.
  private CompletableFuture<Void> kept = CompletableFuture.completedFuture(null);

  /// What was due and woken when the thread last looked.
  private Set<Due> woken = Set.of();

  /// What the server has to do, and where its time is kept. Called by one thread at a time.
  public interface Agenda {
    /// A page of the entities that are to be woken, in the order of their times, as of now.
    ///
    /// @param after the last one of the page before, null for the first page
    CompletableFuture<List<Due>> page(@Nullable Due after, int limit);

    /// Wakes an entity, which looks for itself what is due.
    ///
    /// @param done called in any case, when that is done
    void wake(Due due, Runnable done);

    /// Time was made to skip.
    void skipped();

    /// Has the journal keep how far time is ahead of the wall clock, before what is appended later.
    CompletableFuture<Void> keep(Duration offset);
  }

  /// Somebody who waits for engine time.
  ///
  /// @param locks whether time is locked again when the time has come
  private record Sleep(Instant until, boolean locks, Runnable over) {}

  /// @param locks with how many locks it begins
  /// @param onlyWhileAwaited whether it skips only for those who wait
  public TimeSkipping(EngineClock clock, int locks, boolean onlyWhileAwaited) {
    this.clock = clock;
    this.locks = locks;
    this.onlyWhileAwaited = onlyWhileAwaited;
    this.thread = Thread.ofPlatform().daemon().name("perdure-time-skipping").unstarted(this::run);
  }

  /// Begins to skip. Called once.
  public void start(Agenda of) {
    agenda = of;
    thread.start();
  }

  private Agenda agenda() {
    return Objects.requireNonNull(agenda, "start comes first");
  }

  /// Adds a lock. Time does not skip after that.
  public void addLock() {
    change(() -> locks++);
  }

  /// Takes a lock away.
  ///
  /// @return false when there is none
  public boolean removeLock() {
    lock.lock();
    try {
      if (locks == 0) {
        return false;
      }
      locks--;
      moved();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Waits until `duration` of engine time has passed.
  ///
  /// @param unlocking whether one lock is lifted for that long
  public Sleeping sleep(Duration duration, boolean unlocking, Runnable over) {
    lock.lock();
    try {
      var now = clock.instant();
      if (duration.compareTo(Duration.between(now, LAST)) > 0) {
        return Sleeping.BEYOND_TIME;
      }
      return sleepUntil(now.plus(duration), unlocking, over);
    } finally {
      lock.unlock();
    }
  }

  /// Waits until engine time is `until`.
  public Sleeping sleepUntil(Instant until, Runnable over) {
    return sleepUntil(until, false, over);
  }

  private Sleeping sleepUntil(Instant until, boolean unlocking, Runnable over) {
    lock.lock();
    try {
      if (until.isAfter(LAST)) {
        return Sleeping.BEYOND_TIME;
      }
      if (unlocking && locks == 0) {
        return Sleeping.NOT_LOCKED;
      }
      if (sleeps.size() >= MOST_SLEEPERS) {
        return Sleeping.TOO_MANY;
      }
      sleeps.add(new Sleep(until, unlocking, over));
      locks -= unlocking ? 1 : 0;
      version++;
      changed.signal();
      return Sleeping.BEGUN;
    } finally {
      lock.unlock();
    }
  }

  /// What becomes of the wish to sleep.
  public enum Sleeping {
    /// It will be told when the time has come.
    BEGUN,
    /// There is no lock that could be lifted.
    NOT_LOCKED,
    /// Too many sleep already.
    TOO_MANY,
    /// Later than [#LAST].
    BEYOND_TIME
  }

  /// Runs one of two actions when the time of now can no longer be lost.
  public void whenKept(Runnable durable, Runnable lost) {
    CompletableFuture<Void> last;
    lock.lock();
    try {
      last = kept;
    } finally {
      lock.unlock();
    }
    var _ = last.whenComplete((_, failure) -> (failure == null ? durable : lost).run());
  }

  /// All that was in flight before the server started is counted: time may skip.
  public void resume() {
    change(() -> known = true);
  }

  /// What is in flight is not known any more: the state that told is dropped.
  public void suspend() {
    change(() -> known = false);
  }

  /// The store was opened again: what it keeps may be older than the time that it is.
  public void keepAgain() {
    change(() -> kept = agenda().keep(clock.offset()));
  }

  @Override
  public boolean isCounted() {
    return true;
  }

  @Override
  public void turnBegins() {
    lock.lock();
    try {
      turns++;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void turnEnds(int more) {
    change(
        () -> {
          turns--;
          inFlight += more;
        });
  }

  @Override
  public void awaited(int more) {
    change(() -> awaits += more);
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      moved();
    } finally {
      lock.unlock();
    }
  }

  private void moved() {
    version++;
    if (maySkip()) {
      changed.signal();
    }
  }

  private boolean maySkip() {
    return turns == 0 && inFlight == 0 && known && isLetSkip();
  }

  private boolean isLetSkip() {
    if (onlyWhileAwaited) {
      return !sleeps.isEmpty() || (awaits > 0 && locks == 0);
    }
    return locks == 0;
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    try {
      while (true) {
        endSleeps();
        long seen = lull();
        if (seen >= 0) {
          trySkip(seen);
        }
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  /// A store that cannot be read now is opened again, or the server ends.
  private void trySkip(long seen) throws InterruptedException {
    try {
      var next = next();
      if (next == null) {
        awaitChange(seen, Long.MAX_VALUE);
      } else {
        skip(seen, next);
      }
    } catch (CompletionException e) {
      log.warn("It could not be read when time has to skip to; it is tried again", e);
      awaitChange(seen, RETRY_NANOS);
    }
  }

  /// Tells the sleepers whose time has come.
  private void endSleeps() {
    var over = new ArrayList<Runnable>();
    lock.lock();
    try {
      var now = clock.instant();
      for (var first = sleeps.peek();
          first != null && !first.until.isAfter(now);
          first = sleeps.peek()) {
        sleeps.remove();
        locks += first.locks ? 1 : 0;
        over.add(first.over);
        version++;
      }
    } finally {
      lock.unlock();
    }
    over.forEach(Runnable::run);
  }

  /// Whether time may skip; if not, waits for anything to change.
  ///
  /// @return the version for which it may, negative if it may not
  private long lull() throws InterruptedException {
    lock.lock();
    try {
      if (maySkip()) {
        return version;
      }
      awaitLocked(version, Long.MAX_VALUE);
      return -1;
    } finally {
      lock.unlock();
    }
  }

  /// Waits for a change since `seen`, a sleeper's time, or for as long as the nanoseconds say.
  private void awaitChange(long seen, long nanos) throws InterruptedException {
    lock.lock();
    try {
      awaitLocked(seen, nanos);
    } finally {
      lock.unlock();
    }
  }

  private void awaitLocked(long seen, long nanos) throws InterruptedException {
    var first = sleeps.peek();
    long left = nanos;
    if (first != null) {
      left = Math.min(left, Duration.between(clock.instant(), first.until).toNanos());
    }
    while (version == seen && left > 0) {
      left = changed.awaitNanos(left);
    }
  }

  /// The next moment at which there is something to do; wakes on the way what is due already.
  ///
  /// @return null when nothing is to be done at any time, or it has just been begun
  private @Nullable Instant next() throws InterruptedException {
    var overdue = new HashSet<Due>();
    boolean begun = false;
    @Nullable Due last = null;
    @Nullable Instant next = null;
    while (next == null) {
      var page = agenda().page(last, PAGE).join();
      for (var due : page) {
        if (due.at().isAfter(clock.instant())) {
          next = due.at();
          break;
        }
        if (overdue.size() < PAGE) {
          overdue.add(due);
        }
        // One that is still there after it was woken has changed its mind since.
        begun |= !woken.contains(due);
        wake(due);
        last = due;
      }
      if (page.size() < PAGE) {
        break;
      }
    }
    woken = overdue;
    return begun ? clock.instant() : earlier(next);
  }

  private @Nullable Instant earlier(@Nullable Instant next) {
    lock.lock();
    try {
      var first = sleeps.peek();
      var earliest =
          first == null || (next != null && next.isBefore(first.until)) ? next : first.until;
      return earliest == null || earliest.isAfter(LAST) ? null : earliest;
    } finally {
      lock.unlock();
    }
  }

  private void wake(Due due) throws InterruptedException {
    var done = new CountDownLatch(1);
    agenda().wake(due, done::countDown);
    done.await();
  }

  private void skip(long seen, Instant next) throws InterruptedException {
    lock.lock();
    try {
      if (version != seen || !maySkip()) {
        return;
      }
      var before = clock.offset();
      var offset = clock.skipTo(next);
      if (offset.equals(before)) {
        return;
      }
      kept = agenda().keep(offset);
      version++;
    } finally {
      lock.unlock();
    }
    agenda().skipped();
    // Now, for others may soon be in flight and keep this thread waiting.
    var _ = next();
  }
}
