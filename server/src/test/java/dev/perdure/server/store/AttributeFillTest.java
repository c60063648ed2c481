package dev.perdure.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.state.RunSummary;
import dev.perdure.server.search.Attribute;
import dev.perdure.server.search.Condition;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A file of a version that had no rows for attributes.
class AttributeFillTest {
  private static final int RUNS = 2_500;
  private static final Attribute AMOUNT =
      new Attribute("Amount", IndexedValueType.INDEXED_VALUE_TYPE_INT);

  @TempDir private Path directory;

  @Test
  void runs_of_an_older_file_are_found_by_their_attributes() throws SQLException {
    var file = older();

    try (var store = Store.open(file, StoreOptions.DEFAULT)) {
      checkFilled(store);
    }
  }

  @Test
  void filling_goes_on_where_it_was_broken_off() throws SQLException {
    var file = older();
    execute(file, stop("new.id <= 1000"));
    assertThatThrownBy(() -> Store.open(file, StoreOptions.DEFAULT)).hasMessageContaining("stop!");
    long left = left(file);
    assertThat(left).isBetween(1_000L, RUNS - 1L);
    execute(file, "DROP TRIGGER stop", stop("new.id > " + left));

    try (var store = Store.open(file, StoreOptions.DEFAULT)) {
      checkFilled(store);
    }

    assertThat(left(file)).isZero();
  }

  private static String stop(String when) {
    return "CREATE TRIGGER stop BEFORE UPDATE ON run WHEN "
        + when
        + " BEGIN SELECT RAISE(ABORT, 'stop!'); END";
  }

  private static long left(Path file) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      return Meta.number(connection, Meta.UNFILLED);
    }
  }

  private static void checkFilled(Store store) {
    assertThat(store.count("default", equal(7)).join()).isEqualTo(1);
    assertThat(store.count("default", equal(8)).join()).isZero();
    assertThat(store.count("default", new Condition.IsNull(AMOUNT)).join()).isEqualTo(RUNS / 2);
    assertThat(store.list("default", equal(RUNS - 1L), 5, null).join().runs()).hasSize(1);
  }

  private Path older() throws SQLException {
    var file = directory.resolve("old.db");
    try (var store = Store.open(file, StoreOptions.DEFAULT)) {
      store.namespaces().register("default", null);
      store
          .namespaces()
          .changeSearchAttributes("default", Map.of(AMOUNT.name(), AMOUNT.type()), Set.of())
          .join();
      for (int i = 0; i < RUNS; i++) {
        append(store, i);
      }
    }
    execute(
        file,
        "DROP TABLE run_attribute",
        "DROP TABLE batch",
        "DROP TABLE part",
        "ALTER TABLE run DROP COLUMN attributes",
        "PRAGMA user_version=2");
    return file;
  }

  private static Condition equal(long amount) {
    return new Condition.Comparison(AMOUNT, Condition.Sign.EQUAL, amount);
  }

  private static void execute(Path file, String... all) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      for (var sql : all) {
        statement.execute(sql);
      }
    }
  }

  /// Every second run has an amount.
  private static void append(Store store, int number) {
    var id = "w-" + number;
    var run = WorkflowExecution.newBuilder().setWorkflowId(id).setRunId("run-" + number).build();
    var amount =
        Payload.newBuilder()
            .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
            .setData(ByteString.copyFromUtf8(Integer.toString(number)))
            .build();
    var summary =
        new RunSummary(
            "default",
            id,
            run.getRunId(),
            "Order",
            "queue",
            WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED,
            Instant.EPOCH.plusSeconds(number),
            Instant.EPOCH.plusSeconds(number),
            Instant.EPOCH.plusSeconds(number + 1L),
            5,
            100,
            5,
            Map.of(),
            number % 2 == 0 ? Map.of() : Map.of(AMOUNT.name(), amount),
            null,
            run,
            run.getRunId());
    store
        .journal()
        .append(
            new Transition(
                EntityKey.workflow("default", id),
                run.getRunId(),
                List.of(),
                List.of(summary),
                false,
                null));
  }
}
