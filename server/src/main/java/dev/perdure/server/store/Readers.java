package dev.perdure.server.store;

import dev.perdure.server.store.StoreException.Kind;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import org.sqlite.ProgressHandler;

/// The threads that read, each with its own connection. JDBC holds the carrier of a virtual thread,
/// so nobody else reads.
final class Readers {
  /// A read that takes longer is given up, unless it is one that nothing can do without: it would
  /// hold back checkpoints.
  private static final long READ_NANOS = 2_000_000_000L;

  /// How many steps of SQLite's machine there are between two looks at the clock.
  private static final int STEPS = 100_000;

  private final Database database;
  private final ReadGate gate;
  private final BlockingQueue<Task<?>> tasks;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closed;

  /// One short look at the database.
  @FunctionalInterface
  interface Read<R> {
    R run(Rows rows) throws SQLException, IOException;
  }

  private record Task<R>(Read<R> read, long nanos, CompletableFuture<R> result) {}

  /// How many there are.
  ///
  /// @param waiting how many reads may wait for them
  record Size(int threads, int waiting) {
    /// For what workflows need to go on.
    static final Size RUNS = new Size(2, 20_000);

    /// For lists, some of which take long: workflows must not wait for them.
    static final Size LISTS = new Size(1, 1_000);
  }

  /// @param opened where the connections are noted, to be closed if the start fails
  Readers(
      Size size, Database database, Namespaces namespaces, ReadGate gate, Deque<Connection> opened)
      throws SQLException {
    this.database = database;
    this.gate = gate;
    this.tasks = new ArrayBlockingQueue<>(size.waiting);
    for (int i = 0; i < size.threads; i++) {
      var connection = database.openForReading();
      opened.push(connection);
      var rows = new Rows(connection, namespaces);
      threads.add(
          Thread.ofPlatform().daemon().name("perdure-reader-" + i).unstarted(() -> run(rows)));
    }
  }

  void start() {
    threads.forEach(Thread::start);
  }

  /// Has a page or a row read.
  <R> void submit(Read<R> read, CompletableFuture<R> result) {
    submit(new Task<>(read, READ_NANOS, result));
  }

  /// Has a whole run read, however long it takes: given up, its workflow would never go on.
  <R> void submitWhole(Read<R> read, CompletableFuture<R> result) {
    submit(new Task<>(read, Long.MAX_VALUE, result));
  }

  private <R> void submit(Task<R> task) {
    var result = task.result;
    if (closed) {
      result.completeExceptionally(Journal.closed());
    } else if (!tasks.offer(task)) {
      result.completeExceptionally(
          new StoreException(Kind.OVERLOADED, tasks.size() + " reads are waiting already."));
    }
  }

  void close(long nanos) throws InterruptedException {
    closed = true;
    for (var thread : threads) {
      thread.interrupt();
    }
    for (var thread : threads) {
      thread.join(Duration.ofNanos(nanos));
    }
    for (var task = tasks.poll(); task != null; task = tasks.poll()) {
      task.result.completeExceptionally(Journal.closed());
    }
  }

  private void run(Rows rows) {
    try (rows) {
      var deadline = new Deadline();
      ProgressHandler.setHandler(rows.connection(), STEPS, deadline);
      while (!closed) {
        run(tasks.take(), rows, deadline);
      }
    } catch (InterruptedException e) {
      // Closed.
    } catch (SQLException e) {
      throw SqlErrors.explain(database.file(), e);
    }
  }

  private <R> void run(Task<R> task, Rows rows, Deadline deadline) {
    try {
      var result =
          gate.read(
              () -> {
                deadline.begin(task.nanos);
                return read(task.read, rows);
              });
      task.result.complete(result);
    } catch (SQLException e) {
      task.result.completeExceptionally(SqlErrors.explain(database.file(), e));
    } catch (IOException e) {
      task.result.completeExceptionally(
          new StoreException(
              Kind.CORRUPT,
              "The database "
                  + database.file()
                  + " has records that this version cannot read. ("
                  + e.getMessage()
                  + ")",
              e));
    } catch (RuntimeException | Error e) {
      task.result.completeExceptionally(e);
    }
  }

  private static <R> R read(Read<R> read, Rows rows) throws SQLException, IOException {
    rows.begin();
    try {
      return read.run(rows);
    } finally {
      rows.end();
    }
  }

  private static final class Deadline extends ProgressHandler {
    private long since;
    private long nanos;

    void begin(long limit) {
      since = System.nanoTime();
      nanos = limit;
    }

    @Override
    protected int progress() {
      return System.nanoTime() - since > nanos ? 1 : 0;
    }
  }
}
