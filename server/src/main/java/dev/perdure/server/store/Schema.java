package dev.perdure.server.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;

/// The tables of the file, and the way to them from an empty file or an older version.
///
/// `log` is the truth: each group commit adds one batch to it. The other tables are folded from it,
/// and a batch goes away when all that it says is in them.
///
/// - `entity`: one row for each entity, with its current run and what a server must do for it
/// - `run`: one row for each run, with the columns that lists filter and sort by
/// - `hist`: the records of a run in batches; a rowid table, because rows over 1 KB would overflow
///   out of an index tree's pages
/// - `search_attribute`: the attributes that a namespace has registered
/// - `run_attribute`: one row for each value of a search attribute that a run has, to find it by.
///   `closed` is the greatest number while the run is open; names and values are those of
///   [AttributeColumn]
/// - `batch`: one row for each batch operation, with how far it is
/// - `queue`: what operators have set for task queues
/// - `part`: the records of entities without runs, as schedules are; one row for each part
/// - `garbage`: runs whose rows are gone, and whose records still have to go
///
/// The indexes of `run` are for lists. Each of them ends with `close_ns, start_ns`, the order of
/// lists, so that a page is read off the end of one. A run that has no parent costs the indexes by
/// parent and root nothing; an open run is not in the one by status, since it can have one only.
final class Schema {
  /// "Perd" in the file's header, so that `file` and other programs know whose it is.
  static final int APPLICATION_ID = 0x50657264;

  /// The version that this code writes; `user_version` in the file's header.
  static final int VERSION = 4;

  private static final List<String> TABLES =
      List.of(
          """
          CREATE TABLE meta(
            key TEXT PRIMARY KEY,
            value NOT NULL
          ) WITHOUT ROWID\
          """,
          """
          CREATE TABLE namespace(
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            uuid TEXT NOT NULL,
            retention_s INTEGER,
            data BLOB
          )\
          """,
          """
          CREATE TABLE log(
            slot INTEGER PRIMARY KEY,
            data BLOB NOT NULL
          )\
          """,
          """
          CREATE TABLE entity(
            namespace INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            name TEXT NOT NULL,
            run INTEGER NOT NULL,
            lsn INTEGER NOT NULL,
            ready INTEGER NOT NULL,
            wake_us INTEGER,
            PRIMARY KEY(namespace, kind, name)
          ) WITHOUT ROWID\
          """,
          "CREATE INDEX entity_wake ON entity(wake_us) WHERE wake_us IS NOT NULL",
          "CREATE INDEX entity_ready ON entity(ready) WHERE ready = 1",
          """
          CREATE TABLE run(
            id INTEGER PRIMARY KEY,
            run_id TEXT NOT NULL,
            namespace INTEGER NOT NULL,
            workflow_id TEXT NOT NULL,
            type TEXT NOT NULL,
            task_queue TEXT NOT NULL,
            status INTEGER NOT NULL,
            start_ns INTEGER NOT NULL,
            execution_ns INTEGER NOT NULL,
            close_ns INTEGER,
            history_length INTEGER NOT NULL,
            history_bytes INTEGER NOT NULL,
            transitions INTEGER NOT NULL,
            details BLOB NOT NULL,
            parent_workflow_id TEXT,
            parent_run_id TEXT,
            root_workflow_id TEXT,
            root_run_id TEXT
          )\
          """,
          "CREATE UNIQUE INDEX run_key ON run(run_id, namespace)",
          """
          CREATE TABLE hist(
            id INTEGER PRIMARY KEY,
            run INTEGER NOT NULL,
            first_event INTEGER NOT NULL,
            batch BLOB NOT NULL
          )\
          """,
          "CREATE INDEX hist_run ON hist(run, first_event)");

  /// What version 2 added.
  private static final List<String> LISTS =
      List.of(
          """
          CREATE TABLE search_attribute(
            namespace INTEGER NOT NULL,
            name TEXT NOT NULL,
            type INTEGER NOT NULL,
            PRIMARY KEY(namespace, name)
          ) WITHOUT ROWID\
          """,
          "CREATE INDEX run_time ON run(namespace, close_ns, start_ns)",
          "CREATE INDEX run_workflow ON run(namespace, workflow_id, close_ns, start_ns)",
          "CREATE INDEX run_type ON run(namespace, type, close_ns, start_ns)",
          """
          CREATE INDEX run_status ON run(namespace, status, close_ns, start_ns)
            WHERE close_ns IS NOT NULL\
          """,
          """
          CREATE INDEX run_parent ON run(namespace, parent_workflow_id, close_ns, start_ns)
            WHERE parent_workflow_id IS NOT NULL\
          """,
          """
          CREATE INDEX run_root ON run(namespace, root_workflow_id, close_ns, start_ns)
            WHERE root_workflow_id IS NOT NULL\
          """,
          """
          CREATE TABLE queue(
            namespace INTEGER NOT NULL,
            type INTEGER NOT NULL,
            name TEXT NOT NULL,
            config BLOB NOT NULL,
            PRIMARY KEY(namespace, type, name)
          ) WITHOUT ROWID\
          """,
          "CREATE TABLE garbage(run INTEGER PRIMARY KEY)",
          "CREATE INDEX entity_gone ON entity(lsn) WHERE run = 0");

  /// What version 3 added.
  private static final List<String> SEARCH =
      List.of(
          "ALTER TABLE run ADD COLUMN attributes TEXT",
          """
          CREATE TABLE run_attribute(
            space INTEGER NOT NULL,
            name TEXT NOT NULL,
            value NOT NULL,
            closed INTEGER NOT NULL,
            started INTEGER NOT NULL,
            run INTEGER NOT NULL,
            PRIMARY KEY(space, name, value, closed, started, run)
          ) WITHOUT ROWID\
          """,
          """
          CREATE TABLE batch(
            namespace INTEGER NOT NULL,
            job TEXT NOT NULL,
            description BLOB NOT NULL,
            request BLOB NOT NULL,
            place BLOB NOT NULL,
            PRIMARY KEY(namespace, job)
          )\
          """);

  /// What version 4 added.
  private static final List<String> SCHEDULES =
      List.of(
          """
          CREATE TABLE part(
            id INTEGER PRIMARY KEY,
            namespace INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            name TEXT NOT NULL,
            number INTEGER NOT NULL,
            record BLOB NOT NULL
          )\
          """,
          "CREATE UNIQUE INDEX part_key ON part(namespace, kind, name, number)");

  /// One step from one version to the next.
  @FunctionalInterface
  interface Migration {
    void run(Statement statement) throws SQLException;
  }

  /// `get(0)` leads from version 1 to version 2, and so on.
  private static final List<Migration> MIGRATIONS =
      List.of(Schema::addLists, Schema::addSearch, statement -> executeAll(statement, SCHEDULES));

  private Schema() {}

  /// Makes the tables in an empty file.
  static void create(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      executeAll(statement, TABLES);
      executeAll(statement, LISTS);
      executeAll(statement, SEARCH);
      executeAll(statement, SCHEDULES);
      statement.execute("INSERT INTO meta VALUES('cluster_id', '" + UUID.randomUUID() + "')");
      statement.execute("INSERT INTO meta VALUES('epoch', 0), ('lsn', 0), ('clock_offset_ns', 0)");
      statement.execute("PRAGMA application_id=" + APPLICATION_ID);
      statement.execute("PRAGMA user_version=" + VERSION);
      statement.execute("COMMIT");
    }
  }

  private static void executeAll(Statement statement, List<String> all) throws SQLException {
    for (var sql : all) {
      statement.execute(sql);
    }
  }

  /// Version 1 had no children yet, so every run is its own root.
  private static void addLists(Statement statement) throws SQLException {
    for (var column :
        List.of("parent_workflow_id", "parent_run_id", "root_workflow_id", "root_run_id")) {
      statement.execute("ALTER TABLE run ADD COLUMN " + column + " TEXT");
    }
    executeAll(statement, LISTS);
  }

  private static void addSearch(Statement statement) throws SQLException {
    executeAll(statement, SEARCH);
    statement.execute(
        "INSERT INTO meta SELECT '" + Meta.UNFILLED + "', ifnull(max(id), 0) FROM run");
  }

  /// Brings a file of an older version to this one, in a transaction for each step. What takes a
  /// while for many runs comes then, in many transactions, and goes on if it was broken off.
  static void migrate(Connection connection, int version) throws SQLException {
    try (var statement = connection.createStatement()) {
      for (int from = version; from < VERSION; from++) {
        statement.execute("BEGIN IMMEDIATE");
        MIGRATIONS.get(from - 1).run(statement);
        statement.execute("PRAGMA user_version=" + (from + 1));
        statement.execute("COMMIT");
      }
    }
    AttributeFill.run(connection);
  }
}
