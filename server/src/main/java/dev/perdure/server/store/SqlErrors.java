package dev.perdure.server.store;

import dev.perdure.server.store.StoreException.Kind;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;

/// Says in a sentence what SQLite says in a code.
final class SqlErrors {
  private SqlErrors() {}

  static StoreException explain(Path file, SQLException e) {
    // The lower byte is the primary result code, also of the extended codes.
    return switch (SQLiteErrorCode.getErrorCode(e.getErrorCode() & 0xff)) {
      case SQLITE_NOTADB ->
          new StoreException(
              Kind.NOT_A_DATABASE,
              file + " is not a database. Name another file, or move this one away.",
              e);
      case SQLITE_CORRUPT ->
          new StoreException(
              Kind.CORRUPT,
              "The database " + file + " is damaged. Restore it from a copy. (" + text(e) + ")",
              e);
      case SQLITE_FULL ->
          new StoreException(
              Kind.FULL,
              "No room is left for the database " + file + ". Free some space on its disk.",
              e);
      case SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH ->
          new StoreException(
              Kind.UNWRITABLE,
              "The database "
                  + file
                  + " cannot be written. Check the permissions of the file and "
                  + "of its directory. ("
                  + text(e)
                  + ")",
              e);
      case SQLITE_BUSY, SQLITE_LOCKED ->
          new StoreException(
              Kind.LOCKED,
              "Another process holds the database "
                  + file
                  + " locked. Stop it, or name another "
                  + "file.",
              e);
      case SQLITE_INTERRUPT ->
          new StoreException(Kind.TOO_LONG, "A read took too long and was given up.", e);
      default -> new StoreException(Kind.IO, "The database " + file + " failed: " + text(e), e);
    };
  }

  private static String text(SQLException e) {
    var message = e.getMessage();
    return message == null ? e.toString() : message;
  }
}
