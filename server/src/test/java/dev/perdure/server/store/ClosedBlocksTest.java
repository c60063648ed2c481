package dev.perdure.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.state.RunSummary;
import dev.perdure.server.search.Attribute;
import dev.perdure.server.search.Condition;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Lists of runs that started before some time, among more than fit in a few blocks.
class ClosedBlocksTest {
  private static final Attribute START_TIME =
      new Attribute("StartTime", IndexedValueType.INDEXED_VALUE_TYPE_DATETIME);
  private static final int RUNS = 20_000;
  private static final long SECOND = 1_000_000_000L;

  private record Run(String id, long start, long close) {}

  private final List<Run> model = new ArrayList<>();
  private final SplittableRandom random = new SplittableRandom(7);

  @Test
  void no_run_is_passed_over(@TempDir Path directory) {
    try (var store = Store.open(directory.resolve("blocks.db"), StoreOptions.DEFAULT)) {
      store.namespaces().register("default", null);
      add(store, RUNS);
      check(store);

      add(store, RUNS / 2);
      check(store);
    }
  }

  /// Most are short, and one in a hundred runs for a long time.
  private void add(Store store, int count) {
    for (int i = 0; i < count; i++) {
      long close = (model.size() + 1_000L) * SECOND;
      long length = (random.nextInt(100) == 0 ? random.nextInt(900) : random.nextInt(3)) * SECOND;
      var run = new Run("w-" + model.size(), close - length, close);
      model.add(run);
      append(store, run);
    }
  }

  private void check(Store store) {
    model.sort(Comparator.comparingLong(Run::close).thenComparingLong(Run::start).reversed());
    for (int i = 0; i < 40; i++) {
      long latest = random.nextInt(model.size() + 2_000) * SECOND;
      long earliest = i % 2 == 0 ? 0 : latest - random.nextInt(2_000) * SECOND;
      var where = new Condition.Between(START_TIME, Math.max(0, earliest), latest);
      int limit = 1 + random.nextInt(50);
      var expected =
          model.stream()
              .filter(run -> run.start >= earliest && run.start <= latest)
              .limit(3L * limit)
              .map(Run::id)
              .toList();

      var found = new ArrayList<String>();
      ListPlace after = null;
      for (int page = 0; page < 3 && (page == 0 || after != null); page++) {
        var part = store.list("default", where, limit, after).join();
        part.runs().forEach(run -> found.add(run.workflowId()));
        after = part.next();
      }

      assertThat(found).as("%s", where).isEqualTo(expected);
    }
  }

  private static void append(Store store, Run run) {
    var execution =
        WorkflowExecution.newBuilder().setWorkflowId(run.id).setRunId("run-" + run.id).build();
    var summary =
        new RunSummary(
            "default",
            run.id,
            execution.getRunId(),
            "Order",
            "queue",
            WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED,
            Instant.ofEpochSecond(0, run.start),
            Instant.ofEpochSecond(0, run.start),
            Instant.ofEpochSecond(0, run.close),
            5,
            100,
            5,
            Map.of(),
            Map.of(),
            null,
            execution,
            execution.getRunId());
    store
        .journal()
        .append(
            new Transition(
                EntityKey.workflow("default", run.id),
                execution.getRunId(),
                List.of(),
                List.of(summary),
                false,
                null));
  }
}
