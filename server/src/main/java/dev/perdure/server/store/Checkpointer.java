package dev.perdure.server.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Moves pages from SQLite's write-ahead log to the file, beside the writer, and watches the room
/// that is left.
///
/// A checkpoint beside a busy writer never ends: [WalBound] keeps the log from growing for ever.
final class Checkpointer {
  private static final Logger log = LoggerFactory.getLogger(Checkpointer.class);

  private static final long TICK_MILLIS = 250;
  private static final long PAGE_BYTES = 4096;

  /// Pages that are written often should not go to the file each time.
  private static final long ENOUGH_BYTES = 16L << 20;

  /// A log at rest is moved after this many ticks, so that the file alone is a good copy.
  private static final int QUIET_TICKS = 8;

  /// The room on the disk is looked at this often when nothing is written.
  private static final int ROOM_TICKS = 20;

  private final Path file;
  private final Connection connection;
  private final Journal journal;

  /// The most pages that the file may have, 0 for no bound.
  private final long maxPages;

  private final long freeBytesLow;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private volatile boolean freeSpaceLow;
  private int quiet;

  /// How far a checkpoint came.
  private record Progress(long frames, long done) {}

  Checkpointer(Path file, Connection connection, Journal journal, StoreOptions options) {
    this.file = file;
    this.connection = connection;
    this.journal = journal;
    this.maxPages = Pragmas.maxPageCount(options.pragmas());
    this.freeBytesLow = options.freeBytesLow();
    thread = Thread.ofPlatform().daemon().name("perdure-checkpointer").unstarted(this::run);
  }

  void start() throws SQLException {
    lookAtRoom();
    thread.start();
  }

  boolean freeSpaceLow() {
    return freeSpaceLow;
  }

  /// Ends the thread, and moves what is left if nobody writes any more.
  void close(long nanos, boolean nobodyWrites) throws InterruptedException {
    closing.countDown();
    if (!thread.join(Duration.ofNanos(nanos))) {
      return;
    }
    try (connection) {
      if (nobodyWrites) {
        checkpoint("TRUNCATE");
      }
    } catch (SQLException e) {
      log.warn("The last checkpoint of {} failed: {}", file, e.getMessage());
    }
  }

  private void run() {
    long seen = -1;
    try {
      while (!closing.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
        long commits = journal.commits();
        quiet = commits == seen ? quiet + 1 : 0;
        if (quiet <= QUIET_TICKS || quiet % ROOM_TICKS == 0) {
          tick();
        }
        seen = commits;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tick() {
    try {
      lookAtRoom();
      var now = checkpoint("NOOP");
      long waiting = (now.frames - now.done) * PAGE_BYTES;
      if (waiting >= ENOUGH_BYTES || (waiting > 0 && quiet == QUIET_TICKS)) {
        checkpoint("PASSIVE");
      }
    } catch (SQLException e) {
      // What does not work now is tried again; what is wrong with the disk, the writer will say.
      log.debug("A checkpoint of {} failed", file, e);
    }
  }

  private Progress checkpoint(String mode) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("PRAGMA wal_checkpoint(" + mode + ")")) {
      return row.next()
          ? new Progress(Math.max(0, row.getLong(2)), Math.max(0, row.getLong(3)))
          : new Progress(0, 0);
    }
  }

  private void lookAtRoom() throws SQLException {
    long room = Long.MAX_VALUE;
    try {
      var directory = file.toAbsolutePath().getParent();
      room = Files.getFileStore(directory == null ? file : directory).getUsableSpace();
    } catch (IOException e) {
      // Not every file system tells.
    }
    if (maxPages > 0) {
      long used =
          Database.number(connection, "PRAGMA page_count")
              - Database.number(connection, "PRAGMA freelist_count");
      room = Math.min(room, (maxPages - used) * PAGE_BYTES);
    }
    boolean low = room < freeBytesLow;
    if (low && !freeSpaceLow) {
      log.warn(
          "Only {} MiB are left for the database {}: new workflows and signals are refused.",
          room >> 20,
          file);
    }
    freeSpaceLow = low;
  }
}
