package dev.perdure.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.record.Note;
import dev.perdure.engine.state.RunSummary;
import dev.perdure.server.search.Attribute;
import dev.perdure.server.search.Condition;
import dev.perdure.server.search.Condition.Sign;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
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

/// Lists of runs by ranges of values, while runs close, are deleted, and have the same values.
class ValueBlocksTest {
  private static final int RUNS = 1_500;
  private static final Lists.Limits LIMITS = new Lists.Limits(40, 10, 16, Duration.ofSeconds(10));

  private static final Attribute ID =
      new Attribute("WorkflowId", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD);
  private static final Attribute NAME =
      new Attribute("Name", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD);
  private static final Attribute RISING =
      new Attribute("Rising", IndexedValueType.INDEXED_VALUE_TYPE_INT);
  private static final Attribute FALLING =
      new Attribute("Falling", IndexedValueType.INDEXED_VALUE_TYPE_DOUBLE);
  private static final Attribute RANDOM =
      new Attribute("Random", IndexedValueType.INDEXED_VALUE_TYPE_INT);
  private static final Attribute LEVEL =
      new Attribute("Level", IndexedValueType.INDEXED_VALUE_TYPE_INT);
  private static final List<Attribute> STORED = List.of(NAME, RISING, FALLING, RANDOM, LEVEL);

  /// In the order of their bytes in UTF-8, which is not that of Java's strings.
  private static final String[] NAMES = {"A", "Z", "a", "é", "\uFFFD", "\uD83D\uDE00"};

  private final List<Run> model = new ArrayList<>();
  private SplittableRandom random = new SplittableRandom();

  private record Run(String id, long seconds, @Nullable Long close, Map<Attribute, Object> values) {
    Object value(Attribute attribute) {
      return Objects.requireNonNull(values.get(attribute));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void a_first_page_has_the_runs_of_a_range_that_closed_last(long seed, @TempDir Path directory)
      throws Exception {
    random = new SplittableRandom(seed);
    var file = directory.resolve("values.db");
    try (var store = Store.open(file, StoreOptions.DEFAULT)) {
      store.namespaces().register("default", null);
      var types = new HashMap<String, IndexedValueType>();
      STORED.forEach(attribute -> types.put(attribute.name(), attribute.type()));
      store.namespaces().changeSearchAttributes("default", types, Set.of()).join();
      add(store, RUNS);
      try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
        int namespace = (int) Database.number(connection, "SELECT id FROM namespace");
        var lists = new Lists(connection, LIMITS);
        for (int i = 0; i < 150; i++) {
          if (random.nextInt(4) == 0) {
            add(store, random.nextInt(30));
            delete(store, random.nextInt(10));
          }
          var where = condition();
          var _ =
              store.list("default", null, 1, null).join(); // brings what was appended to the tables
          int limit = 1 + random.nextInt(random.nextInt(5) == 0 ? 200 : 20);

          var page = lists.page("default", namespace, where, limit, null);

          assertThat(page.runs().stream().map(RunSummary::workflowId))
              .as("%s", where)
              .isEqualTo(expected(where, limit));
        }
      }
    }
  }

  private void add(Store store, int count) {
    for (int i = 0; i < count; i++) {
      int number = model.isEmpty() ? 0 : Integer.parseInt(model.getLast().id.substring(2)) + 1;
      long seconds = 1_000L + number;
      var run =
          new Run(
              "w-" + number,
              seconds,
              random.nextInt(50) == 0 ? null : (Long) (seconds + 1),
              Map.of(
                  NAME, NAMES[random.nextInt(NAMES.length)] + random.nextInt(40),
                  RISING, (long) number,
                  FALLING, -number / 2.0 - 0.25,
                  RANDOM, (long) random.nextInt(RUNS),
                  LEVEL, (long) random.nextInt(3)));
      model.add(run);
      store.journal().append(transition(run));
    }
  }

  private void delete(Store store, int count) {
    for (int i = 0; i < count; i++) {
      var run = model.remove(random.nextInt(model.size() - 1));
      store.journal().append(deletion(run));
    }
  }

  private Condition condition() {
    if (random.nextInt(5) == 0) {
      return new Condition.StartsWith(
          ID, "w-" + (random.nextBoolean() ? 1 + random.nextInt(9) : ""));
    }
    var attribute = STORED.get(random.nextInt(STORED.size()));
    var from = value(attribute);
    return switch (random.nextInt(3)) {
      case 0 -> new Condition.Between(attribute, from, value(attribute));
      case 1 ->
          new Condition.And(
              List.of(
                  new Condition.Comparison(attribute, Sign.GREATER, from),
                  new Condition.Comparison(attribute, Sign.LESS, value(attribute))));
      default -> {
        var signs = List.of(Sign.LESS, Sign.LESS_OR_EQUAL, Sign.GREATER, Sign.GREATER_OR_EQUAL);
        yield new Condition.Comparison(attribute, signs.get(random.nextInt(4)), from);
      }
    };
  }

  /// One that a run has.
  private Object value(Attribute attribute) {
    return model.get(random.nextInt(model.size())).value(attribute);
  }

  private List<String> expected(Condition where, int limit) {
    return model.stream()
        .filter(run -> holds(run, where))
        .sorted(
            Comparator.comparingLong((Run run) -> run.close == null ? Long.MAX_VALUE : run.close)
                .thenComparingLong(Run::seconds)
                .reversed())
        .limit(limit)
        .map(Run::id)
        .toList();
  }

  private static boolean holds(Run run, Condition condition) {
    return switch (condition) {
      case Condition.And(var all) -> all.stream().allMatch(each -> holds(run, each));
      case Condition.StartsWith(var _, var prefix) -> run.id.startsWith(prefix);
      case Condition.Between(var attribute, var from, var to) ->
          order(run, attribute, from) >= 0 && order(run, attribute, to) <= 0;
      case Condition.Comparison(var attribute, var sign, var value) -> {
        int order = order(run, attribute, value);
        yield switch (sign) {
          case EQUAL -> order == 0;
          case LESS -> order < 0;
          case LESS_OR_EQUAL -> order <= 0;
          case GREATER -> order > 0;
          case GREATER_OR_EQUAL -> order >= 0;
        };
      }
      default -> throw new IllegalArgumentException(condition.toString());
    };
  }

  private static int order(Run run, Attribute attribute, Object other) {
    return switch (run.value(attribute)) {
      case String text ->
          Arrays.compare(text.codePoints().toArray(), ((String) other).codePoints().toArray());
      case Long number -> Long.compare(number, (Long) other);
      case Double number -> Double.compare(number, (Double) other);
      default -> throw new IllegalArgumentException(attribute.name());
    };
  }

  private static Transition transition(Run run) {
    var execution = WorkflowExecution.newBuilder().setWorkflowId(run.id).setRunId(run.id).build();
    var attributes = new HashMap<String, Payload>();
    run.values.forEach(
        (attribute, value) ->
            attributes.put(
                attribute.name(),
                payload(value instanceof String text ? '"' + text + '"' : value.toString())));
    var start = Instant.ofEpochSecond(run.seconds);
    var summary =
        new RunSummary(
            "default",
            run.id,
            run.id,
            "Order",
            "queue",
            run.close == null
                ? WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING
                : WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED,
            start,
            start,
            run.close == null ? null : Instant.ofEpochSecond(run.close),
            5,
            100,
            5,
            Map.of(),
            attributes,
            null,
            execution,
            run.id);
    return new Transition(
        EntityKey.workflow("default", run.id), run.id, List.of(), List.of(summary), false, null);
  }

  private static Transition deletion(Run run) {
    return new Transition(
        EntityKey.workflow("default", run.id),
        "",
        List.of(new Note.RunDeleted(run.id)),
        List.of(),
        List.of(run.id),
        false,
        null);
  }

  private static Payload payload(String json) {
    return Payload.newBuilder()
        .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
        .setData(ByteString.copyFromUtf8(json))
        .build();
  }
}
