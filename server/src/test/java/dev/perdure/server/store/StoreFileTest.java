package dev.perdure.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.perdure.engine.record.EntityKey;
import dev.perdure.server.store.Runs.Run;
import dev.perdure.server.store.StoreException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What may be wrong with a file or its place, and what the operator is told.
class StoreFileTest {
  @TempDir private Path directory;

  private Path file;

  @BeforeEach
  void name_the_file() throws IOException {
    file = directory.toRealPath().resolve("test.db");
  }

  private void refuses(Path path, Kind kind, String message) {
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> Store.open(path, StoreOptions.DEFAULT).close())
        .satisfies(e -> assertThat(e.kind()).isEqualTo(kind))
        .withMessage(message);
  }

  private void sql(String... statements) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      for (var sql : statements) {
        statement.execute(sql);
      }
    }
  }

  @Test
  void a_second_server_is_refused_and_the_first_goes_on() {
    var key = EntityKey.workflow("default", "order");
    var run = new Run(key, "run-1");
    try (var store = Store.open(file, StoreOptions.DEFAULT)) {
      store.namespaces().register("default", null);

      refuses(
          file,
          Kind.LOCKED,
          "Another server (process "
              + ProcessHandle.current().pid()
              + ") has the database "
              + file
              + " open. Stop it, or name another file.");

      store.journal().append(run.step(new SplittableRandom(1), 10));
      assertThat(store.load(key).join()).isPresent();
    }
    Store.open(file, StoreOptions.DEFAULT).close();
  }

  @Test
  void two_names_of_one_file_have_one_lock() throws IOException {
    try (var store = Store.open(file, StoreOptions.DEFAULT)) {
      var link = Files.createSymbolicLink(directory.resolve("link.db"), file);

      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(() -> Store.open(link, StoreOptions.DEFAULT).close())
          .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.LOCKED));
      assertThat(store.epoch()).isEqualTo(1);
    }
  }

  @Test
  void a_file_of_a_newer_version_is_refused_and_left_alone() throws Exception {
    Store.open(file, StoreOptions.DEFAULT).close();
    sql("PRAGMA user_version=99");

    refuses(
        file,
        Kind.NEWER,
        "The database "
            + file
            + " was written by a newer version of Perdure (schema 99; this"
            + " version knows "
            + Schema.VERSION
            + "). Use that version.");

    sql("PRAGMA user_version=" + Schema.VERSION);
    try (var store = Store.open(file, StoreOptions.DEFAULT)) {
      assertThat(store.epoch()).isEqualTo(2);
    }
  }

  @Test
  void a_database_of_another_program_is_refused_and_left_alone() throws Exception {
    sql("CREATE TABLE theirs(a)");
    var before = Files.readAllBytes(file);

    refuses(
        file,
        Kind.FOREIGN,
        file + " is a database of another program. Name another file, or move this one away.");

    assertThat(file).hasBinaryContent(before);
  }

  @Test
  void a_file_that_is_no_database_is_refused_and_left_alone() throws Exception {
    var text = "This is a shopping list.\n".repeat(400);
    Files.writeString(file, text);

    refuses(
        file,
        Kind.NOT_A_DATABASE,
        file + " is not a database. Name another file, or move this one away.");

    assertThat(file).hasContent(text);
  }

  @Test
  void a_damaged_file_is_reported_as_such() throws Exception {
    try (var store = Store.open(file, StoreOptions.DEFAULT)) {
      store.namespaces().register("default", null);
    }
    var bytes = Files.readAllBytes(file);
    // All pages but the first, which has the header and the schema.
    Arrays.fill(bytes, 4096, bytes.length, (byte) 0x5a);
    Files.write(file, bytes);

    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> Store.open(file, StoreOptions.DEFAULT).close())
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT))
        .withMessageStartingWith("The database " + file + " is damaged. Restore it from a copy.");
  }

  @Test
  void an_empty_file_becomes_a_database() throws Exception {
    Files.createFile(file);

    try (var store = Store.open(file, StoreOptions.DEFAULT)) {
      assertThat(store.epoch()).isEqualTo(1);
    }
  }

  @Test
  void a_directory_is_refused() {
    refuses(
        directory,
        Kind.UNWRITABLE,
        file.getParent() + " is a directory. Name a file in it for the database.");
  }

  @Test
  void a_path_in_a_missing_directory_is_refused() {
    var missing = file.resolveSibling("missing").resolve("test.db");

    refuses(
        missing,
        Kind.UNWRITABLE,
        "The database "
            + missing
            + " cannot be written: its lock file "
            + missing
            + ".lock cannot be opened. Check that the directory exists and is writable.");
  }

  @Test
  void a_pragma_that_the_store_cannot_work_with_is_refused() {
    var options = StoreOptions.DEFAULT.withPragmas(Map.of("journal_mode", "delete"));

    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> Store.open(file, options).close())
        .withMessage(
            "SQLite pragma journal_mode=delete is not possible: the server needs"
                + " journal_mode=wal.");
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(
            () ->
                Store.open(file, StoreOptions.DEFAULT.withPragmas(Map.of("page_size", "1024")))
                    .close())
        .withMessageStartingWith("SQLite pragma page_size cannot be set. These can: busy_timeout,");
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(
            () ->
                Store.open(file, StoreOptions.DEFAULT.withPragmas(Map.of("cache_size", "1;x")))
                    .close())
        .withMessage(
            "SQLite pragma cache_size has the value \"1;x\". It must be a number or a word.");
  }

  @Test
  void a_pragma_that_tunes_is_set() throws Exception {
    var options = StoreOptions.DEFAULT.withPragmas(Map.of("synchronous", "normal"));

    try (var store = Store.open(file, options)) {
      store
          .journal()
          .run(
              tables ->
                  assertThat(Database.number(tables.connection(), "PRAGMA synchronous"))
                      .isEqualTo(1))
          .join();
    }
  }

  @Test
  void every_commit_waits_for_the_disk_unless_the_store_is_in_memory() {
    try (var store = Store.open(file, StoreOptions.DEFAULT);
        var memory = Store.inMemory(StoreOptions.DEFAULT)) {
      store
          .journal()
          .run(
              tables ->
                  assertThat(Database.number(tables.connection(), "PRAGMA synchronous"))
                      .isEqualTo(2))
          .join();
      memory
          .journal()
          .run(
              tables ->
                  assertThat(Database.number(tables.connection(), "PRAGMA synchronous")).isZero())
          .join();
    }
  }

  @Test
  void a_store_in_memory_leaves_nothing_behind() {
    Path itsFile;
    try (var store = Store.inMemory(StoreOptions.DEFAULT)) {
      itsFile = store.file();
      assertThat(itsFile).exists();
    }

    assertThat(itsFile.getParent()).doesNotExist();
  }

  @Test
  void what_a_namespace_has_left_keeps_nobody_from_starting() throws Exception {
    Store.open(file, StoreOptions.DEFAULT).close();
    sql(
        "INSERT INTO batch VALUES(99, 'job', x'', x'', x'')",
        "INSERT INTO queue VALUES(99, 1, 'orders', x'')");

    try (var store = Store.open(file, StoreOptions.DEFAULT)) {
      assertThat(store.batches().all()).isEmpty();
      assertThat(store.queues()).isEmpty();
    }
  }
}
