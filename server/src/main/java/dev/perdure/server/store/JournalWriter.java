package dev.perdure.server.store;

import dev.perdure.server.store.Journal.Fold;
import dev.perdure.server.store.Journal.Item;
import dev.perdure.server.store.Journal.Run;
import dev.perdure.server.store.Journal.Write;
import dev.perdure.server.store.StoreException.Kind;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread that writes.
///
/// Each round takes all that waits and puts it into one transaction: one log row, the rows of the
/// entities that are due to leave the log, and the end of the log rows that have become
/// superfluous. The next round begins when the commit is done: the disk sets the batch's size.
final class JournalWriter {
  private static final Logger log = LoggerFactory.getLogger(JournalWriter.class);

  private final Path file;
  private final long foldRestNanos;
  private final Journal journal;
  private final Tables tables;
  private final Tails tails;
  private final WalBound wal;
  private final LogSlots slots;
  private final LogBatch batch = new LogBatch();
  private final Thread thread;

  private volatile long closeDeadlineNanos;
  private long lastLsn;

  /// After the tables have caught up with somebody's position, the next ones wait so many times as
  /// long as that took, and at least [StoreOptions#foldRest].
  private static final int CATCH_UP_REST = 3;

  private static final long CATCH_UP_REST_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);

  /// Who waits until the tables have everything up to a position, in the order of these.
  private final ArrayDeque<CatchUp> catchUps = new ArrayDeque<>();

  /// When the tables began to catch up with the first of them, or will.
  private long catchUpSince = System.nanoTime();

  private record CatchUp(long lsn, CompletableFuture<Void> done) {}

  /// The position up to which the log was dropped.
  private long trimmedLsn;

  /// Work of the round that is told when it is durable.
  private final List<CompletableFuture<Void>> doneWithCommit = new ArrayList<>();

  JournalWriter(
      Path file,
      Journal journal,
      Tables tables,
      Recovery recovery,
      WalBound wal,
      Duration foldRest) {
    this.file = file;
    this.foldRestNanos = foldRest.toNanos();
    this.journal = journal;
    this.tables = tables;
    this.tails = recovery.tails();
    this.slots = recovery.slots();
    this.wal = wal;
    this.lastLsn = journal.durableLsn();
    this.trimmedLsn = recovery.trimmedLsn();
    thread = Thread.ofPlatform().daemon().name("perdure-journal").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /// How many bytes of the log a start would read now.
  long logBytes() {
    return slots.bytes();
  }

  /// Ends the thread: what was appended is written and, as far as the time allows, folded.
  ///
  /// @return whether it has ended
  boolean close(long nanos) throws InterruptedException {
    closeDeadlineNanos = System.nanoTime() + nanos / 2;
    journal.close();
    return thread.join(Duration.ofNanos(nanos));
  }

  private void run() {
    StoreException end;
    List<Item> items = List.of();
    try {
      for (var next = next(); next != null; next = next()) {
        items = next;
        round(next);
        items = List.of();
      }
      foldRest();
      end = Journal.closed();
    } catch (SQLException e) {
      end = SqlErrors.explain(file, e);
    } catch (StoreException e) {
      end = e;
    } catch (InterruptedException e) {
      end = Journal.closed();
    } catch (RuntimeException | Error e) {
      end = new StoreException(Kind.IO, "Writing the journal failed: " + e, e);
    }
    if (end.kind() != Kind.CLOSED) {
      log.error(end.getMessage(), end.getCause());
    }
    tables.rollback();
    var cause = end;
    var inHand = items;
    journal.fail(
        cause,
        () -> {
          doneWithCommit.forEach(done -> done.completeExceptionally(cause));
          catchUps.forEach(catchUp -> catchUp.done.completeExceptionally(cause));
          inHand.forEach(item -> Journal.fail(item, cause));
        });
  }

  private @Nullable List<Item> next() throws InterruptedException {
    long now = System.nanoTime();
    long due = Math.min(tails.nanosUntilDue(now), tables.cleaner().nanosUntilDue(now));
    return journal.take(catchUps.isEmpty() ? due : Math.min(due, Math.max(0, catchUpSince - now)));
  }

  private void round(List<Item> items) throws SQLException, InterruptedException {
    long bytes = 0;
    long now = System.nanoTime();
    batch.clear();
    for (var item : items) {
      if (item instanceof Write write) {
        add(write, now);
        bytes += write.append().bytes();
      }
    }
    if (!batch.isEmpty()) {
      makeRoom(batch.size());
      tables.begin();
      slots.write(lastLsn, batch.bytes(), batch.size());
    }
    for (var item : items) {
      perform(item);
    }
    fold(tails.dueSlice(now));
    catchUp();
    boolean cleans = tables.cleaner().nanosUntilDue(now) == 0;
    long begun = System.nanoTime();
    if (cleans) {
      tables.begin();
      tables.cleaner().clean(trimmedLsn);
    }
    commit(bytes);
    if (cleans) {
      long ended = System.nanoTime();
      tables.cleaner().rest(ended, ended - begun);
    }
    wal.bound(bytes);
  }

  private void add(Write write, long now) {
    var append = write.append();
    lastLsn = write.lsn();
    var tail = tails.advance(append, lastLsn, now);
    batch.add(tail, append);
    tails.noteClosed(tail);
  }

  private void perform(Item item) throws SQLException {
    switch (item) {
      case Write _ -> {}
      case Fold(var key, var done) -> {
        if (key == null) {
          if (catchUps.isEmpty()) {
            catchUpSince = Math.max(catchUpSince, System.nanoTime());
          }
          catchUps.add(new CatchUp(lastLsn, done));
        } else {
          var tail = tails.find(key);
          fold(tail == null ? List.of() : List.of(tail));
          doneWithCommit.add(done);
        }
      }
      case Run(var statements, var done) -> {
        tables.begin();
        statements.run(tables);
        doneWithCommit.add(done);
      }
    }
  }

  /// Folds a little for those who wait for all of it: what is written meanwhile is not kept waiting
  /// by them.
  private void catchUp() throws SQLException {
    var first = catchUps.peek();
    if (first == null) {
      return;
    }
    if (tails.foldedTo(lastLsn) < first.lsn) {
      long now = System.nanoTime();
      if (now - catchUpSince < 0) {
        return;
      }
      fold(tails.oldestSlice());
      if (tails.foldedTo(lastLsn) >= first.lsn) {
        long rest = CATCH_UP_REST * (System.nanoTime() - catchUpSince);
        catchUpSince = now + Math.max(foldRestNanos, Math.min(rest, CATCH_UP_REST_NANOS_MAX));
      }
    }
    long folded = tails.foldedTo(lastLsn);
    for (var next = first; next != null && next.lsn <= folded; next = catchUps.peek()) {
      doneWithCommit.add(next.done);
      catchUps.poll();
    }
  }

  /// Folds the oldest entities until the log has room for one more batch within its bound.
  private void makeRoom(int bytes) throws SQLException {
    while (!slots.hasRoomFor(bytes) && !slots.isEmpty()) {
      fold(tails.oldestSlice());
    }
  }

  private void fold(List<Tail> slice) throws SQLException {
    if (slice.isEmpty()) {
      return;
    }
    tables.begin();
    for (var tail : slice) {
      tables.fold(tail);
      tails.remove(tail);
    }
    trim();
  }

  private void trim() throws SQLException {
    long trimmed = slots.trim(tails.foldedTo(lastLsn));
    if (trimmed > 0) {
      trimmedLsn = trimmed;
      // In the same transaction: the slots may be overwritten from now on.
      tables.putMeta(Meta.LSN, trimmed);
    }
  }

  private void commit(long bytes) throws SQLException {
    if (tables.inTransaction()) {
      tables.commit();
      journal.committed(lastLsn, bytes);
    }
    for (var done : doneWithCommit) {
      done.complete(null);
    }
    doneWithCommit.clear();
  }

  /// At the end: a start that has nothing to recover is quicker.
  private void foldRest() throws SQLException {
    while (tails.count() > 0 && System.nanoTime() < closeDeadlineNanos) {
      fold(tails.oldestSlice());
      commit(0);
    }
  }
}
