package dev.perdure.server.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.api.enums.v1.IndexedValueType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What queries mean, or why they are refused. `-Dgolden.update=true` writes the meanings in the
/// table anew: commit only changes that you understand.
class ListQueryTest {
  private static final Path TABLE =
      Path.of("src/test/resources/dev/perdure/server/search/queries.txt");

  private static final Map<String, IndexedValueType> REGISTERED =
      Map.of(
          "Customer", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
          "My Customer", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
          "Amount", IndexedValueType.INDEXED_VALUE_TYPE_INT,
          "Ratio", IndexedValueType.INDEXED_VALUE_TYPE_DOUBLE,
          "Vip", IndexedValueType.INDEXED_VALUE_TYPE_BOOL,
          "Due", IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
          "Tags", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST,
          "Note", IndexedValueType.INDEXED_VALUE_TYPE_TEXT);

  @Test
  void queries_mean_what_the_table_says() throws IOException {
    var before = Files.readString(TABLE);
    var after = new StringBuilder();
    for (var line : before.lines().toList()) {
      if (line.startsWith("    ")) {
        continue;
      }
      after.append(line).append('\n');
      if (!line.isBlank() && !line.startsWith("#")) {
        after.append("    ").append(meaning(line.equals("(nothing)") ? "" : line)).append('\n');
      }
    }

    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(TABLE, after);
    }
    assertThat(after.toString()).isEqualTo(Files.readString(TABLE));
  }

  /// A query that begins with `count:` is that of a count.
  private static String meaning(String line) {
    try {
      var query =
          line.startsWith("count:")
              ? ListQuery.ofCount(line.substring("count:".length()), REGISTERED)
              : ListQuery.ofList(line, REGISTERED);
      var where = query.where();
      return (where == null ? "all" : shown(where)) + (query.byStatus() ? ", by status" : "");
    } catch (QueryException e) {
      return "refused: " + e.getMessage();
    }
  }

  private static String shown(Condition condition) {
    return switch (condition) {
      case Condition.And(var all) -> "and" + all.stream().map(ListQueryTest::shown).toList();
      case Condition.Or(var any) -> "or" + any.stream().map(ListQueryTest::shown).toList();
      case Condition.Not(var operand) -> "not(" + shown(operand) + ")";
      case Condition.Comparison(var attribute, var sign, var value) ->
          attribute.name() + " " + sign + " " + shown(value);
      case Condition.OneOf(var attribute, var values) ->
          attribute.name() + " in " + values.stream().map(ListQueryTest::shown).toList();
      case Condition.StartsWith(var attribute, var prefix) ->
          attribute.name() + " starts with " + shown(prefix);
      case Condition.Between(var attribute, var from, var to) ->
          attribute.name() + " from " + shown(from) + " to " + shown(to);
      case Condition.Contains(var attribute, var values) ->
          attribute.name()
              + " contains one of "
              + values.stream().map(ListQueryTest::shown).toList();
      case Condition.IsNull(var attribute) -> attribute.name() + " is null";
    };
  }

  private static String shown(Object value) {
    return value instanceof String text
        ? "\"" + text.replace("\n", "\\n") + "\""
        : value.toString();
  }

  @Test
  void a_query_has_a_bound_on_its_comparisons() {
    var many = "WorkflowId = 'a'" + " OR WorkflowId = 'a'".repeat(500);

    assertThat(meaning(many))
        .isEqualTo("refused: invalid query: operation is not supported: more than 500 comparisons");
  }

  @Test
  void each_word_that_a_text_is_asked_for_counts_as_a_comparison() {
    var words = "a-b c ".repeat(166);

    assertThat(meaning("Note = '" + words + "'")).startsWith("or[Note contains");
    for (var many :
        List.of(
            words + "d e f",
            IntStream.range(0, 501).mapToObj(Integer::toString).collect(Collectors.joining("-")),
            "a-b ".repeat(251))) {
      assertThat(meaning("Note = '" + many + "'")).endsWith("more than 500 comparisons");
    }
  }

  @Test
  void a_query_has_a_bound_on_its_length() {
    assertThat(meaning("WorkflowId = '" + "x".repeat(65_520) + "'")).startsWith("WorkflowId EQUAL");
    assertThat(meaning("WorkflowId = '" + "x".repeat(65_523) + "'"))
        .endsWith("a query of more than 65536 characters");
  }

  @Test
  void numbers_that_are_the_same_are_equal() {
    assertThat(meaning("Ratio IN (1, 1.0, 1e0, '1.0', -0.0, 0)"))
        .isEqualTo("Ratio in [1, 1, 1, 1, 0, 0]");
    assertThat(meaning("Ratio IN (9223372036854775807, 9223372036854775808)"))
        .isEqualTo("Ratio in [9223372036854775807, 9.223372036854776E18]");
  }

  @Test
  void a_query_has_a_bound_on_its_depth() {
    var deep = "(".repeat(10_000) + "WorkflowId = 'a'" + ")".repeat(10_000);

    assertThat(meaning(deep))
        .isEqualTo(
            "refused: invalid query: operation is not supported: more than 100 nested"
                + " expressions");
    for (var deeper :
        List.of(
            "not ".repeat(5_000) + "WorkflowId = 'a'",
            "f(".repeat(4_900),
            "WorkflowId = " + "f(".repeat(4_900),
            "WorkflowId in ".repeat(2_000),
            "WorkflowId in (f(".repeat(1_000),
            "(f(".repeat(2_000),
            "WorkflowId between (".repeat(2_000),
            "(".repeat(101) + "1, 2")) {
      assertThat(meaning(deeper)).contains("refused: invalid query");
    }
    assertThat(meaning("WorkflowId = " + "f(".repeat(4_900)))
        .endsWith("more than 100 nested expressions");
  }

  @Test
  void a_query_has_a_bound_on_its_words_and_values() {
    assertThat(meaning("WorkflowId IN ('a'" + ",'a'".repeat(4_000) + ")")).startsWith("WorkflowId");
    assertThat(meaning("WorkflowId IN ('a'" + ",'a'".repeat(6_000) + ")"))
        .endsWith("a query of more than 10000 words");
  }

  @Test
  void what_is_told_about_a_query_fits_in_a_header() {
    assertThat(meaning("WorkflowId = 'a' '" + "x".repeat(60_000) + "'"))
        .startsWith("refused: invalid query: malformed SQL query: syntax error at position")
        .hasSizeLessThan(1_100);
  }

  /// Text of every kind is read or refused, and never anything else.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void no_text_breaks_the_parser(long seed) {
    var random = new SplittableRandom(seed);
    String[] words = {
      "WorkflowId",
      "StartTime",
      "ExecutionStatus",
      "HistoryLength",
      "CloseTime",
      "and",
      "OR",
      "not",
      "in",
      "is",
      "null",
      "true",
      "between",
      "starts_with",
      "like",
      "group",
      "by",
      "order",
      "limit",
      "(",
      ")",
      ",",
      "=",
      "!=",
      "<",
      ">=",
      "-",
      ".",
      "'a'",
      "\"b\"",
      "`c`",
      "'",
      "\"",
      "`",
      "\\",
      "1",
      "2.5",
      "1e9",
      "99999999999999999999",
      "'2020-01-01T00:00:00Z'",
      "\0",
      "é",
      "\uD83D\uDE00",
      "\uD83D",
      ";",
      "--",
      "/*",
      "*/",
      "?",
      ":x",
      "@@v",
      "#"
    };
    for (int i = 0; i < 20_000; i++) {
      var query = new StringBuilder();
      for (int n = random.nextInt(12); n >= 0; n--) {
        query.append(words[random.nextInt(words.length)]).append(random.nextInt(4) == 0 ? "" : " ");
      }

      assertThat(meaning(query.toString())).isNotEmpty();
    }
  }
}
