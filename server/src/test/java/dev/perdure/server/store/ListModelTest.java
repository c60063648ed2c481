package dev.perdure.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.state.RunSummary;
import dev.perdure.server.search.Attribute;
import dev.perdure.server.search.Condition;
import dev.perdure.server.search.Condition.Sign;
import dev.perdure.server.search.KnownAttributes;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random runs and random conditions: what SQL finds must be what a walk through all runs finds.
class ListModelTest {
  private static final int RUNS = 400;
  private static final int CONDITIONS = 300;
  private static final int CHANGES_PER_CONDITION = 2;
  private static final long MINUTE = 60_000_000_000L;

  @TempDir private Path directory;

  private static final String ODD = "odd name \"'.[0]$ä";

  private static final Map<String, IndexedValueType> REGISTERED =
      Map.of(
          "Customer",
          IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
          ODD,
          IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
          "Amount",
          IndexedValueType.INDEXED_VALUE_TYPE_INT,
          "Ratio",
          IndexedValueType.INDEXED_VALUE_TYPE_DOUBLE,
          "Vip",
          IndexedValueType.INDEXED_VALUE_TYPE_BOOL,
          "Due",
          IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
          "Tags",
          IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST,
          "Note",
          IndexedValueType.INDEXED_VALUE_TYPE_TEXT);

  private final List<RunSummary> model = new ArrayList<>();

  /// What runs have of registered attributes, by run id: a value, or a list of them.
  private final Map<String, Map<String, Object>> stored = new HashMap<>();

  private SplittableRandom random = new SplittableRandom();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void lists_have_what_a_walk_through_all_runs_finds(long seed) throws Exception {
    random = new SplittableRandom(seed);
    try (var store = Store.open(directory.resolve("store.db"), StoreOptions.DEFAULT)) {
      store.namespaces().register("other", null);
      store.namespaces().register("default", null);
      store.namespaces().changeSearchAttributes("default", REGISTERED, Set.of()).join();
      for (int i = 0; i < RUNS; i++) {
        add(store, i);
      }
      append(store, summary("other", -1));
      var file = "jdbc:sqlite:" + directory.resolve("store.db");
      try (var connection = DriverManager.getConnection(file)) {
        var lists = new Lists(connection, FEW);
        for (int i = 0; i < CONDITIONS; i++) {
          for (int n = random.nextInt(CHANGES_PER_CONDITION); n > 0; n--) {
            change(store);
          }
          check(store, lists, i == 0 ? null : condition(3));
        }
      }
    }
  }

  /// Some of the runs are many already.
  private static final Lists.Limits FEW = new Lists.Limits(20, 5, 8, Duration.ofDays(1));

  /// Part of a list.
  @FunctionalInterface
  private interface Pages {
    ListPage page(int limit, @Nullable ListPlace after) throws SQLException, IOException;
  }

  private void check(Store store, Lists lists, @Nullable Condition where)
      throws SQLException, IOException {
    var expected =
        model.stream()
            .filter(run -> where == null || Boolean.TRUE.equals(holds(run, where)))
            .sorted(ORDER)
            .map(RunSummary::runId)
            .toList();

    var byStatus = new EnumMap<WorkflowExecutionStatus, Long>(WorkflowExecutionStatus.class);
    model.stream()
        .filter(run -> where == null || Boolean.TRUE.equals(holds(run, where)))
        .forEach(run -> byStatus.merge(run.status(), 1L, Long::sum));

    assertThat(ids((limit, after) -> store.list("default", where, limit, after).join()))
        .as("%s", where)
        .isEqualTo(expected);
    assertThat(store.count("default", where).join()).isEqualTo(expected.size());
    assertThat(store.countByStatus("default", where).join()).isEqualTo(byStatus);
    assertThat(ids((limit, after) -> lists.page("default", DEFAULT, where, limit, after)))
        .as("%s among many", where)
        .isEqualTo(expected);
    assertThat(lists.count("default", DEFAULT, where)).isEqualTo(expected.size());
    assertThat(lists.countByStatus("default", DEFAULT, where)).isEqualTo(byStatus);
  }

  /// The number of the namespace in the file.
  private static final int DEFAULT = 2;

  private List<String> ids(Pages pages) throws SQLException, IOException {
    var found = new ArrayList<String>();
    int limit = 1 + random.nextInt(60);
    ListPlace after = null;
    do {
      var page = pages.page(limit, after);
      assertThat(page.runs()).hasSizeLessThanOrEqualTo(limit);
      page.runs().forEach(run -> found.add(run.runId()));
      after = page.next();
    } while (after != null);
    return found;
  }

  /// Runs have different times, so the last resort of the order is not needed.
  private static final Comparator<RunSummary> ORDER =
      Comparator.comparing(
              (RunSummary run) -> run.closeTime() == null ? Instant.MAX : run.closeTime())
          .thenComparing(RunSummary::startTime)
          .reversed();

  private void add(Store store, int number) {
    var run = summary("default", number);
    model.add(run);
    append(store, run);
  }

  private RunSummary summary(String namespace, int number) {
    var id = random.nextInt(5) == 0 ? "common" : pick(IDS) + random.nextInt(40);
    var runId = "run-" + number;
    var start = Instant.ofEpochSecond(0, 1_000 * MINUTE + random.nextInt(60) * MINUTE + number);
    var parent =
        random.nextInt(3) > 0
            ? null
            : WorkflowExecution.newBuilder()
                .setWorkflowId(pick(IDS))
                .setRunId("parent-" + random.nextInt(20))
                .build();
    boolean open = random.nextInt(3) == 0;
    return new RunSummary(
        namespace,
        id,
        runId,
        pick(TYPES),
        "queue-" + random.nextInt(3),
        open ? WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING : closed(),
        start,
        start.plusNanos(random.nextInt(3) * MINUTE),
        open ? null : closeTime(start),
        random.nextInt(20),
        random.nextInt(1_000),
        random.nextInt(30),
        Map.of("memo", Payload.newBuilder().setData(ByteString.copyFromUtf8("of " + id)).build()),
        attributes(runId),
        parent,
        parent == null
            ? WorkflowExecution.newBuilder().setWorkflowId(id).setRunId(runId).build()
            : parent,
        runId);
  }

  private Map<String, Payload> attributes(String runId) {
    if (random.nextBoolean()) {
      stored.remove(runId);
      return Map.of();
    }
    var payloads = new HashMap<String, Payload>();
    var values = new HashMap<String, Object>();
    for (var name : REGISTERED.keySet()) {
      if (random.nextBoolean()) {
        var value = REGISTERED.get(name) == TAGS ? pickSome() : storedValue(name);
        payloads.put(name, payload(json(name, value)));
        values.put(name, name.equals("Note") ? List.of("take", "word", value) : value);
      }
    }
    stored.put(runId, values);
    return payloads;
  }

  private static final IndexedValueType TAGS = IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST;

  private List<Object> pickSome() {
    var some = new ArrayList<Object>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      some.add(storedValue("Tags"));
    }
    return some;
  }

  /// A single value.
  private Object storedValue(String name) {
    return switch (name) {
      case "Amount" ->
          random.nextInt(4) == 0
              ? Long.MAX_VALUE - random.nextInt(3)
              : (Object) (long) random.nextInt(40);
      case "Ratio" -> ratio(random.nextInt(40));
      case "Vip" -> (long) random.nextInt(2);
      case "Due" -> 1_000 * MINUTE + random.nextInt(30) * MINUTE + random.nextInt(2);
      case "Note" -> "word" + random.nextInt(6);
      default -> pick(IDS) + random.nextInt(4);
    };
  }

  /// As queries have it: whole numbers are `Long`.
  private static Object ratio(int quarters) {
    return quarters % 4 == 0 ? (Object) (quarters / 4L) : quarters / 4.0;
  }

  private static String json(String name, Object value) {
    return switch (name) {
      case "Ratio" -> Double.toString(((Number) value).doubleValue());
      case "Vip" -> value.equals(1L) ? "true" : "false";
      case "Due" -> '"' + Instant.ofEpochSecond(0, (Long) value).toString() + '"';
      case "Note" -> "\"Take (WÖRD?) TAKE-" + value + '"';
      case "Tags" ->
          ((List<?>) value).stream().map(tag -> '"' + tag.toString() + '"').toList().toString();
      default -> value instanceof String ? '"' + value.toString() + '"' : value.toString();
    };
  }

  private static Payload payload(String json) {
    return Payload.newBuilder()
        .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
        .setData(ByteString.copyFromUtf8(json))
        .build();
  }

  private static final String[] IDS = {"order-", "Order-", "a%_b", "é\uD83D\uDE00", "x' OR 1=1 --"};
  private static final String[] TYPES = {"Order", "Payment", "Rare", "'; DROP TABLE run; --"};

  private String pick(String[] values) {
    int bound = 1 + random.nextInt(values.length);
    return values[random.nextInt(bound)];
  }

  private WorkflowExecutionStatus closed() {
    return Summaries.status(2 + random.nextInt(6));
  }

  private int closes;

  private Instant closeTime(Instant start) {
    return start.plusNanos(random.nextInt(60) * MINUTE + closes++);
  }

  private void append(Store store, RunSummary run) {
    store
        .journal()
        .append(
            new Transition(
                EntityKey.workflow(run.namespace(), run.workflowId()),
                run.runId(),
                List.of(),
                List.of(run),
                false,
                null));
  }

  /// Changes the attributes of a run, or closes it: it moves in lists.
  private void change(Store store) {
    int at = random.nextInt(model.size());
    var run = model.get(at);
    if (!run.isOpen()) {
      return;
    }
    boolean closes = random.nextBoolean();
    var changed =
        new RunSummary(
            run.namespace(),
            run.workflowId(),
            run.runId(),
            run.workflowType(),
            run.taskQueue(),
            closes ? closed() : run.status(),
            run.startTime(),
            run.executionTime(),
            closes ? closeTime(run.startTime()) : null,
            run.historyLength() + 1,
            run.historyBytes(),
            run.transitions(),
            run.memo(),
            random.nextBoolean() ? run.searchAttributes() : attributes(run.runId()),
            run.parent(),
            run.root(),
            run.firstRunId());
    model.set(at, changed);
    append(store, changed);
  }

  private Condition condition(int depth) {
    if (depth > 0 && random.nextInt(3) > 0) {
      return switch (random.nextInt(5)) {
        case 0 -> new Condition.Not(condition(depth - 1));
        case 1 -> new Condition.Or(conditions(depth));
        default -> new Condition.And(conditions(depth));
      };
    }
    if (random.nextInt(3) == 0) {
      return ofStored(pickOf(REGISTERED.keySet().stream().sorted().toList()));
    }
    var names = KnownAttributes.SYSTEM.keySet().stream().sorted().toList();
    var name =
        random.nextInt(20) == 0
            ? "TemporalNamespaceDivision"
            : names.get(random.nextInt(names.size()));
    var type = KnownAttributes.SYSTEM.getOrDefault(name, KnownAttributes.PREDEFINED.get(name));
    var attribute = new Attribute(name, Objects.requireNonNull(type));
    return switch (random.nextInt(8)) {
      case 0 -> new Condition.IsNull(attribute);
      case 1, 2 -> new Condition.OneOf(attribute, values(name));
      case 3 -> new Condition.Between(attribute, value(name), value(name));
      case 4 ->
          value(name) instanceof String text
              ? new Condition.StartsWith(
                  attribute,
                  text.substring(
                      0,
                      text.offsetByCodePoints(
                          0, random.nextInt(text.codePointCount(0, text.length()) + 1))))
              : new Condition.Comparison(attribute, Sign.EQUAL, value(name));
      case 5, 6 -> new Condition.Comparison(attribute, Sign.EQUAL, value(name));
      default -> new Condition.Comparison(attribute, pickOf(List.of(Sign.values())), value(name));
    };
  }

  private Condition ofStored(String name) {
    var attribute = new Attribute(name, Objects.requireNonNull(REGISTERED.get(name)));
    if (random.nextInt(5) == 0) {
      return new Condition.IsNull(attribute);
    }
    if (attribute.isMultiple()) {
      return new Condition.Contains(attribute, values(name));
    }
    return switch (random.nextInt(5)) {
      case 0 -> new Condition.OneOf(attribute, values(name));
      case 1 -> new Condition.Between(attribute, value(name), value(name));
      case 2 -> new Condition.Comparison(attribute, Sign.EQUAL, value(name));
      case 3 ->
          value(name) instanceof String text
              ? new Condition.StartsWith(attribute, text.substring(0, 1))
              : new Condition.Comparison(attribute, Sign.EQUAL, value(name));
      default -> new Condition.Comparison(attribute, pickOf(List.of(Sign.values())), value(name));
    };
  }

  private <T> T pickOf(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  private List<Condition> conditions(int depth) {
    var all = new ArrayList<Condition>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      all.add(condition(depth - 1));
    }
    return all;
  }

  private List<Object> values(String name) {
    var all = new ArrayList<Object>();
    for (int i = random.nextInt(10) == 0 ? 20 : random.nextInt(4); i >= 0; i--) {
      all.add(value(name));
    }
    return all;
  }

  /// Half of them are values that some run has.
  private Object value(String name) {
    if (REGISTERED.containsKey(name)) {
      return storedValue(name);
    }
    var run = model.get(random.nextInt(model.size()));
    var known = attribute(run, name);
    if (known != null && random.nextBoolean()) {
      return name.endsWith("Time") && random.nextBoolean()
          ? (Long) known + random.nextInt(2_000) - 1_000
          : known;
    }
    return switch (name) {
      case "ExecutionStatus" -> (long) random.nextInt(9);
      case "StartTime", "ExecutionTime", "CloseTime" ->
          random.nextInt(10) == 0
              ? Long.MAX_VALUE
              : 1_000 * MINUTE + random.nextInt(120) * MINUTE + random.nextInt(3_000);
      case "ExecutionDuration" -> random.nextInt(60) * MINUTE;
      case "HistoryLength", "HistorySizeBytes", "StateTransitionCount" ->
          random.nextInt(4) == 0 ? (Object) (random.nextInt(20) + 0.5) : random.nextInt(30);
      default -> pick(IDS) + random.nextInt(40);
    };
  }

  /// Null where the run does not have it.
  private @Nullable Object attribute(RunSummary run, String name) {
    if (REGISTERED.containsKey(name)) {
      return stored.getOrDefault(run.runId(), Map.of()).get(name);
    }
    var close = run.closeTime();
    var parent = run.parent();
    return switch (name) {
      case "WorkflowId" -> run.workflowId();
      case "RunId" -> run.runId();
      case "WorkflowType" -> run.workflowType();
      case "TaskQueue" -> run.taskQueue();
      case "ExecutionStatus" -> (long) run.status().getNumber();
      case "StartTime" -> Summaries.nanos(run.startTime());
      case "ExecutionTime" -> Summaries.nanos(run.executionTime());
      case "CloseTime" -> close == null ? null : (Long) Summaries.nanos(close);
      case "ParentWorkflowId" -> parent == null ? null : parent.getWorkflowId();
      case "ParentRunId" -> parent == null ? null : parent.getRunId();
      case "RootWorkflowId" -> run.root().getWorkflowId();
      case "RootRunId" -> run.root().getRunId();
      case "HistoryLength" -> close == null ? null : (Long) run.historyLength();
      case "HistorySizeBytes" -> close == null ? null : (Long) run.historyBytes();
      case "StateTransitionCount" -> close == null ? null : (Long) run.transitions();
      case "ExecutionDuration" ->
          close == null
              ? null
              : (Long) (Summaries.nanos(close) - Summaries.nanos(run.executionTime()));
      default -> null;
    };
  }

  /// True, false, or null for neither.
  private @Nullable Boolean holds(RunSummary run, Condition condition) {
    return switch (condition) {
      case Condition.And(var all) -> {
        Boolean result = true;
        for (var each : all) {
          var one = holds(run, each);
          if (Boolean.FALSE.equals(one)) {
            yield false;
          }
          result = one == null ? null : result;
        }
        yield result;
      }
      case Condition.Or(var any) -> {
        Boolean result = false;
        for (var each : any) {
          var one = holds(run, each);
          if (Boolean.TRUE.equals(one)) {
            yield true;
          }
          result = one == null ? null : result;
        }
        yield result;
      }
      case Condition.Not(var operand) -> {
        var result = holds(run, operand);
        yield result == null ? null : !result;
      }
      case Condition.IsNull(var attribute) -> attribute(run, attribute.name()) == null;
      case Condition.Comparison(var attribute, var sign, var value) ->
          compares(run, attribute, sign, value);
      case Condition.Between(var attribute, var from, var to) ->
          holds(
              run,
              new Condition.And(
                  List.of(
                      new Condition.Comparison(attribute, Sign.GREATER_OR_EQUAL, from),
                      new Condition.Comparison(attribute, Sign.LESS_OR_EQUAL, to))));
      case Condition.OneOf(var attribute, var values) ->
          holds(
              run,
              new Condition.Or(
                  values.stream()
                      .<Condition>map(
                          value -> new Condition.Comparison(attribute, Sign.EQUAL, value))
                      .toList()));
      case Condition.Contains(var attribute, var values) ->
          attribute(run, attribute.name()) instanceof List<?> all
              && all.stream().anyMatch(values::contains);
      case Condition.StartsWith(var attribute, var prefix) -> {
        var value = attribute(run, attribute.name());
        yield value == null ? null : ((String) value).startsWith(prefix);
      }
    };
  }

  private @Nullable Boolean compares(
      RunSummary run, Attribute attribute, Sign sign, Object wanted) {
    var value = attribute(run, attribute.name());
    if (value == null && attribute.name().equals("CloseTime")) {
      value = Long.MAX_VALUE;
    }
    if (value == null) {
      return null;
    }
    int order = compare(attribute.name(), value, wanted);
    return switch (sign) {
      case EQUAL -> order == 0;
      case LESS -> order < 0;
      case LESS_OR_EQUAL -> order <= 0;
      case GREATER -> order > 0;
      case GREATER_OR_EQUAL -> order >= 0;
    };
  }

  private static int compare(String name, Object value, Object wanted) {
    if (value instanceof String text) {
      var mine = text.codePoints().toArray();
      var other = ((String) wanted).codePoints().toArray();
      return Arrays.compare(mine, other);
    }
    if (name.endsWith("Time")) {
      return Long.compare(
          Math.floorDiv((Long) value, 1_000L), Math.floorDiv((Long) wanted, 1_000L));
    }
    if (value instanceof Long mine && wanted instanceof Long other) {
      return Long.compare(mine, other);
    }
    return Double.compare(((Number) value).doubleValue(), ((Number) wanted).doubleValue());
  }
}
