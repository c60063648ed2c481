package dev.perdure.server;

import static dev.perdure.server.RawClient.completeWorkflow;
import static dev.perdure.server.RawClient.execution;
import static dev.perdure.server.RawClient.startRequest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.temporal.api.command.v1.Command;
import io.temporal.api.command.v1.UpsertWorkflowSearchAttributesCommandAttributes;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.SearchAttributes;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.OperatorServiceGrpc;
import io.temporal.api.operatorservice.v1.RemoveSearchAttributesRequest;
import io.temporal.api.workflowservice.v1.CountWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.DeleteWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Lists and counts by search attributes that were set on runs.
class AttributeFilterTest {
  private static final Map<String, String> TYPES =
      Map.of(
          "Customer", "Keyword",
          "Amount", "Int",
          "Ratio", "Double",
          "Vip", "Bool",
          "Due", "Datetime",
          "Tags", "KeywordList",
          "Note", "Text",
          "odd 'name\"", "Keyword");

  @TempDir private Path directory;
  private PerdureServer server;
  private RawClient client;

  @BeforeEach
  void open() {
    server =
        PerdureServer.open(
            directory.resolve("p.db"), ServerOptions.defaults().withSearchAttributes(TYPES));
    client = new RawClient(server.channel());
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void runs_are_found_by_attributes_of_every_type() {
    start(
        "ada",
        Map.of(
            "Customer", "\"Ada\"",
            "Amount", "5",
            "Ratio", "0.5",
            "Vip", "true",
            "Due", "\"2026-01-02T03:04:05.5+01:00\"",
            "Tags", "[\"new\", \"fragile\"]",
            "Note", "\"Handle with CARE, please\"",
            "odd 'name\"", "\"it's\""));
    start("bob", Map.of("Customer", "[\"Bob\"]", "Amount", "-7", "Ratio", "2", "Vip", "false"));
    start("none", Map.of());

    for (var query :
        List.of(
            "Customer = 'Ada'",
            "Customer IN ('Ada', 'Eve')",
            "Customer STARTS_WITH 'A'",
            "Customer < 'B'",
            "Customer BETWEEN 'A' AND 'B'",
            "Customer != 'Bob'",
            "Customer NOT IN ('Bob')",
            "Amount = 5",
            "Amount > 0",
            "Amount >= 4.5",
            "Amount BETWEEN 0 AND 5",
            "NOT Amount < 0",
            "Ratio <= 0.5",
            "Ratio != 2",
            "Vip = true",
            "Due = '2026-01-02T02:04:05.5Z'",
            "Due > '2026-01-02T02:04:05Z' AND Due < '2026-01-02T02:04:06Z'",
            "Due IS NOT NULL",
            "Tags = 'fragile'",
            "Tags IN ('x', 'new')",
            "Tags IN ('new', 'fragile')",
            "Tags = 'new' AND Tags = 'fragile' AND Tags != 'x'",
            "Note = 'care'",
            "Note = 'nothing CÁRE'",
            "Note = 'please-handle'",
            "`odd 'name\"` = 'it''s'",
            "(Customer = 'Ada' OR Customer = 'Eve') AND NOT (Vip = false OR Amount IS NULL)")) {
      assertThat(ids(query)).as(query).containsExactly("ada");
      assertThat(count(query)).as(query).isEqualTo(1);
    }
    assertThat(ids("Customer IS NULL")).containsExactly("none");
    assertThat(ids("Tags != 'new'")).containsExactly("none", "bob");
    assertThat(ids("Note != 'care'")).containsExactly("none", "bob");
    assertThat(ids("Customer = 'ada'")).isEmpty();
    assertThat(ids("Customer > 'Ada' OR Amount = 5")).containsExactly("bob", "ada");
  }

  @Test
  void a_change_is_seen_right_after_it() {
    start("w", Map.of("Customer", "\"Ada\"", "Amount", "1"));
    assertThat(ids("Customer = 'Ada'")).containsExactly("w");

    client.complete(
        client.pollWorkflowTask().getTaskToken(),
        upsert(Map.of("Customer", "\"Bob\"", "Amount", "null")));

    assertThat(ids("Customer = 'Ada'")).isEmpty();
    assertThat(ids("Customer = 'Bob'")).containsExactly("w");
    assertThat(ids("Amount > 0")).isEmpty();
    client.signal("w", "wake");
    client.complete(client.pollWorkflowTask().getTaskToken(), upsert(Map.of("Customer", "[]")));
    assertThat(ids("Customer IS NOT NULL")).isEmpty();
  }

  @Test
  void closed_runs_are_found_in_the_order_in_which_they_closed() {
    for (int i = 0; i < 12; i++) {
      start("w-" + i, Map.of("Customer", "\"Ada\"", "Amount", Integer.toString(i)));
    }
    for (int i : new int[] {3, 1, 2}) {
      client.terminate("w-" + i);
    }

    assertThat(ids("Customer = 'Ada' AND ExecutionStatus != 'Running'"))
        .containsExactly("w-2", "w-1", "w-3");
    assertThat(ids("Amount < 5")).containsExactly("w-4", "w-0", "w-2", "w-1", "w-3");
    assertThat(pages("Customer = 'Ada'", 5)).isEqualTo(ids(""));
    assertThat(pages("Amount >= 0", 5)).isEqualTo(ids(""));
  }

  @Test
  void what_was_found_is_found_after_a_restart_and_gone_with_its_run() {
    start("open", Map.of("Customer", "\"Ada\""));
    start("closed", Map.of("Customer", "\"Ada\""));
    client.terminate("closed");
    close();
    open();
    assertThat(ids("Customer = 'Ada'")).containsExactly("open", "closed");

    var _ =
        client
            .stub()
            .deleteWorkflowExecution(
                DeleteWorkflowExecutionRequest.newBuilder()
                    .setNamespace("default")
                    .setWorkflowExecution(execution("closed"))
                    .build());

    assertThat(ids("Customer = 'Ada'")).containsExactly("open");
    assertThat(count("Customer = 'Ada'")).isEqualTo(1);
  }

  @Test
  void each_run_of_an_id_has_its_own_values() {
    start("w", Map.of("Customer", "\"Ada\""));
    client.complete(client.pollWorkflowTask().getTaskToken(), completeWorkflow("done"));
    start("w", Map.of("Customer", "\"Bob\""));

    assertThat(ids("Customer = 'Ada'")).hasSize(1);
    assertThat(ids("Customer = 'Bob' AND ExecutionStatus = 'Running'")).hasSize(1);
    assertThat(ids("Customer IN ('Ada', 'Bob')")).hasSize(2);
  }

  @Test
  void what_the_system_and_sdks_set_is_found_as_well() {
    start("w", Map.of("TemporalChangeVersion", "[\"step-1\"]", "BatcherUser", "\"ada\""));

    assertThat(ids("TemporalChangeVersion = 'step-1'")).containsExactly("w");
    assertThat(ids("BatcherUser = 'ada'")).containsExactly("w");
    assertThat(ids("BuildIds = 'unversioned'")).isEmpty();
    assertThat(ids("TemporalScheduledById IS NULL")).containsExactly("w");
  }

  @Test
  void values_of_a_name_that_has_another_type_now_are_not_found() {
    start("text", Map.of("Customer", "\"9\""));
    assertThat(ids("Customer = '9'")).containsExactly("text");
    var operator = OperatorServiceGrpc.newBlockingStub(server.channel());
    var _ =
        operator.removeSearchAttributes(
            RemoveSearchAttributesRequest.newBuilder()
                .setNamespace("default")
                .addSearchAttributes("Customer")
                .build());
    assertThatThrownBy(() -> ids("Customer = '9'"))
        .hasMessage(
            "INVALID_ARGUMENT: invalid query: invalid expression: column name 'Customer' is not a"
                + " valid search attribute");
    var _ =
        operator.addSearchAttributes(
            AddSearchAttributesRequest.newBuilder()
                .setNamespace("default")
                .putSearchAttributes("Customer", IndexedValueType.INDEXED_VALUE_TYPE_INT)
                .build());
    start("number", Map.of("Customer", "9"));

    assertThat(ids("Customer = 9")).containsExactly("number");
    assertThat(ids("Customer > 0")).containsExactly("number");
    assertThat(ids("Customer IS NULL")).containsExactly("text");
  }

  @Test
  void values_are_never_sql_and_never_json() {
    int i = 0;
    for (var value :
        List.of("'", "\\\"", "\\\\", "\\u0000", "\\ud800", "%", "$.x", "\uD83D\uDE00", "\\n")) {
      start("w-" + i++, Map.of("Customer", '"' + value + '"'));
    }

    assertThat(count("Customer IS NOT NULL")).isEqualTo(i);
    assertThat(ids("Customer = '\\''")).containsExactly("w-0");
    assertThat(ids("Customer = '\"'")).containsExactly("w-1");
    assertThat(ids("Customer = '\\\\'")).containsExactly("w-2");
    assertThat(ids("Customer STARTS_WITH '%'")).containsExactly("w-5");
    assertThat(ids("Customer = '\uD83D\uDE00'")).containsExactly("w-7");
    assertThat(ids("Customer = '\\n'")).containsExactly("w-8");
    assertThat(ids("Customer = \"' OR 1=1 --\"")).isEmpty();
  }

  @Test
  void numbers_that_are_the_same_are_one_value() {
    start("one", Map.of("Ratio", "1"));
    start("real", Map.of("Ratio", "1.0"));
    start("zero", Map.of("Ratio", "-0.0"));

    assertThat(ids("Ratio IN (1, 1.0)")).containsExactly("real", "one");
    assertThat(count("Ratio IN (1, 1.0, 1e0)")).isEqualTo(2);
    assertThat(ids("Ratio IN (0, -0.0)")).containsExactly("zero");
  }

  @Test
  void hostile_filters_are_refused_in_no_time() {
    long before = System.nanoTime();
    for (var query :
        List.of(
            "Customer = 'a'" + " OR Customer = 'a'".repeat(10_000),
            "Customer IN ('a'" + ", 'a'".repeat(100_000) + ")",
            "(".repeat(10_000) + "Customer = 'a'" + ")".repeat(10_000),
            "Customer = 'a' AND (Amount = 1",
            "Customer = 'a')",
            "Customer = 'a",
            "Colour = 'a'",
            "Amount = 'many'",
            "Vip = 'perhaps'",
            "Due > 'tomorrow'",
            "Tags < 'a'",
            "Note = '?!'",
            "Note = '" + "a-b ".repeat(1_100) + "'",
            "Note = '" + "a-b ".repeat(500_000) + "'",
            "Note = '" + "a ".repeat(1_000_000) + "'",
            "Customer = 'a'; DROP TABLE run",
            "Customer = (SELECT 1)",
            "Customer = 'a' ORDER BY Customer")) {
      assertThatThrownBy(() -> ids(query))
          .hasMessageStartingWith("INVALID_ARGUMENT: invalid query: ")
          .message()
          .hasSizeLessThan(1_200);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void as_many_comparisons_and_values_as_are_allowed_are_carried_out() {
    start("w", Map.of("Customer", "\"Ada\"", "Tags", "[\"new\"]"));

    assertThat(ids("Customer = 'x'" + " OR Customer = 'Ada'".repeat(499))).containsExactly("w");
    assertThat(ids("Customer IN ('x'" + ", 'Ada'".repeat(4_900) + ")")).containsExactly("w");
    assertThat(ids("Tags IN ('x'" + ", 'new'".repeat(4_900) + ")")).containsExactly("w");
    assertThat(ids("Note = '" + "a-b ".repeat(249) + "'")).isEmpty();
    assertThat(count("Note != '" + "a ".repeat(499) + "'")).isEqualTo(1);
    assertThat(ids("NOT ".repeat(98) + "Customer = 'Ada'")).containsExactly("w");
  }

  private void start(String workflowId, Map<String, String> values) {
    var _ =
        client
            .stub()
            .startWorkflowExecution(
                startRequest(workflowId).setSearchAttributes(attributes(values)).build());
  }

  private static SearchAttributes attributes(Map<String, String> values) {
    var attributes = SearchAttributes.newBuilder();
    values.forEach(
        (name, json) ->
            attributes.putIndexedFields(
                name,
                Payload.newBuilder()
                    .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
                    .setData(ByteString.copyFromUtf8(json))
                    .build()));
    return attributes.build();
  }

  private static Command upsert(Map<String, String> values) {
    return Command.newBuilder()
        .setCommandType(CommandType.COMMAND_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES)
        .setUpsertWorkflowSearchAttributesCommandAttributes(
            UpsertWorkflowSearchAttributesCommandAttributes.newBuilder()
                .setSearchAttributes(attributes(values)))
        .build();
  }

  private List<String> ids(String query) {
    return pages(query, 0);
  }

  private List<String> pages(String query, int size) {
    var ids = new ArrayList<String>();
    var request =
        ListWorkflowExecutionsRequest.newBuilder()
            .setNamespace("default")
            .setQuery(query)
            .setPageSize(size);
    do {
      var page = client.stub().listWorkflowExecutions(request.build());
      page.getExecutionsList().forEach(run -> ids.add(run.getExecution().getWorkflowId()));
      request.setNextPageToken(page.getNextPageToken());
    } while (!request.getNextPageToken().isEmpty());
    return ids;
  }

  private long count(String query) {
    return client
        .stub()
        .countWorkflowExecutions(
            CountWorkflowExecutionsRequest.newBuilder()
                .setNamespace("default")
                .setQuery(query)
                .build())
        .getCount();
  }
}
