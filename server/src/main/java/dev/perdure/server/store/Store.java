package dev.perdure.server.store;

import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.record.JournalRecord;
import dev.perdure.engine.state.RunSummary;
import dev.perdure.server.search.Condition;
import dev.perdure.server.store.StoreException.Kind;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything that outlives the process: one SQLite file with a journal, and the tables that are
/// folded behind it.
///
/// What is appended to the [#journal] can be read back at once: each read sees all that was
/// appended before it was asked for, and what it returns is durable. Reads are done, and their
/// futures completed, on two threads of the store; a failure is a [StoreException].
///
/// One process has the file at a time, held by a lock file beside it.
public final class Store implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Store.class);

  private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int SCAN = 1_000;

  private final OpenFile openFile;
  private final StoreOptions options;
  private final StoredNamespaces namespaces;
  private volatile Duration clockOffset;
  private boolean closed;

  /// Set also when the file could not be opened again: only its lock is then held.
  private boolean fileClosed;

  private Store(OpenFile openFile, StoreOptions options) {
    this.openFile = openFile;
    this.options = options;
    this.namespaces = new StoredNamespaces(openFile);
    this.clockOffset = openFile.clockOffset();
  }

  /// Opens the file, makes it if it does not exist, and recovers what a crash left in its log.
  ///
  /// @throws StoreException if another server has it, or it cannot be used; its message is a
  ///   sentence for the operator
  public static Store open(Path file, StoreOptions options) {
    Pragmas.check(options.pragmas());
    var path = resolve(file);
    return open(path, options, false);
  }

  /// A store that forgets everything when it is closed: a file in the temporary directory that is
  /// never synced.
  ///
  /// @throws StoreException if no file can be made there
  public static Store inMemory(StoreOptions options) {
    Pragmas.check(options.pragmas());
    try {
      return open(Files.createTempDirectory("perdure-").resolve("memory.db"), options, true);
    } catch (IOException e) {
      throw new StoreException(
          Kind.UNWRITABLE,
          "No file can be made in the temporary directory "
              + System.getProperty("java.io.tmpdir")
              + ", which is needed also to keep everything in memory.",
          e);
    }
  }

  private static Store open(Path file, StoreOptions options, boolean temporary) {
    var lock = ExclusiveLock.acquire(file);
    try {
      return open(file, options, temporary, lock, List.of());
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static Store open(
      Path file,
      StoreOptions options,
      boolean temporary,
      ExclusiveLock lock,
      List<Journal.LostRange> lost) {
    var store = new Store(OpenFile.open(file, options, temporary, lock, lost), options);
    try {
      var _ = join(store.openFile.journal().foldAll());
      store.learnKeys(null);
      return store;
    } catch (StoreException e) {
      store.openFile.close(CLOSE_NANOS);
      throw e;
    }
  }

  /// Two names of one file must have one lock.
  private static Path resolve(Path file) {
    try {
      return Files.exists(file) ? file.toRealPath() : file.toAbsolutePath().normalize();
    } catch (IOException e) {
      return file.toAbsolutePath().normalize();
    }
  }

  /// Opens the same file again, after the journal failed. What was durable is there; what was not
  /// is lost. This store is closed by it, and no other server can come in between.
  ///
  /// @throws StoreException if that fails too. It may be tried again; the file stays locked until
  ///   this store is closed.
  public synchronized Store reopen() {
    if (closed) {
      throw Journal.closed();
    }
    fileClosed = fileClosed || openFile.close(CLOSE_NANOS);
    if (!fileClosed) {
      throw new StoreException(
          Kind.IO, "The database " + openFile.file() + " does not answer. Check its disk.");
    }
    var reopened =
        open(openFile.file(), options, openFile.temporary(), openFile.lock(), journal().allLost());
    closed = true;
    return reopened;
  }

  /// Makes what was appended durable, moves as much as ten seconds allow to the tables, and lets go
  /// of the file.
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (fileClosed || openFile.close(CLOSE_NANOS)) {
      openFile.lock().close();
      openFile.deleteIfTemporary();
    } else {
      // The lock is kept: as long as the writer hangs, it may still write.
      log.warn("The database {} did not close in time", openFile.file());
    }
  }

  /// The database; beside it are `-wal` and `-shm` files of SQLite's, and the lock file.
  public Path file() {
    return openFile.file();
  }

  public Journal journal() {
    return openFile.journal();
  }

  /// The number of this opening of the file, from 1: each one is higher than all before.
  public long epoch() {
    return openFile.epoch();
  }

  /// Made with the file, and the same for ever.
  public UUID clusterId() {
    return openFile.clusterId();
  }

  /// Whether the disk is nearly full. What needs more room for good should be refused; what brings
  /// work to its end should go on.
  public boolean freeSpaceLow() {
    return openFile.checkpointer().freeSpaceLow();
  }

  /// How many bytes of log a start after a crash would read now.
  public long logBytes() {
    return openFile.writer().logBytes();
  }

  /// Whether it is certain that nothing was ever stored or appended for the entity. False does not
  /// mean that there is something: just after the store was opened, it knows little by heart.
  public boolean isNew(EntityKey key) {
    return openFile.seenKeys().isNew(key);
  }

  /// The entity's current run with all its records.
  public CompletableFuture<Optional<LoadedEntity>> load(EntityKey key) {
    return readWhole(key, rows -> rows.load(key));
  }

  /// How a run stands.
  ///
  /// @param runId empty for the current run
  public CompletableFuture<Optional<RunSummary>> run(EntityKey key, String runId) {
    return read(key, rows -> rows.summary(key, runId));
  }

  /// All records of a run.
  ///
  /// @param runId empty for the current run
  public CompletableFuture<Optional<List<JournalRecord>>> records(EntityKey key, String runId) {
    return readWhole(key, rows -> rows.records(key, runId));
  }

  /// A page of a run's history. It ends after `maxEvents` events, or earlier when it becomes large.
  ///
  /// @param runId empty for the current run
  public CompletableFuture<Optional<HistoryPage>> history(
      EntityKey key, String runId, long firstEventId, int maxEvents) {
    return read(key, rows -> rows.history(key, runId, firstEventId, maxEvents));
  }

  /// The entities that are due until a time, in that order.
  ///
  /// The first page has all that was decided before it was asked for. What comes to be due while
  /// the later ones are read may be missing in them.
  ///
  /// @param after the last one of the page before, or a place to begin at; empty for the first page
  public CompletableFuture<List<Sleeper>> sleepers(
      Instant until, Optional<Sleeper> after, int limit) {
    boolean first = after.isEmpty() || after.get().isPlace();
    return read(first, rows -> rows.sleepers(until, after.orElse(null), limit));
  }

  /// The runs of a namespace that have closed, those first that closed first. Some that have closed
  /// within the last second may be missing.
  ///
  /// @param after the last one of the page before, empty for the first page
  public CompletableFuture<List<ClosedRun>> closedRuns(
      String namespace, Optional<ClosedRun> after, int limit) {
    var result = new CompletableFuture<List<ClosedRun>>();
    openFile
        .readers()
        .submit(rows -> rows.closedRuns(namespace, after.orElse(null), limit), result);
    return result;
  }

  /// The entities that a server must look at when it starts. Only the first page is sure to have
  /// all that was decided before it was asked for.
  ///
  /// @param after the last one of the page before, empty for the first page
  public CompletableFuture<List<EntityKey>> ready(Optional<EntityKey> after, int limit) {
    return read(after.isEmpty(), rows -> rows.ready(after.orElse(null), limit));
  }

  /// A part of the list of a namespace's runs.
  ///
  /// @param where what they must be like; null for all of them
  /// @param limit most runs; the part may have fewer when they are large
  /// @param after the place that the part before ended with, null for the first part
  /// @return fails with [Kind#TOO_LONG] after two seconds
  public CompletableFuture<ListPage> list(
      String namespace, @Nullable Condition where, int limit, @Nullable ListPlace after) {
    // What was decided between two pages may be missing in the later one.
    return list(after == null, rows -> rows.list(namespace, where, limit, after));
  }

  /// How many runs of a namespace there are.
  ///
  /// @param where what they must be like; null for all of them
  /// @return fails with [Kind#TOO_LONG] after two seconds
  public CompletableFuture<Long> count(String namespace, @Nullable Condition where) {
    return list(true, rows -> rows.count(namespace, where));
  }

  /// How many runs of a namespace there are of each status, without those of which there are none.
  ///
  /// @param where what they must be like; null for all of them
  /// @return fails with [Kind#TOO_LONG] after two seconds
  public CompletableFuture<Map<WorkflowExecutionStatus, Long>> countByStatus(
      String namespace, @Nullable Condition where) {
    return list(true, rows -> rows.countByStatus(namespace, where));
  }

  /// The registered namespaces, with their search attributes.
  public StoredNamespaces namespaces() {
    return namespaces;
  }

  /// What operators have set for task queues.
  public List<QueueSettings> queues() {
    var queues = new ArrayList<QueueSettings>();
    var _ =
        join(
            journal()
                .run(
                    tables ->
                        queues.addAll(QueueRows.all(tables.connection(), openFile.namespaces()))));
    return queues;
  }

  /// Keeps what an operator has set for a task queue, once the future is complete.
  public CompletableFuture<Void> putQueue(QueueSettings queue) {
    int namespace = openFile.namespaces().number(queue.namespace());
    return journal().run(tables -> QueueRows.put(tables.connection(), namespace, queue));
  }

  /// The batch operations.
  public StoredBatches batches() {
    return new StoredBatches(openFile);
  }

  /// How far engine time is ahead of the wall clock.
  public Duration clockOffset() {
    return clockOffset;
  }

  /// Moves engine time against the wall clock, once the future is complete.
  public CompletableFuture<Void> clockOffset(Duration offset) {
    return journal()
        .run(tables -> tables.putMeta(Meta.CLOCK_OFFSET, offset.toNanos()))
        .thenRun(() -> clockOffset = offset);
  }

  private <R> CompletableFuture<R> read(EntityKey key, Readers.Read<R> read) {
    return after(journal().fold(key), result -> openFile.readers().submit(read, result));
  }

  private <R> CompletableFuture<R> readWhole(EntityKey key, Readers.Read<R> read) {
    return after(journal().fold(key), result -> openFile.readers().submitWhole(read, result));
  }

  /// @param upToDate whether the rows must have all that was appended
  private <R> CompletableFuture<R> read(boolean upToDate, Readers.Read<R> read) {
    return after(folded(upToDate), result -> openFile.readers().submit(read, result));
  }

  private CompletableFuture<Void> folded(boolean upToDate) {
    return upToDate ? journal().foldAll() : CompletableFuture.completedFuture(null);
  }

  /// A read by the readers of lists.
  ///
  /// @param upToDate whether the rows must have all that was appended
  <R> CompletableFuture<R> list(boolean upToDate, Readers.Read<R> read) {
    return after(folded(upToDate), result -> openFile.listReaders().submit(read, result));
  }

  private static <R> CompletableFuture<R> after(
      CompletableFuture<Void> fold, Consumer<CompletableFuture<R>> submit) {
    var result = new CompletableFuture<R>();
    var _ =
        fold.whenComplete(
            (_, failure) -> {
              if (failure == null) {
                submit.accept(result);
              } else {
                result.completeExceptionally(failure);
              }
            });
    return result;
  }

  /// Page by page, so that other reads come in between.
  private void learnKeys(@Nullable EntityKey after) {
    var page = new CompletableFuture<List<EntityKey>>();
    openFile.readers().submit(rows -> rows.entities(after, SCAN), page);
    var _ =
        page.thenAccept(
            keys -> {
              keys.forEach(openFile.seenKeys()::add);
              if (keys.size() < SCAN) {
                openFile.seenKeys().complete();
              } else {
                learnKeys(keys.getLast());
              }
            });
  }

  static <R> R join(CompletableFuture<R> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof StoreException cause ? cause : e;
    }
  }
}
