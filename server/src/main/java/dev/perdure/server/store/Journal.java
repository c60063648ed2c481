package dev.perdure.server.store;

import dev.perdure.engine.record.EntityKey;
import dev.perdure.server.store.StoreException.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The order in which everything happened, made durable by one writer with one commit for all that
/// waits.
///
/// A position (LSN) is the number of a transition, from 1, and goes on over restarts. What leaves
/// the process waits with [#whenDurable] for the position that it depends on. Positions that a
/// failed write lost are never given to anything else in the same process, so whoever still holds
/// one learns that it is lost, and not that it is durable.
public final class Journal {
  private static final Logger log = LoggerFactory.getLogger(Journal.class);

  /// The position of what is appended after a write has failed. It is never durable.
  public static final long LOST = Long.MAX_VALUE;

  private static final int BATCH_COUNT = 4_096;
  private static final long BATCH_BYTES = 4L << 20;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private final ArrayDeque<Item> queue = new ArrayDeque<>();
  private final DurableCallbacks callbacks = new DurableCallbacks();
  private final List<Consumer<StoreException>> failureListeners = new ArrayList<>();
  private final Namespaces namespaces;
  private final SeenKeys seenKeys;
  private final List<LostRange> lost;
  private @Nullable StoreException failure;
  private boolean closing;
  private boolean writerWaits;
  private long lastLsn;
  private volatile long durableLsn;
  private final AtomicLong waitingBytes = new AtomicLong();
  private final AtomicLong commits = new AtomicLong();

  /// What the writer is asked to do, in the order in which it was asked.
  sealed interface Item {}

  /// Write a transition.
  record Write(Append append, long lsn) implements Item {}

  /// Move one entity, or all of them if there is no key, to the tables.
  record Fold(@Nullable EntityKey key, CompletableFuture<Void> done) implements Item {}

  /// Run something in a transaction on the writer's connection.
  record Run(Statements statements, CompletableFuture<Void> done) implements Item {}

  /// SQL for the writer's transaction.
  @FunctionalInterface
  interface Statements {
    void run(Tables tables) throws java.sql.SQLException;
  }

  /// Positions that a failed write lost.
  record LostRange(long first, long last) {}

  /// @param lsn the last position that the file has
  /// @param lost what former journals of this process lost
  Journal(long lsn, List<LostRange> lost, Namespaces namespaces, SeenKeys seenKeys) {
    // A write may have failed and be there all the same.
    this.lost =
        lost.stream()
            .map(range -> new LostRange(Math.max(range.first, lsn + 1), range.last))
            .filter(range -> range.first <= range.last)
            .toList();
    this.lastLsn = lost.isEmpty() ? lsn : Math.max(lsn, lost.getLast().last);
    this.durableLsn = lastLsn;
    this.namespaces = namespaces;
    this.seenKeys = seenKeys;
  }

  /// Adds a transition. Never waits for the disk and never fails: what was appended to a journal
  /// that is closed or has failed is dropped, and who waits for its position is told.
  ///
  /// @return its position, [#LOST] if it was dropped
  /// @throws IllegalArgumentException if the namespace is not registered, or a record is of a run
  ///   without a summary
  public long append(Transition transition) {
    long lsn = appendAhead(transition);
    begin();
    return lsn;
  }

  /// Adds a transition that others will follow at once: [#append], but the writer sleeps on until
  /// [#begin] is called, so that one commit takes them all.
  public long appendAhead(Transition transition) {
    var append = Append.of(transition, namespaces.number(transition.key().namespace()));
    seenKeys.add(transition.key());
    lock.lock();
    try {
      if (failure != null || closing) {
        return LOST;
      }
      long lsn = ++lastLsn;
      waitingBytes.addAndGet(append.bytes());
      queue.add(new Write(append, lsn));
      return lsn;
    } finally {
      lock.unlock();
    }
  }

  /// Makes the writer begin with what [#appendAhead] has added, if it is idle.
  public void begin() {
    lock.lock();
    try {
      wakeWriter();
    } finally {
      lock.unlock();
    }
  }

  /// Calls back once everything up to the position is durable, or never will be: at once if that is
  /// known already, else on the writer's thread, in the order of the positions.
  public void whenDurable(long lsn, DurableCallback callback) {
    if (isDurable(lsn)) {
      call(callback, null);
      return;
    }
    StoreException cause = null;
    lock.lock();
    try {
      if (!isDurable(lsn)) {
        cause = failure == null && (lsn == LOST || isLost(lsn)) ? lost() : failure;
        if (cause == null) {
          callbacks.add(lsn, callback);
          return;
        }
      }
    } finally {
      lock.unlock();
    }
    call(callback, cause);
  }

  /// Whether everything up to the position survives a crash.
  public boolean isDurable(long lsn) {
    return lsn <= durableLsn && !isLost(lsn);
  }

  /// The position up to which everything survives a crash, except what was lost before this journal
  /// was opened.
  public long durableLsn() {
    return durableLsn;
  }

  private boolean isLost(long lsn) {
    for (var range : lost) {
      if (lsn >= range.first && lsn <= range.last) {
        return true;
      }
    }
    return false;
  }

  /// What this process has lost, this journal's part included. To be called when it has ended.
  List<LostRange> allLost() {
    lock.lock();
    try {
      var all = new ArrayList<>(lost);
      if (lastLsn > durableLsn) {
        all.add(new LostRange(durableLsn + 1, lastLsn));
      }
      return List.copyOf(all);
    } finally {
      lock.unlock();
    }
  }

  private static StoreException lost() {
    return new StoreException(Kind.CLOSED, "A write of the journal failed, and this was lost.");
  }

  /// The position of the last transition that was appended.
  public long lastLsn() {
    lock.lock();
    try {
      return lastLsn;
    } finally {
      lock.unlock();
    }
  }

  /// How many bytes were appended that are not durable yet: the measure of how far callers are
  /// ahead of the disk.
  public long waitingBytes() {
    return waitingBytes.get();
  }

  /// How many commits were made since the store was opened. Each is one wait for the disk.
  public long commits() {
    return commits.get();
  }

  /// Calls back when a commit fails, after all that waited was told. The journal takes nothing more
  /// then; see [Store#reopen].
  public void onFailure(Consumer<StoreException> listener) {
    StoreException known;
    lock.lock();
    try {
      known = failure;
      failureListeners.add(listener);
    } finally {
      lock.unlock();
    }
    if (known != null) {
      listener.accept(known);
    }
  }

  /// Has the entity's rows brought up to date with all that was appended before this call.
  CompletableFuture<Void> fold(EntityKey key) {
    return ask(new Fold(key, new CompletableFuture<>()));
  }

  /// Has all rows brought up to date with all that was appended before this call.
  CompletableFuture<Void> foldAll() {
    return ask(new Fold(null, new CompletableFuture<>()));
  }

  CompletableFuture<Void> run(Statements statements) {
    return ask(new Run(statements, new CompletableFuture<>()));
  }

  private CompletableFuture<Void> ask(Item item) {
    var done =
        switch (item) {
          case Fold fold -> fold.done();
          case Run run -> run.done();
          case Write _ -> throw new IllegalArgumentException("writes are appended");
        };
    lock.lock();
    try {
      if (failure == null && !closing) {
        enqueue(item);
      } else {
        done.completeExceptionally(failure != null ? failure : closed());
      }
    } finally {
      lock.unlock();
    }
    return done;
  }

  private void enqueue(Item item) {
    queue.add(item);
    wakeWriter();
  }

  private void wakeWriter() {
    if (writerWaits && !queue.isEmpty()) {
      writerWaits = false;
      filled.signal();
    }
  }

  /// Waits for something to do, at most for the time given. For the writer.
  ///
  /// @return what to do in one transaction, nothing if the time is over; null when the journal is
  ///   closed and all was taken
  @Nullable List<Item> take(long nanos) throws InterruptedException {
    lock.lock();
    try {
      long left = nanos;
      while (queue.isEmpty() && !closing && left > 0) {
        writerWaits = true;
        left = filled.awaitNanos(left);
        writerWaits = false;
      }
      if (queue.isEmpty()) {
        return closing ? null : List.of();
      }
      var items = new ArrayList<Item>(Math.min(queue.size(), BATCH_COUNT));
      long bytes = 0;
      while (!queue.isEmpty() && items.size() < BATCH_COUNT && bytes < BATCH_BYTES) {
        var item = queue.remove();
        items.add(item);
        if (item instanceof Write write) {
          bytes += write.append().bytes();
        }
      }
      return items;
    } finally {
      lock.unlock();
    }
  }

  /// Publishes what a commit made durable. For the writer.
  void committed(long lsn, long bytes) {
    List<DurableCallback> released;
    lock.lock();
    try {
      durableLsn = lsn;
      waitingBytes.addAndGet(-bytes);
      commits.incrementAndGet();
      released = callbacks.take(lsn);
    } finally {
      lock.unlock();
    }
    for (var callback : released) {
      call(callback, null);
    }
  }

  /// Takes nothing more; the writer writes what is there and ends.
  void close() {
    lock.lock();
    try {
      closing = true;
      filled.signal();
    } finally {
      lock.unlock();
    }
  }

  /// Ends the journal: nothing that is not durable will be. For the writer.
  ///
  /// @param tellInHand tells who waits for what the writer has in hand, once the journal takes
  ///   nothing more
  void fail(StoreException cause, Runnable tellInHand) {
    List<DurableCallback> dropped;
    List<Item> items;
    List<Consumer<StoreException>> listeners;
    lock.lock();
    try {
      if (failure != null) {
        return;
      }
      failure = cause;
      dropped = callbacks.take(Long.MAX_VALUE);
      items = List.copyOf(queue);
      queue.clear();
      waitingBytes.set(0);
      listeners = List.copyOf(failureListeners);
    } finally {
      lock.unlock();
    }
    tellInHand.run();
    for (var callback : dropped) {
      call(callback, cause);
    }
    for (var item : items) {
      fail(item, cause);
    }
    if (cause.kind() != Kind.CLOSED) {
      listeners.forEach(listener -> listener.accept(cause));
    }
  }

  static void fail(Item item, StoreException cause) {
    switch (item) {
      case Fold fold -> fold.done().completeExceptionally(cause);
      case Run run -> run.done().completeExceptionally(cause);
      case Write _ -> {}
    }
  }

  static StoreException closed() {
    return new StoreException(Kind.CLOSED, "The store is closed.");
  }

  private static void call(DurableCallback callback, @Nullable StoreException cause) {
    try {
      if (cause == null) {
        callback.durable();
      } else {
        callback.failed(cause);
      }
    } catch (RuntimeException e) {
      log.error("A callback that waited for the journal failed", e);
    }
  }
}
