package dev.perdure.server.store;

import dev.perdure.server.store.StoreException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Keeps a second server off a database file, for as long as the process lives.
///
/// The lock is on a file beside the database: closing any other handle of the database file itself
/// would drop SQLite's own locks. It stays behind when the server stops, because to delete it would
/// race with a server that is starting.
final class ExclusiveLock implements AutoCloseable {
  private final FileChannel channel;
  private final FileLock lock;

  private ExclusiveLock(FileChannel channel, FileLock lock) {
    this.channel = channel;
    this.lock = lock;
  }

  /// Takes the lock.
  ///
  /// @throws StoreException if another server has it, or the lock file cannot be written
  static ExclusiveLock acquire(Path database) {
    var path = database.resolveSibling(database.getFileName() + ".lock");
    FileChannel channel;
    try {
      channel =
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new StoreException(
          Kind.UNWRITABLE,
          "The database "
              + database
              + " cannot be written: its lock file "
              + path
              + " cannot be opened. Check that the directory exists and is writable.",
          e);
    }
    try {
      var lock = channel.tryLock();
      if (lock != null) {
        note(channel);
        return new ExclusiveLock(channel, lock);
      }
    } catch (OverlappingFileLockException e) {
      // This very process has it: refused below like any other holder.
    } catch (IOException e) {
      close(channel);
      throw new StoreException(
          Kind.UNWRITABLE, "The lock file " + path + " cannot be locked: " + e.getMessage(), e);
    }
    close(channel);
    throw new StoreException(
        Kind.LOCKED,
        "Another server"
            + holder(path)
            + " has the database "
            + database
            + " open. Stop it, or name another file.");
  }

  private static void note(FileChannel channel) throws IOException {
    channel.truncate(0);
    var text = Long.toString(ProcessHandle.current().pid()) + '\n';
    channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), 0);
  }

  private static String holder(Path path) {
    try {
      var pid = Files.readString(path).strip();
      return pid.matches("\\d{1,19}") ? " (process " + pid + ")" : "";
    } catch (IOException e) {
      return "";
    }
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // It held nothing.
    }
  }

  @Override
  public void close() {
    try {
      lock.release();
      channel.close();
    } catch (IOException e) {
      // The operating system drops the lock with the process at the latest.
    }
  }
}
