package dev.perdure.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.record.JournalRecord;
import dev.perdure.engine.record.Note;
import dev.perdure.server.store.Runs.Run;
import io.temporal.api.enums.v1.BatchOperationState;
import io.temporal.api.history.v1.History;
import io.temporal.api.workflowservice.v1.DescribeBatchOperationResponse;
import io.temporal.api.workflowservice.v1.StartBatchOperationRequest;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {
  private static final EntityKey ORDER = EntityKey.workflow("default", "order-1");

  private static final ByteString PLACE = ByteString.copyFromUtf8("behind");

  private final SplittableRandom random = new SplittableRandom(1);

  @TempDir private Path directory;

  private Store open() {
    var store = Store.open(directory.resolve("test.db"), StoreOptions.DEFAULT);
    store.namespaces().register("default", null);
    return store;
  }

  static void awaitDurable(Store store, long lsn) {
    var durable = new CompletableFuture<Void>();
    store
        .journal()
        .whenDurable(
            lsn,
            new DurableCallback() {
              @Override
              public void durable() {
                durable.complete(null);
              }

              @Override
              public void failed(StoreException cause) {
                durable.completeExceptionally(cause);
              }
            });
    durable.join();
  }

  @Test
  void what_was_appended_is_read_back_at_once_and_after_a_restart() {
    var run = new Run(ORDER, "run-1");
    try (var store = open()) {
      for (int i = 0; i < 10; i++) {
        store.journal().append(run.step(random, 100));
        assertThat(store.load(ORDER).join().orElseThrow().records()).isEqualTo(run.records);
      }
      assertThat(store.load(ORDER).join().orElseThrow().lsn()).isEqualTo(10);
    }

    try (var store = open()) {
      var loaded = store.load(ORDER).join().orElseThrow();
      assertThat(loaded.records()).isEqualTo(run.records);
      assertThat(loaded.current()).isEqualTo(run.summary());
      assertThat(store.journal().durableLsn()).isEqualTo(10);
    }
  }

  @Test
  void a_run_that_heartbeats_for_long_stays_small_on_disk() throws Exception {
    var run = new Run(ORDER, "run-1");
    try (var store = open()) {
      store.journal().append(run.step(random, 100));
      store.load(ORDER).join();
      for (int i = 1; i <= 300; i++) {
        store.journal().append(run.transition(List.of(run.heartbeat(i)), false, null));
        store.load(ORDER).join();
      }

      var loaded = store.load(ORDER).join().orElseThrow();

      assertThat(loaded.records())
          .containsExactly(
              run.records.getFirst(),
              new Note.ActivityNotesDropped("run-1", 5, 299, 0),
              run.records.getLast());
      assertThat(loaded.current()).isEqualTo(run.summary());
    }
    assertThat(historyRows()).isEqualTo(2);
  }

  @Test
  void notes_with_much_to_say_are_not_rewritten_with_each_small_one() throws Exception {
    var run = new Run(ORDER, "run-1");
    try (var store = open()) {
      store.journal().append(run.step(random, 100));
      store.load(ORDER).join();
      for (int i = 1; i <= 40; i++) {
        var notes = new ArrayList<JournalRecord>();
        for (int j = 0; j < (i == 1 ? 20_000 : 10); j++) {
          notes.add(run.note());
        }
        store.journal().append(run.transition(notes, false, null));
        store.load(ORDER).join();
      }

      assertThat(store.load(ORDER).join().orElseThrow().records()).isEqualTo(run.records);
    }
    assertThat(historyRows()).isEqualTo(3);
  }

  private long historyRows() throws SQLException {
    try (var connection =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("test.db"));
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT count(*) FROM hist")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  @Test
  void a_history_is_read_in_pages() throws Exception {
    var run = new Run(ORDER, "run-1");
    try (var store = open()) {
      for (int i = 0; i < 20; i++) {
        store.journal().append(run.step(random, 100));
        if (i % 3 == 0) {
          store.journal().append(run.transition(List.of(run.note()), false, null));
          awaitDurable(store, store.journal().lastLsn());
          store.load(ORDER).join();
        }
      }

      var read = new ArrayList<>();
      long next = 1;
      while (next != 0) {
        var page = store.history(ORDER, "", next, 7).join().orElseThrow();
        read.addAll(History.parseFrom(page.history()).getEventsList());
        next = page.nextEventId();
      }

      assertThat(read).isEqualTo(run.events);
      assertThat(store.history(ORDER, "no such run", 1, 7).join()).isEmpty();
    }
  }

  @Test
  void due_sleepers_come_in_pages_in_the_order_of_their_time() {
    try (var store = open()) {
      for (int i = 0; i < 10; i++) {
        var run = new Run(EntityKey.workflow("default", "sleeper-" + i), "run-" + i);
        var wakeAt = Runs.START.plusSeconds(100 - i);
        store.journal().append(run.transition(List.of(run.event(random, 10)), i % 2 == 0, wakeAt));
      }
      var until = Runs.START.plusSeconds(98);

      var first = store.sleepers(until, Optional.empty(), 5).join();
      var second = store.sleepers(until, Optional.of(first.getLast()), 5).join();

      assertThat(first)
          .extracting(sleeper -> sleeper.key().id())
          .containsExactly("sleeper-9", "sleeper-8", "sleeper-7", "sleeper-6", "sleeper-5");
      assertThat(second)
          .extracting(sleeper -> sleeper.key().id())
          .containsExactly("sleeper-4", "sleeper-3", "sleeper-2");
      assertThat(store.ready(Optional.empty(), 3).join()).hasSize(3);
      assertThat(store.ready(Optional.of(EntityKey.workflow("default", "sleeper-4")), 10).join())
          .extracting(EntityKey::id)
          .containsExactly("sleeper-6", "sleeper-8");
    }
  }

  @Test
  void a_key_is_new_until_something_is_appended_for_it() {
    try (var store = open()) {
      store.ready(Optional.empty(), 1).join();

      assertThat(store.isNew(ORDER)).isTrue();
      store.journal().append(new Run(ORDER, "run-1").step(random, 1));
      assertThat(store.isNew(ORDER)).isFalse();
    }
    try (var store = open()) {
      assertThat(store.isNew(ORDER)).isFalse();
    }
  }

  @Test
  void the_cluster_id_stays_and_the_epoch_rises() {
    var store = open();
    var cluster = store.clusterId();
    assertThat(store.epoch()).isEqualTo(1);
    store.clockOffset(Duration.ofHours(5)).join();
    var namespaces = store.namespaces().all();
    store.close();

    try (var again = open()) {
      assertThat(again.clusterId()).isEqualTo(cluster);
      assertThat(again.epoch()).isEqualTo(2);
      assertThat(again.clockOffset()).isEqualTo(Duration.ofHours(5));
      assertThat(again.namespaces().all()).isEqualTo(namespaces);
    }
  }

  @Test
  void callbacks_run_in_the_order_of_their_positions() {
    try (var store = open()) {
      var run = new Run(ORDER, "run-1");
      var order = new ArrayList<Long>();
      for (int i = 0; i < 1_000; i++) {
        long lsn = store.journal().append(run.step(random, 10));
        store
            .journal()
            .whenDurable(
                lsn,
                new DurableCallback() {
                  @Override
                  public void durable() {
                    synchronized (order) {
                      order.add(lsn);
                    }
                  }

                  @Override
                  public void failed(StoreException cause) {}
                });
      }
      awaitDurable(store, store.journal().lastLsn());

      assertThat(order).hasSize(1_000);
      assertThat(store.journal().waitingBytes()).isZero();
    }
  }

  @Test
  void nothing_is_kept_of_a_batch_whose_namespace_goes_meanwhile() {
    try (var store = open()) {
      store.namespaces().register("orders", null);
      var job = batch("orders");

      var gone = store.namespaces().drop("orders");
      var added = store.batches().add(job);
      CompletableFuture.allOf(gone, added, store.batches().put(job)).join();

      assertThat(store.batches().all()).isEmpty();
    }
  }

  @Test
  void what_a_batch_went_through_is_read_when_it_is_asked_for() {
    var request = StartBatchOperationRequest.newBuilder().setVisibilityQuery("a = 1").build();
    var begun = batch("default").with(request);
    var ended =
        begun.with(
            begun.description().toBuilder()
                .setState(BatchOperationState.BATCH_OPERATION_STATE_COMPLETED)
                .build());
    try (var store = open()) {
      store.batches().add(begun).join();
      assertThat(store.batches().all()).containsExactly(begun);

      store.batches().put(begun.at(PLACE)).join();
      assertThat(store.batches().all()).containsExactly(begun.at(PLACE));

      store.batches().put(ended).join();
      assertThat(store.batches().all())
          .containsExactly(ended.with(StartBatchOperationRequest.getDefaultInstance()));
      assertThat(store.batches().find("default", "job").join()).contains(ended);
    }
  }

  private static BatchJob batch(String namespace) {
    return new BatchJob(
        namespace,
        DescribeBatchOperationResponse.newBuilder()
            .setJobId("job")
            .setState(BatchOperationState.BATCH_OPERATION_STATE_RUNNING)
            .build(),
        StartBatchOperationRequest.getDefaultInstance(),
        ByteString.EMPTY);
  }
}
