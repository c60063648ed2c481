package dev.perdure.server.store;

import dev.perdure.server.store.StoreException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/// The SQLite file: checks that it is ours, and opens connections to it.
///
/// @param durable whether a commit waits until the disk has it
record Database(Path file, Map<String, String> pragmas, boolean durable, long walBytes) {
  /// How long a statement waits for another process that has the file locked.
  static final int BUSY_MILLIS = 5_000;

  /// The connection that writes. Makes or migrates the tables if need be.
  ///
  /// @throws StoreException if the file is not one that this version can use
  Connection openForWriting() {
    if (Files.isDirectory(file)) {
      throw new StoreException(
          Kind.UNWRITABLE, file + " is a directory. Name a file in it for the database.");
    }
    try {
      var connection = connect(false);
      try {
        prepare(connection);
        return connection;
      } catch (SQLException | StoreException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw SqlErrors.explain(file, e);
    }
  }

  private void prepare(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      long version = number(connection, "PRAGMA user_version");
      long application = number(connection, "PRAGMA application_id");
      boolean empty = number(connection, "SELECT count(*) FROM sqlite_schema") == 0;
      if (application != Schema.APPLICATION_ID && !(empty && application == 0 && version == 0)) {
        throw new StoreException(
            Kind.FOREIGN,
            file + " is a database of another program. Name another file, or move this one away.");
      }
      if (version > Schema.VERSION) {
        throw new StoreException(
            Kind.NEWER,
            "The database "
                + file
                + " was written by a newer version of Perdure (schema "
                + version
                + "; this version knows "
                + Schema.VERSION
                + "). Use that version.");
      }
      if (empty) {
        statement.execute("PRAGMA page_size=4096");
        statement.execute("PRAGMA auto_vacuum=INCREMENTAL");
      }
      requireWal(statement);
      statement.execute("PRAGMA wal_autocheckpoint=0");
      statement.execute("PRAGMA journal_size_limit=" + walBytes);
      statement.execute("PRAGMA synchronous=" + (durable ? "FULL" : "OFF"));
      statement.execute("PRAGMA cache_size=-16384");
      statement.execute("PRAGMA temp_store=MEMORY");
      Pragmas.apply(connection, pragmas);
    }
    if (number(connection, "PRAGMA user_version") == 0) {
      Schema.create(connection);
    } else {
      Schema.migrate(connection, (int) number(connection, "PRAGMA user_version"));
    }
  }

  private void requireWal(Statement statement) throws SQLException {
    try (var row = statement.executeQuery("PRAGMA journal_mode=WAL")) {
      var mode = row.next() ? row.getString(1) : "none";
      if (!mode.equalsIgnoreCase("wal")) {
        throw new StoreException(
            Kind.UNWRITABLE,
            "The database "
                + file
                + " cannot have a write-ahead log: its file system has no"
                + " shared memory. Put it on a local disk.");
      }
    }
  }

  /// A connection that only reads.
  Connection openForReading() {
    try {
      var connection = connect(true);
      try (var statement = connection.createStatement()) {
        statement.execute("PRAGMA query_only=1");
        statement.execute("PRAGMA cache_size=-4096");
      }
      return connection;
    } catch (SQLException e) {
      throw SqlErrors.explain(file, e);
    }
  }

  /// A connection that moves pages from the write-ahead log to the file.
  Connection openForCheckpoints() {
    try {
      var connection = connect(false);
      try (var statement = connection.createStatement()) {
        statement.execute("PRAGMA wal_autocheckpoint=0");
        statement.execute("PRAGMA synchronous=" + (durable ? "FULL" : "OFF"));
        statement.execute("PRAGMA cache_size=-64");
      }
      return connection;
    } catch (SQLException e) {
      throw SqlErrors.explain(file, e);
    }
  }

  private Connection connect(boolean readOnly) throws SQLException {
    var config = new SQLiteConfig();
    config.setReadOnly(readOnly);
    config.setOpenMode(SQLiteOpenMode.NOMUTEX);
    config.setBusyTimeout(BUSY_MILLIS);
    // The driver would ask the database for the keys it made after every insert.
    config.setGetGeneratedKeys(false);
    return config.createConnection("jdbc:sqlite:" + file);
  }

  static long number(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }
}
