package dev.perdure.server.store;

import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// Holds readers back while the write-ahead log begins anew, which a read transaction would
/// prevent.
final class ReadGate {
  private static final long WAIT_MILLIS = 100;

  /// Fair, so that a stream of reads does not keep the checkpoint out.
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);

  /// A look at the database.
  @FunctionalInterface
  interface Look<R> {
    R run() throws SQLException, IOException;
  }

  /// Something that must not meet a look.
  @FunctionalInterface
  interface Section {
    void run() throws SQLException;
  }

  <R> R read(Look<R> look) throws SQLException, IOException {
    lock.readLock().lock();
    try {
      return look.run();
    } finally {
      lock.readLock().unlock();
    }
  }

  /// Runs with no reader inside. Does nothing if a reader stays too long: another time will do.
  void alone(Section section) throws SQLException, InterruptedException {
    if (!lock.writeLock().tryLock(WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
      return;
    }
    try {
      section.run();
    } finally {
      lock.writeLock().unlock();
    }
  }
}
