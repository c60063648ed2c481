package dev.perdure.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.record.Event;
import dev.perdure.engine.record.JournalRecord;
import dev.perdure.engine.record.Note;
import dev.perdure.server.store.Runs.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Runs go at once for everybody who asks, and bit by bit from the disk.
@Timeout(60)
class DeleteTest {
  private final SplittableRandom random = new SplittableRandom(1);
  private final EntityKey key = EntityKey.workflow("default", "w");

  @TempDir private Path directory;

  private static Store open(Path file) {
    var options = StoreOptions.DEFAULT.withFoldAfter(Duration.ofMillis(5));
    var store = Store.open(file, options);
    store.namespaces().register("default", null);
    return store;
  }

  private Run largeRun(Store store) {
    var run = new Run(key, "run-1");
    for (int i = 0; i < 20; i++) {
      var events = new ArrayList<JournalRecord>();
      for (int j = 0; j < 10; j++) {
        events.add(run.event(random, 100_000));
      }
      store.journal().append(run.transition(events, false, null));
    }
    run.close();
    StoreTest.awaitDurable(store, store.journal().append(run.step(random, 10)));
    return run;
  }

  private static long delete(Store store, Run run) {
    return store
        .journal()
        .append(
            new Transition(
                run.key,
                "",
                List.of(new Note.RunDeleted(run.runId)),
                List.of(),
                List.of(run.runId),
                false,
                null));
  }

  private static long number(Path file, String sql) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static void await(Path file, String sql, long expected) throws SQLException {
    long until = System.nanoTime() + 30_000_000_000L;
    while (number(file, sql) != expected) {
      assertThat(System.nanoTime()).as("in time: %s", sql).isLessThan(until);
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void all_that_a_deleted_run_had_leaves_the_disk() throws Exception {
    var file = directory.resolve("store.db");
    try (var store = open(file)) {
      var run = largeRun(store);
      store.journal().foldAll().join();
      long pages = number(file, "PRAGMA page_count");

      StoreTest.awaitDurable(store, delete(store, run));

      assertThat(store.run(key, "run-1").join()).isEmpty();
      assertThat(store.load(key).join()).isEmpty();
      await(file, "SELECT count(*) FROM hist", 0);
      await(file, "SELECT count(*) FROM garbage", 0);
      await(file, "SELECT count(*) FROM entity", 0);
      await(file, "SELECT page_count < " + (pages - 1000) + " FROM pragma_page_count", 1);
    }
  }

  @Test
  void a_crash_in_the_middle_of_a_delete_leaves_nothing_half_there() throws Exception {
    var file = directory.resolve("store.db");
    try (var store = open(file)) {
      var run = largeRun(store);
      store.journal().foldAll().join();
      StoreTest.awaitDurable(store, delete(store, run));
      for (int i = 0; i < 5; i++) {
        check(copyAsACrashWould(file, i));
      }
    }
  }

  /// The database and its write-ahead log as they are at one moment: the log must not begin anew
  /// between the two copies, which its header would tell.
  private Path copyAsACrashWould(Path file, int number) throws IOException {
    var copy = Files.createDirectory(directory.resolve("copy-" + number)).resolve("store.db");
    var log = file.resolveSibling("store.db-wal");
    var copiedLog = copy.resolveSibling("store.db-wal");
    byte[] header;
    do {
      header = walHeader(log);
      Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      Files.copy(log, copiedLog, StandardCopyOption.REPLACE_EXISTING);
    } while (!Arrays.equals(header, walHeader(copiedLog)));
    return copy;
  }

  private static byte[] walHeader(Path log) throws IOException {
    try (var in = Files.newInputStream(log)) {
      return in.readNBytes(32);
    }
  }

  private void check(Path file) throws SQLException {
    try (var store = open(file)) {
      assertThat(store.run(key, "run-1").join()).isEmpty();
      assertThat(store.history(key, "run-1", 1, 10).join()).isEmpty();
      assertThat(store.load(key).join()).isEmpty();
      var next = new Run(key, "run-2");
      store.journal().append(next.step(random, 100));
      await(file, "SELECT count(*) FROM garbage", 0);
      assertThat(store.load(key).join().orElseThrow().records()).isEqualTo(next.records);
      store.journal().foldAll().join();
      assertThat(number(file, "SELECT count(*) FROM hist")).isEqualTo(1);
    }
  }

  @Test
  void a_note_on_a_run_that_is_deleted_does_not_bring_it_back() throws Exception {
    var file = directory.resolve("store.db");
    try (var store = open(file)) {
      var run = new Run(key, "run-1");
      store.journal().append(run.step(random, 10));
      run.close();
      store.journal().append(run.step(random, 10));
      store.journal().foldAll().join();
      store
          .journal()
          .append(new Transition(key, "", List.of(), List.of(), List.of("run-1"), false, null));
      store.journal().foldAll().join();

      store.journal().append(run.transition(List.of(run.note()), false, null));
      store.journal().foldAll().join();

      assertThat(store.run(key, "run-1").join()).isEmpty();
    }
  }

  @Test
  void a_large_batch_is_kept_in_rows_that_one_page_can_do_with() throws Exception {
    var file = directory.resolve("store.db");
    try (var store = open(file)) {
      var run = new Run(key, "run-1");
      List<JournalRecord> events = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        Event event = run.event(random, 50_000);
        events.add(event);
      }
      store.journal().append(run.transition(events, false, null));
      store.journal().foldAll().join();

      assertThat(number(file, "SELECT max(length(batch)) FROM hist")).isLessThan(400_000);
      assertThat(store.load(key).join().orElseThrow().records()).isEqualTo(events);
      assertThat(store.history(key, "run-1", 95, 3).join().orElseThrow().nextEventId())
          .isEqualTo(98);
    }
  }

  @Test
  void the_runs_that_closed_first_are_found_by_an_index() throws Exception {
    var file = directory.resolve("store.db");
    try (var store = open(file)) {
      for (int i = 0; i < 10; i++) {
        var run = new Run(EntityKey.workflow("default", "w" + i), "run-" + i);
        if (i % 2 == 0) {
          run.close();
        }
        store.journal().append(run.step(random, 10));
      }
      store.journal().foldAll().join();

      var first = store.closedRuns("default", Optional.empty(), 3).join();
      var rest = store.closedRuns("default", Optional.of(first.getLast()), 10).join();

      assertThat(first).extracting(ClosedRun::runId).containsExactly("run-0", "run-2", "run-4");
      assertThat(rest).extracting(ClosedRun::runId).containsExactly("run-6", "run-8");
      assertThat(store.closedRuns("nobody", Optional.empty(), 3).join()).isEmpty();
      assertThat(plan(file))
          .contains("SEARCH run USING INDEX run_time")
          .doesNotContain("TEMP B-TREE");
    }
  }

  private static String plan(Path file) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement();
        var row = statement.executeQuery("EXPLAIN QUERY PLAN " + Rows.CLOSED_RUNS)) {
      var plan = new StringBuilder();
      while (row.next()) {
        plan.append(row.getString("detail")).append('\n');
      }
      return plan.toString();
    }
  }
}
