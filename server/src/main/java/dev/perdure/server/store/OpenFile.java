package dev.perdure.server.store;

import dev.perdure.server.store.StoreException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A database file that is in use: its connections, its threads, and what they share.
record OpenFile(
    Path file,
    boolean temporary,
    ExclusiveLock lock,
    long epoch,
    UUID clusterId,
    Duration clockOffset,
    Namespaces namespaces,
    RegisteredAttributes attributes,
    SeenKeys seenKeys,
    Journal journal,
    JournalWriter writer,
    Checkpointer checkpointer,
    Readers readers,
    Readers listReaders,
    Tables tables) {
  private static final Logger log = LoggerFactory.getLogger(OpenFile.class);

  /// @param lost what former journals of this process lost
  static OpenFile open(
      Path file,
      StoreOptions options,
      boolean temporary,
      ExclusiveLock lock,
      List<Journal.LostRange> lost) {
    var opened = new ArrayDeque<Connection>();
    try {
      return open(file, options, temporary, lock, lost, opened);
    } catch (SQLException e) {
      closeAll(opened);
      throw SqlErrors.explain(file, e);
    } catch (IOException e) {
      closeAll(opened);
      throw new StoreException(
          Kind.CORRUPT,
          "The journal of the database " + file + " cannot be read. (" + e.getMessage() + ")",
          e);
    } catch (RuntimeException e) {
      closeAll(opened);
      throw e;
    }
  }

  private static OpenFile open(
      Path file,
      StoreOptions options,
      boolean temporary,
      ExclusiveLock lock,
      List<Journal.LostRange> lost,
      Deque<Connection> opened)
      throws SQLException, IOException {
    var database = new Database(file, options.pragmas(), !temporary, options.walBytes());
    var connection = database.openForWriting();
    opened.push(connection);
    long epoch = Meta.nextEpoch(connection);
    var namespaces = Namespaces.read(connection);
    var attributes = RegisteredAttributes.read(connection);
    var seenKeys = new SeenKeys();
    var recovery =
        Recovery.read(
            connection,
            namespaces,
            new Tails(options.foldAfter().toNanos()),
            new LogSlots(connection, options.logBytes()));
    var journal = new Journal(recovery.lastLsn(), lost, namespaces, seenKeys);
    var tables = new Tables(file, connection, epoch, attributes);
    var gate = new ReadGate();
    var writer =
        new JournalWriter(
            file,
            journal,
            tables,
            recovery,
            new WalBound(connection, gate, options.walBytes()),
            options.foldRest());
    var forCheckpoints = database.openForCheckpoints();
    opened.push(forCheckpoints);
    var checkpointer = new Checkpointer(file, forCheckpoints, journal, options);
    var readers = new Readers(Readers.Size.RUNS, database, namespaces, gate, opened);
    var listReaders = new Readers(Readers.Size.LISTS, database, namespaces, gate, opened);
    checkpointer.start();
    writer.start();
    readers.start();
    listReaders.start();
    return new OpenFile(
        file,
        temporary,
        lock,
        epoch,
        Meta.clusterId(connection),
        Duration.ofNanos(Meta.number(connection, Meta.CLOCK_OFFSET)),
        namespaces,
        attributes,
        seenKeys,
        journal,
        writer,
        checkpointer,
        readers,
        listReaders,
        tables);
  }

  private static void closeAll(Deque<Connection> connections) {
    for (var connection : connections) {
      try {
        connection.close();
      } catch (SQLException e) {
        log.debug("A connection did not close", e);
      }
    }
  }

  /// Ends all threads and closes all connections; the lock stays.
  ///
  /// @return false if the writer did not end in time: it may still hold the file
  boolean close(long nanos) {
    try {
      long each = nanos / 3;
      boolean written = writer.close(each);
      readers.close(TimeUnit.SECONDS.toNanos(1));
      listReaders.close(TimeUnit.SECONDS.toNanos(1));
      if (written) {
        tables.close();
      }
      checkpointer.close(each, written);
      return written;
    } catch (SQLException e) {
      log.debug("The database {} did not close cleanly", file, e);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  void deleteIfTemporary() {
    if (!temporary) {
      return;
    }
    var name = file.getFileName().toString();
    try {
      for (var suffix : new String[] {"", "-wal", "-shm", ".lock"}) {
        Files.deleteIfExists(file.resolveSibling(name + suffix));
      }
      var directory = file.getParent();
      if (directory != null) {
        Files.deleteIfExists(directory);
      }
    } catch (IOException e) {
      log.debug("The temporary database {} was not deleted", file, e);
    }
  }
}
