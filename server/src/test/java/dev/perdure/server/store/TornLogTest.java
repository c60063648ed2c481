package dev.perdure.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.record.JournalRecord;
import dev.perdure.server.store.Runs.Run;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A power cut may leave any part of the last writes. Whatever is there, the store must come up
/// with what was true after some transition, and nothing of a later one.
class TornLogTest {
  private static final int TRANSITIONS = 300;
  private static final int ENTITIES = 8;
  private static final int CUTS = 25;

  @TempDir private Path directory;

  private static Store open(Path file) {
    var options = StoreOptions.DEFAULT.withLogBytes(128 << 10).withFoldAfter(Duration.ofMillis(5));
    var store = Store.open(file, options);
    store.namespaces().register("default", null);
    return store;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void a_torn_file_comes_up_as_it_was_after_some_transition(long seed) throws Exception {
    var random = new SplittableRandom(seed);
    var runs = new ArrayList<Run>();
    for (int i = 0; i < ENTITIES; i++) {
      runs.add(new Run(EntityKey.workflow("default", "entity-" + i), "run-" + i));
    }
    var written = new ArrayList<Transition>();
    try (var store = open(directory.resolve("store.db"))) {
      for (int i = 0; i < TRANSITIONS; i++) {
        var transition = runs.get(random.nextInt(ENTITIES)).step(random, random.nextInt(3_000));
        written.add(transition);
        long lsn = store.journal().append(transition);
        assertThat(lsn).isEqualTo(written.size());
        if (random.nextInt(5) == 0) {
          StoreTest.awaitDurable(store, lsn);
        }
      }
      StoreTest.awaitDurable(store, TRANSITIONS);
      for (int cut = 0; cut < CUTS; cut++) {
        var copy = copy(store.file(), cut, random);
        check(copy, runs, written);
      }
    }
  }

  private Path copy(Path file, int number, SplittableRandom random) throws IOException {
    var copy = Files.createDirectory(directory.resolve("cut-" + number)).resolve("store.db");
    Files.copy(file, copy);
    var wal = copy.resolveSibling("store.db-wal");
    Files.copy(file.resolveSibling("store.db-wal"), wal);
    try (var channel = FileChannel.open(wal, StandardOpenOption.WRITE)) {
      channel.truncate(random.nextLong(channel.size() + 1));
    }
    return copy;
  }

  private static void check(Path file, List<Run> runs, List<Transition> written) {
    try (var store = open(file)) {
      int durable = Math.toIntExact(store.journal().durableLsn());
      Map<EntityKey, List<JournalRecord>> expected = new HashMap<>();
      for (var transition : written.subList(0, durable)) {
        expected
            .computeIfAbsent(transition.key(), _ -> new ArrayList<>())
            .addAll(transition.records());
      }
      for (var run : runs) {
        var records = store.load(run.key).join().map(LoadedEntity::records);
        assertThat(records.orElse(List.of())).isEqualTo(expected.getOrDefault(run.key, List.of()));
      }
    }
  }
}
