package dev.perdure.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.record.JournalRecord;
import dev.perdure.engine.record.Note;
import dev.perdure.server.store.Runs.Run;
import io.temporal.api.history.v1.History;
import io.temporal.api.history.v1.HistoryEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random transitions, folds, restarts and crashes; after each of them the store must say what a
/// model in memory says.
class StoreModelTest {
  private static final int STEPS = 400;
  private static final int ENTITIES = 12;

  @TempDir private Path directory;

  /// What the store should have of one entity.
  private static final class Expected {
    final List<Run> runs = new ArrayList<>();
    final List<Run> deleted = new ArrayList<>();
    boolean ready;
    @Nullable Instant wakeAt;

    /// Whether the current run was deleted; others may still be there.
    boolean isGone;

    Run current() {
      return runs.getLast();
    }
  }

  private final Map<EntityKey, Expected> model = new LinkedHashMap<>();
  private SplittableRandom random = new SplittableRandom();
  private int runsMade;
  private int copies;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void the_store_says_what_a_model_in_memory_says(long seed) throws Exception {
    random = new SplittableRandom(seed);
    var store = open(directory.resolve("store.db"));
    try {
      for (int step = 0; step < STEPS; step++) {
        switch (random.nextInt(20)) {
          case 0 -> {
            store.close();
            store = open(store.file());
          }
          case 1 -> {
            StoreTest.awaitDurable(store, store.journal().lastLsn());
            var copy = open(copyAsACrashWould(store.file()));
            checkAll(copy);
            store.close();
            store = copy;
          }
          case 2 -> checkAll(store);
          case 3, 4 -> check(store, key());
          case 5 -> store.journal().foldAll().join();
          case 6, 7 -> delete(store);
          default -> append(store);
        }
      }
      checkAll(store);
    } finally {
      store.close();
    }
  }

  private Store open(Path file) {
    // Small bounds, so that folding and the reuse of log slots happen all the time.
    var options = StoreOptions.DEFAULT.withLogBytes(64 << 10).withFoldAfter(Duration.ofMillis(20));
    var store = Store.open(file, options);
    store.namespaces().register("default", null);
    return store;
  }

  /// The files as they are in this moment: what a power cut would leave.
  private Path copyAsACrashWould(Path file) throws IOException {
    var copy = Files.createDirectory(directory.resolve("copy-" + copies++)).resolve("store.db");
    Files.copy(file, copy);
    Files.copy(file.resolveSibling("store.db-wal"), copy.resolveSibling("store.db-wal"));
    return copy;
  }

  private EntityKey key() {
    return EntityKey.workflow("default", "entity-" + random.nextInt(ENTITIES));
  }

  private void append(Store store) {
    var key = key();
    var expected = model.computeIfAbsent(key, _ -> new Expected());
    var touched = new LinkedHashMap<Run, List<JournalRecord>>();
    if (expected.isGone || expected.runs.isEmpty() || random.nextInt(8) == 0) {
      if (!expected.isGone && !expected.runs.isEmpty() && expected.current().isOpen()) {
        change(expected.current(), touched);
        expected.current().close();
      }
      expected.isGone = false;
      expected.runs.add(new Run(key, "run-" + runsMade++));
    }
    change(expected.current(), touched);
    if (expected.current().isOpen() && random.nextInt(6) == 0) {
      expected.current().close();
    }
    expected.ready = random.nextInt(3) == 0;
    expected.wakeAt = random.nextBoolean() ? null : Runs.START.plusSeconds(random.nextInt(1_000));

    var records = new ArrayList<JournalRecord>();
    touched.values().forEach(records::addAll);
    store
        .journal()
        .append(
            new Transition(
                key,
                expected.current().runId,
                records,
                touched.keySet().stream().map(Run::summary).toList(),
                expected.ready,
                expected.wakeAt));
  }

  /// Deletes a run of an entity; at times together with a note on another one.
  private void delete(Store store) {
    var key = key();
    var expected = model.get(key);
    if (expected == null || expected.runs.isEmpty()) {
      return;
    }
    boolean deletesCurrent = random.nextBoolean() && !expected.isGone;
    var run =
        deletesCurrent
            ? expected.runs.removeLast()
            : expected.runs.remove(random.nextInt(expected.runs.size()));
    boolean wasCurrent = !expected.isGone && !deletesCurrent && expected.runs.size() == 0;
    if (deletesCurrent || wasCurrent || isLast(expected, run)) {
      expected.isGone = true;
      expected.ready = false;
      expected.wakeAt = null;
    }
    expected.deleted.add(run);
    store
        .journal()
        .append(
            new Transition(
                key,
                expected.isGone ? "" : expected.current().runId,
                List.of(new Note.RunDeleted(run.runId)),
                List.of(),
                List.of(run.runId),
                expected.ready,
                expected.wakeAt));
  }

  private static boolean isLast(Expected expected, Run run) {
    return !expected.isGone
        && (expected.runs.isEmpty() || number(expected.current()) < number(run));
  }

  private static int number(Run run) {
    return Integer.parseInt(run.runId.substring("run-".length()));
  }

  private void change(Run run, Map<Run, List<JournalRecord>> touched) {
    var records = touched.computeIfAbsent(run, _ -> new ArrayList<>());
    records.add(run.event(random, payloadBytes()));
    for (int i = random.nextInt(4); i > 0; i--) {
      records.add(random.nextBoolean() ? run.note() : run.event(random, payloadBytes()));
    }
  }

  /// Mostly small, sometimes more than a page of the log.
  private int payloadBytes() {
    return random.nextInt(10) == 0 ? random.nextInt(20_000) : random.nextInt(200);
  }

  private void checkAll(Store store) throws Exception {
    for (int i = 0; i < ENTITIES; i++) {
      check(store, EntityKey.workflow("default", "entity-" + i));
    }
    var ready = new HashMap<EntityKey, Boolean>();
    var wakes = new HashMap<EntityKey, Instant>();
    model.forEach(
        (key, expected) -> {
          if (expected.ready) {
            ready.put(key, true);
          }
          if (expected.wakeAt != null) {
            wakes.put(key, expected.wakeAt.minusNanos(789));
          }
        });
    assertThat(store.ready(Optional.empty(), 100).join())
        .containsExactlyInAnyOrderElementsOf(ready.keySet());
    var sleepers = store.sleepers(Instant.MAX, Optional.empty(), 100).join();
    assertThat(sleepers).isSortedAccordingTo((a, b) -> a.wakeAt().compareTo(b.wakeAt()));
    var found = new HashMap<EntityKey, Instant>();
    sleepers.forEach(sleeper -> found.put(sleeper.key(), sleeper.wakeAt()));
    assertThat(found).isEqualTo(wakes);
  }

  private void check(Store store, EntityKey key) throws Exception {
    var expected = model.get(key);
    var loaded = store.load(key).join();
    if (expected == null) {
      assertThat(loaded).isEmpty();
      return;
    }
    for (var gone : expected.deleted) {
      assertThat(store.run(key, gone.runId).join()).isEmpty();
      assertThat(store.history(key, gone.runId, 1, 10).join()).isEmpty();
    }
    if (expected.isGone) {
      assertThat(loaded).isEmpty();
    } else {
      assertThat(loaded.orElseThrow().current()).isEqualTo(expected.current().summary());
      assertThat(loaded.orElseThrow().records()).isEqualTo(expected.current().records);
      assertThat(store.isNew(key)).isFalse();
    }
    if (expected.runs.isEmpty()) {
      return;
    }
    var run = expected.runs.get(random.nextInt(expected.runs.size()));
    assertThat(store.run(key, run.runId).join()).contains(run.summary());
    assertThat(store.records(key, run.runId).join()).contains(run.records);
    int from = 1 + random.nextInt(run.events.size());
    assertThat(history(store, run, from))
        .isEqualTo(run.events.subList(from - 1, run.events.size()));
  }

  private List<HistoryEvent> history(Store store, Run run, long from) throws Exception {
    var read = new ArrayList<HistoryEvent>();
    for (long next = from; next != 0; ) {
      var page =
          store.history(run.key, run.runId, next, 1 + random.nextInt(10)).join().orElseThrow();
      var events = History.parseFrom(page.history()).getEventsList();
      assertThat(events).hasSize(page.events());
      read.addAll(events);
      next = page.nextEventId();
    }
    return read;
  }
}
