package dev.perdure.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.state.RunSummary;
import dev.perdure.server.search.Attribute;
import dev.perdure.server.search.Condition;
import dev.perdure.server.search.Condition.Sign;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.ProgressHandler;

/// What a page or a count may cost, in steps of SQLite's machine: a walk through all entries of an
/// index takes at least three for each of them.
class ListCostTest {
  private static final int RUNS = 6_000;
  private static final int OPEN = 30;
  private static final int PAGE = 20;

  /// Some hundreds are many already.
  private static final Lists.Limits LIMITS = new Lists.Limits(200, 50, 64, Duration.ofSeconds(10));

  private static final long SECOND = 1_000_000_000L;

  private static final Attribute REGION =
      new Attribute("Region", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD);
  private static final Attribute CUSTOMER =
      new Attribute("Customer", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD);
  private static final Attribute AMOUNT =
      new Attribute("Amount", IndexedValueType.INDEXED_VALUE_TYPE_INT);
  private static final Attribute TYPE =
      new Attribute("WorkflowType", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD);
  private static final Attribute ID =
      new Attribute("WorkflowId", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD);
  private static final Attribute STATUS =
      new Attribute("ExecutionStatus", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD);
  private static final Attribute CLOSE_TIME =
      new Attribute("CloseTime", IndexedValueType.INDEXED_VALUE_TYPE_DATETIME);

  private static final Condition NORTH = equal(REGION, "north");

  @TempDir private Path directory;
  private Connection connection;
  private Lists lists;
  private int namespace;
  private long steps;

  @BeforeEach
  void make() throws SQLException {
    var file = directory.resolve("lists.db");
    try (var store = Store.open(file, StoreOptions.DEFAULT)) {
      store.namespaces().register("default", null);
      store
          .namespaces()
          .changeSearchAttributes(
              "default",
              Map.of(
                  REGION.name(), REGION.type(),
                  CUSTOMER.name(), CUSTOMER.type(),
                  AMOUNT.name(), AMOUNT.type()),
              Set.of())
          .join();
      for (int i = 0; i < RUNS; i++) {
        append(store, i);
      }
      var _ = store.list("default", null, 1, null).join(); // brings all of them to the tables
    }
    connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    namespace = (int) Database.number(connection, "SELECT id FROM namespace");
    lists = new Lists(connection, LIMITS);
    ProgressHandler.setHandler(
        connection,
        1,
        new ProgressHandler() {
          @Override
          protected int progress() {
            steps++;
            return 0;
          }
        });
  }

  @AfterEach
  void close() throws SQLException {
    ProgressHandler.clearHandler(connection);
    connection.close();
  }

  @Test
  void a_later_page_costs_no_more_than_the_first() throws Exception {
    var closed = new Condition.Comparison(CLOSE_TIME, Sign.LESS, 8_000 * SECOND);
    for (var where :
        List.of(
            NORTH,
            new Condition.And(List.of(NORTH, closed)),
            closed,
            equal(TYPE, "Order"),
            new Condition.And(List.of(equal(TYPE, "Order"), closed)))) {
      var costs = costsOfPages(where);

      assertThat(costs).as("%s", where).hasSizeGreaterThan(100);
      assertThat(costs.subList(10, costs.size()))
          .as("%s", where)
          .allMatch(cost -> cost < 3 * costs.get(9));
    }
  }

  @Test
  void few_open_runs_are_not_looked_for_among_all_entries_of_a_range() throws Exception {
    for (var many :
        List.of(
            new Condition.Comparison(AMOUNT, Sign.GREATER_OR_EQUAL, 0L),
            new Condition.StartsWith(ID, "order-"))) {
      assertThat(cost(() -> lists.page("default", namespace, many, PAGE, null)))
          .as("%s", many)
          .isLessThan(RUNS);
    }
  }

  @Test
  void old_runs_are_not_looked_for_among_all_entries_of_a_range() throws Exception {
    for (var many :
        List.of(
            new Condition.Comparison(AMOUNT, Sign.LESS, RUNS - 200L),
            new Condition.And(
                List.of(
                    new Condition.Comparison(AMOUNT, Sign.GREATER, 100L),
                    new Condition.Comparison(AMOUNT, Sign.LESS_OR_EQUAL, RUNS - 300L))),
            new Condition.StartsWith(ID, "order-3"))) {
      var first = lists.page("default", namespace, many, PAGE, null);

      assertThat(
              cost(
                  () ->
                      assertThat(lists.page("default", namespace, many, PAGE, null))
                          .isEqualTo(first)))
          .as("%s", many)
          .isLessThan(2 * RUNS);
    }
  }

  @Test
  void the_order_of_comparisons_does_not_matter() throws Exception {
    for (var rare :
        List.of(
            equal(CUSTOMER, "c7"),
            equal(TYPE, "Rare"),
            new Condition.Comparison(STATUS, Sign.EQUAL, 3L),
            new Condition.Comparison(AMOUNT, Sign.LESS, 10L),
            new Condition.StartsWith(ID, "order-77"))) {
      for (var where :
          List.of(
              new Condition.And(List.of(NORTH, rare)), new Condition.And(List.of(rare, NORTH)))) {
        assertThat(cost(() -> lists.page("default", namespace, where, PAGE, null)))
            .as("a page of %s", where)
            .isLessThan(2 * RUNS);
        assertThat(cost(() -> lists.count("default", namespace, where)))
            .as("a count of %s", where)
            .isLessThan(2 * RUNS);
      }
    }
  }

  /// Reads something.
  @FunctionalInterface
  private interface Read {
    Object run() throws SQLException, IOException;
  }

  private long cost(Read read) throws SQLException, IOException {
    steps = 0;
    var _ = read.run();
    return steps;
  }

  private List<Long> costsOfPages(Condition where) throws SQLException, IOException {
    var costs = new ArrayList<Long>();
    ListPlace after = null;
    do {
      steps = 0;
      var page = lists.page("default", namespace, where, PAGE, after);
      costs.add(steps);
      after = page.next();
    } while (after != null);
    return costs;
  }

  private static Condition equal(Attribute attribute, String value) {
    return new Condition.Comparison(attribute, Sign.EQUAL, value);
  }

  private static Payload payload(String json) {
    return Payload.newBuilder()
        .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
        .setData(ByteString.copyFromUtf8(json))
        .build();
  }

  /// Each is of the region north and most are of one type; the last ones are open.
  private static void append(Store store, int number) {
    var id = "order-" + number;
    var run = WorkflowExecution.newBuilder().setWorkflowId(id).setRunId("run-" + number).build();
    var start = Instant.ofEpochSecond(1_000 + number);
    boolean open = number >= RUNS - OPEN;
    var summary =
        new RunSummary(
            "default",
            id,
            run.getRunId(),
            number % 100 == 1 ? "Rare" : "Order",
            "queue",
            open
                ? WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING
                : number % 100 == 2
                    ? WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_FAILED
                    : WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED,
            start,
            start,
            closeTime(open, start),
            5,
            100,
            5,
            Map.of(),
            Map.of(
                REGION.name(), payload("\"north\""),
                CUSTOMER.name(), payload("\"c" + number % 100 + '"'),
                AMOUNT.name(), payload(Integer.toString(number))),
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

  private static @Nullable Instant closeTime(boolean open, Instant start) {
    return open ? null : start.plusSeconds(1);
  }
}
