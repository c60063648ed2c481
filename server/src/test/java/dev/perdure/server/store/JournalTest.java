package dev.perdure.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.record.JournalRecord;
import dev.perdure.server.store.Runs.Run;
import dev.perdure.server.store.StoreException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  private static final EntityKey ORDER = EntityKey.workflow("default", "order-1");

  /// Nothing is folded because it is quiet.
  private static final Duration NOT_HERE = Duration.ofMinutes(10);

  private final SplittableRandom random = new SplittableRandom(1);

  @TempDir private Path directory;

  private Store open(StoreOptions options) {
    var store = Store.open(directory.resolve("test.db"), options);
    store.namespaces().register("default", null);
    return store;
  }

  /// Completes when the position is durable, exceptionally when it never will be.
  private static CompletableFuture<Long> durable(Journal journal, long lsn) {
    var future = new CompletableFuture<Long>();
    journal.whenDurable(
        lsn,
        new DurableCallback() {
          @Override
          public void durable() {
            future.complete(lsn);
          }

          @Override
          public void failed(StoreException cause) {
            future.completeExceptionally(cause);
          }
        });
    return future;
  }

  @Test
  void what_waits_while_a_commit_runs_shares_the_next_one() throws Exception {
    try (var store = open(StoreOptions.DEFAULT.withFoldAfter(NOT_HERE))) {
      var journal = store.journal();
      var inCommit = new CountDownLatch(1);
      var goOn = new CountDownLatch(1);
      var held =
          journal.run(
              _ -> {
                inCommit.countDown();
                awaitUninterruptibly(goOn);
              });
      inCommit.await();
      long before = journal.commits();
      long lsn = 0;
      for (int i = 0; i < 100; i++) {
        var run = new Run(EntityKey.workflow("default", "order-" + i), "run-" + i);
        lsn = journal.append(run.step(random, 100));
      }
      assertThat(journal.durableLsn()).isZero();
      assertThat(journal.waitingBytes()).isGreaterThan(100 * 100);
      var all = durable(journal, lsn);

      goOn.countDown();
      held.join();
      all.join();

      assertThat(journal.commits() - before).isEqualTo(2);
      assertThat(journal.waitingBytes()).isZero();
    }
  }

  @Test
  void the_log_stays_within_its_bound() {
    long bound = 256 << 10;
    try (var store = open(StoreOptions.DEFAULT.withLogBytes(bound).withFoldAfter(NOT_HERE))) {
      var slow = new Run(ORDER, "run-slow");
      store.journal().append(slow.step(random, 100));
      long largest = 0;
      for (int i = 0; i < 2_000; i++) {
        var run = new Run(EntityKey.workflow("default", "order-1" + i), "run-" + i);
        long lsn = store.journal().append(run.step(random, 1_000));
        if (i % 50 == 0) {
          durable(store.journal(), lsn).join();
          largest = Math.max(largest, store.logBytes());
        }
      }
      assertThat(largest).isBetween(bound / 4, bound);
      assertThat(store.load(ORDER).join().orElseThrow().records()).isEqualTo(slow.records);
    }
  }

  @Test
  void a_transition_larger_than_the_log_is_kept_and_its_room_given_back() {
    try (var store = open(StoreOptions.DEFAULT.withLogBytes(64 << 10))) {
      var large = new Run(ORDER, "run-large");
      store.journal().append(large.step(random, 1 << 20));
      assertThat(store.load(ORDER).join().orElseThrow().records()).isEqualTo(large.records);
      store
          .journal()
          .run(
              tables ->
                  assertThat(Database.number(tables.connection(), "SELECT count(*) FROM log"))
                      .isLessThanOrEqualTo(16))
          .join();
    }
  }

  @Test
  void quiet_entities_leave_the_log_by_themselves() throws Exception {
    try (var store = open(StoreOptions.DEFAULT)) {
      var run = new Run(ORDER, "run-1");
      durable(store.journal(), store.journal().append(run.step(random, 100))).join();
      assertThat(store.logBytes()).isPositive();

      var deadline = System.nanoTime() + 20_000_000_000L;
      while (store.logBytes() > 0 && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }

      assertThat(store.logBytes()).isZero();
    }
  }

  @Test
  void a_full_disk_fails_what_waits_and_keeps_what_was_durable() {
    var reported = new CompletableFuture<StoreException>();
    var run = new Run(ORDER, "run-1");
    var durable = new ArrayList<JournalRecord>();
    StoreException failure = null;
    try (var store = open(StoreOptions.DEFAULT.withPragmas(Map.of("max_page_count", "200")))) {
      store.journal().onFailure(reported::complete);
      while (failure == null) {
        var transition = run.step(random, 20_000);
        failure = failureOf(durable(store.journal(), store.journal().append(transition)));
        if (failure == null) {
          durable.addAll(transition.records());
        }
      }

      assertThat(failure.kind()).isEqualTo(Kind.FULL);
      assertThat(reported.join()).isSameAs(failure);
      assertThat(store.freeSpaceLow()).isTrue();
      assertThat(failureOf(durable(store.journal(), store.journal().append(run.step(random, 1)))))
          .isSameAs(failure);
      assertThat(failureOf(store.load(ORDER))).isSameAs(failure);
    }

    try (var store = open(StoreOptions.DEFAULT)) {
      assertThat(durable).isNotEmpty();
      assertThat(store.load(ORDER).join().orElseThrow().records()).isEqualTo(durable);
    }
  }

  @Test
  void after_a_failed_write_the_store_opens_again_with_all_that_was_durable() {
    var run = new Run(ORDER, "run-1");
    var store = open(StoreOptions.DEFAULT);
    try {
      var kept = run.step(random, 100);
      durable(store.journal(), store.journal().append(kept)).join();
      var failed =
          store
              .journal()
              .run(
                  _ -> {
                    throw new SQLException("disk I/O error", null, 10);
                  });
      assertFails(failed, Kind.IO);

      var again = store.reopen();
      store.close();
      store = again;

      assertThat(store.epoch()).isEqualTo(2);
      assertThat(store.load(ORDER).join().orElseThrow().records()).isEqualTo(kept.records());
      var next = run.step(random, 100);
      durable(store.journal(), store.journal().append(next)).join();
      assertThat(store.load(ORDER).join().orElseThrow().records()).isEqualTo(run.records);
    } finally {
      store.close();
    }
  }

  @Test
  void a_lost_position_stays_lost_when_the_store_is_open_again() {
    var run = new Run(ORDER, "run-1");
    var store = open(StoreOptions.DEFAULT);
    try {
      long kept = store.journal().append(run.step(random, 100));
      durable(store.journal(), kept).join();
      var goOn = new CountDownLatch(1);
      var held =
          store
              .journal()
              .run(
                  _ -> {
                    awaitUninterruptibly(goOn);
                    throw new SQLException("disk I/O error", null, 10);
                  });
      long lost = store.journal().append(run.step(random, 100));
      goOn.countDown();
      assertFails(held, Kind.IO);
      assertThat(store.journal().append(run.step(random, 100))).isEqualTo(Journal.LOST);

      var again = store.reopen();
      store.close();
      store = again;
      var journal = store.journal();
      long next = journal.append(new Run(key(2), "run-2").step(random, 100));
      durable(journal, next).join();

      assertThat(next).isGreaterThan(lost);
      assertThat(journal.isDurable(kept)).isTrue();
      assertThat(journal.isDurable(lost)).isFalse();
      assertFails(durable(journal, lost), Kind.CLOSED);
      assertFails(durable(journal, Journal.LOST), Kind.CLOSED);
      assertThat(store.load(key(2)).join().orElseThrow().lsn()).isEqualTo(next);
    } finally {
      store.close();
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void a_server_whose_file_was_opened_by_another_one_stops_writing() {
    try (var store = open(StoreOptions.DEFAULT)) {
      store.journal().run(tables -> tables.putMeta(Meta.EPOCH, 7)).join();

      var append = store.journal().append(new Run(ORDER, "run-1").step(random, 1));

      var written = durable(store.journal(), append);
      assertFails(written, Kind.FENCED);
      assertThat(failureOf(written))
          .hasMessage(
              "Another server has opened the database "
                  + store.file()
                  + ". This one stops writing to it.");
    }
  }

  @Test
  void closing_makes_durable_what_was_appended_and_tells_who_comes_later() {
    var run = new Run(ORDER, "run-1");
    var store = open(StoreOptions.DEFAULT);
    var before = new ArrayList<CompletableFuture<Long>>();
    for (int i = 0; i < 100; i++) {
      before.add(durable(store.journal(), store.journal().append(run.step(random, 100))));
    }
    var records = List.copyOf(run.records);

    store.close();

    assertThat(before).allSatisfy(future -> assertThat(future).isCompleted());
    var late = durable(store.journal(), store.journal().append(run.step(random, 100)));
    assertFails(late, Kind.CLOSED);
    assertThat(directory.resolve("test.db-wal")).doesNotExist();
    try (var again = open(StoreOptions.DEFAULT)) {
      assertThat(again.load(ORDER).join().orElseThrow().records()).isEqualTo(records);
    }
  }

  @Test
  void the_write_ahead_log_stays_within_its_bound() throws Exception {
    long bound = 1 << 20;
    try (var store = open(StoreOptions.DEFAULT.withWalBytes(bound))) {
      long lsn = 0;
      long largest = 0;
      for (int i = 0; i < 4_000; i++) {
        lsn = store.journal().append(new Run(key(i), "run-" + i).step(random, 2_000));
        if (i % 100 == 0) {
          durable(store.journal(), lsn).join();
          largest = Math.max(largest, Files.size(directory.resolve("test.db-wal")));
        }
      }
      assertThat(Files.size(directory.resolve("test.db"))).isGreaterThan(5 * bound);
      assertThat(largest).isBetween(bound, 4 * bound);
    }
  }

  private static EntityKey key(int number) {
    return EntityKey.workflow("default", "order-" + number);
  }

  private static void assertFails(CompletableFuture<?> future, Kind kind) {
    assertThat(failureOf(future))
        .isInstanceOfSatisfying(
            StoreException.class, failure -> assertThat(failure.kind()).isEqualTo(kind));
  }

  private static @Nullable StoreException failureOf(CompletableFuture<?> future) {
    return future
        .handle((_, failure) -> failure)
        .thenApply(
            failure ->
                (StoreException)
                    (failure instanceof CompletionException e ? e.getCause() : failure))
        .join();
  }
}
