package dev.perdure.server;

import static dev.perdure.server.RawClient.completeWorkflow;
import static dev.perdure.server.RawClient.startRequest;
import static io.grpc.Status.Code.INVALID_ARGUMENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.Memo;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.SearchAttributes;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.filter.v1.StartTimeFilter;
import io.temporal.api.filter.v1.StatusFilter;
import io.temporal.api.filter.v1.WorkflowExecutionFilter;
import io.temporal.api.filter.v1.WorkflowTypeFilter;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.CountWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.CountWorkflowExecutionsResponse;
import io.temporal.api.workflowservice.v1.ListArchivedWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.ListClosedWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.ListOpenWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsResponse;
import io.temporal.api.workflowservice.v1.ScanWorkflowExecutionsRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Lists and counts of runs, as clients ask for them.
class ListTest {
  private static final ServerOptions OPTIONS =
      ServerOptions.defaults().withSearchAttributes(Map.of("Customer", "Keyword"));

  @TempDir private Path directory;
  private PerdureServer server;
  private RawClient client;

  @BeforeEach
  void open() {
    server = PerdureServer.open(directory.resolve("list.db"), OPTIONS);
    client = new RawClient(server.channel());
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void a_run_that_was_just_started_or_closed_is_listed_so() {
    for (int i = 0; i < 20; i++) {
      client.start("w-" + i);
      assertThat(ids("ExecutionStatus = 'Running'")).hasSize(1);

      client.complete(client.pollWorkflowTask().getTaskToken(), completeWorkflow("done"));
      assertThat(ids("ExecutionStatus = 'Running'")).isEmpty();
      assertThat(ids("ExecutionStatus = 'Completed'")).hasSize(i + 1);
    }
  }

  @Test
  void an_open_run_is_shown_without_what_only_closed_ones_have() {
    var runId =
        client
            .stub()
            .startWorkflowExecution(
                startRequest("w")
                    .setMemo(Memo.newBuilder().putFields("note", payload("\"n\"")))
                    .setSearchAttributes(
                        SearchAttributes.newBuilder()
                            .putIndexedFields("Customer", payload("\"Ada\"")))
                    .build())
            .getRunId();

    var run = list("").getExecutions(0);

    assertThat(run.getExecution().getWorkflowId()).isEqualTo("w");
    assertThat(run.getExecution().getRunId()).isEqualTo(runId);
    assertThat(run.getType().getName()).isEqualTo("Test");
    assertThat(run.getTaskQueue()).isEqualTo(RawClient.QUEUE);
    assertThat(run.getStatus())
        .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING);
    assertThat(nanosOfMicro(run.getStartTime())).isZero();
    assertThat(run.getExecutionTime()).isEqualTo(run.getStartTime());
    assertThat(run.hasCloseTime()).isFalse();
    assertThat(run.hasExecutionDuration()).isFalse();
    assertThat(run.getHistoryLength()).isZero();
    assertThat(run.getHistorySizeBytes()).isZero();
    assertThat(run.getStateTransitionCount()).isZero();
    assertThat(run.getMemo().getFieldsMap()).containsKey("note");
    assertThat(run.hasParentExecution()).isFalse();
    assertThat(run.getRootExecution()).isEqualTo(run.getExecution());
    assertThat(run.getFirstRunId()).isEmpty();
    var customer = run.getSearchAttributes().getIndexedFieldsOrThrow("Customer");
    assertThat(customer.getMetadataOrThrow("type").toStringUtf8()).isEqualTo("Keyword");
    assertThat(customer.getData().toStringUtf8()).isEqualTo("\"Ada\"");
  }

  private static long nanosOfMicro(Timestamp time) {
    return (time.getSeconds() * 1_000_000_000 + time.getNanos()) % 1_000;
  }

  @Test
  void a_closed_run_is_shown_with_its_end() {
    client.start("w");
    client.complete(client.pollWorkflowTask().getTaskToken(), completeWorkflow("done"));

    var run = list("WorkflowId = 'w'").getExecutions(0);

    assertThat(run.getStatus())
        .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED);
    assertThat(run.getHistoryLength()).isEqualTo(5);
    assertThat(run.getHistorySizeBytes()).isPositive();
    assertThat(run.getStateTransitionCount()).isPositive();
    assertThat(nanosOfMicro(run.getCloseTime())).isZero();
    assertThat(run.hasExecutionDuration()).isTrue();
    assertThat(run.hasMemo()).isTrue();
    assertThat(run.hasSearchAttributes()).isFalse();
  }

  @Test
  void open_runs_come_first_and_then_those_that_closed_last() {
    for (var id : List.of("a", "b", "c", "d")) {
      client.start(id);
    }
    client.terminate("b");
    client.terminate("a");

    assertThat(ids("")).containsExactly("d", "c", "a", "b");
    assertThat(ids("CloseTime IS NOT NULL")).containsExactly("a", "b");
    assertThat(ids("CloseTime > '2020-01-01T00:00:00Z'")).containsExactly("d", "c", "a", "b");
    assertThat(ids("WorkflowId IN ('b', 'c')")).containsExactly("c", "b");
    assertThat(ids("WorkflowId STARTS_WITH 'd' OR ExecutionStatus = 'Terminated'"))
        .containsExactly("d", "a", "b");
    assertThat(ids("NOT ExecutionStatus = 5 AND WorkflowType = 'Test'")).containsExactly("d", "c");
    assertThat(ids("HistoryLength >= 1")).containsExactly("a", "b");
    assertThat(ids("StartTime > '" + "2999-01-01T00:00:00Z" + "'")).isEmpty();
  }

  @Test
  void all_runs_of_a_workflow_id_are_listed() {
    client.start("w");
    client.terminate("w");
    var second = client.start("w");

    assertThat(list("WorkflowId = 'w'").getExecutionsList())
        .extracting(WorkflowExecutionInfo::getStatus)
        .containsExactly(
            WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING,
            WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_TERMINATED);
    assertThat(list("RunId = '" + second + "'").getExecutionsList()).hasSize(1);
  }

  @Test
  void pages_join_to_the_whole_list() {
    for (int i = 0; i < 25; i++) {
      client.start("w-" + i);
      if (i % 3 == 0) {
        client.terminate("w-" + i);
      }
    }

    var pages = pages("WorkflowId STARTS_WITH 'w-'", 4);

    assertThat(pages).hasSize(7).flatExtracting(page -> page).isEqualTo(ids(""));
    assertThat(pages("", 5)).as("as long as a page is full there may be another").hasSize(6);
  }

  @Test
  void runs_that_come_and_go_between_pages_do_not_hide_others() {
    for (int i = 0; i < 40; i++) {
      client.start("w-" + i);
    }
    var seen = new ArrayList<String>();
    var request = ListWorkflowExecutionsRequest.newBuilder().setNamespace("default").setPageSize(7);
    int round = 0;
    ListWorkflowExecutionsResponse page;
    do {
      page = client.stub().listWorkflowExecutions(request.build());
      page.getExecutionsList().forEach(run -> seen.add(run.getExecution().getWorkflowId()));
      request.setNextPageToken(page.getNextPageToken());
      client.start("new-" + round);
      client.terminate("w-" + round); // one of the last pages
      client.terminate("w-" + (39 - round)); // one that was shown
      round++;
    } while (!page.getNextPageToken().isEmpty() && round < 20);

    for (int i = 0; i < 40; i++) {
      assertThat(seen).contains("w-" + i);
    }
    assertThat(seen.stream().filter(id -> id.startsWith("new-") && seen.indexOf(id) < 7)).isEmpty();
  }

  @Test
  void a_token_is_good_for_its_own_list_only() {
    client.start("a");
    client.start("b");
    var first = list(request("WorkflowType = 'Test'").setPageSize(1));
    var token = first.getNextPageToken();
    assertThat(token.isEmpty()).isFalse();

    assertThat(list(request("WorkflowType = 'Test'").setPageSize(9).setNextPageToken(token)))
        .matches(page -> page.getExecutionsCount() == 1);
    for (var bad :
        List.of(
            ByteString.copyFromUtf8("garbage"),
            token.substring(1),
            token.substring(0, token.size() - 1),
            token.concat(ByteString.copyFromUtf8("x")),
            ByteString.copyFrom(new byte[100_000]))) {
      refused(request("WorkflowType = 'Test'").setNextPageToken(bad), "Invalid NextPageToken.");
    }
    refused(request("WorkflowType = 'Other'").setNextPageToken(token), "Invalid NextPageToken.");
  }

  @Test
  void counts_are_those_of_the_lists() {
    assertThat(count("").getCount()).isZero();
    for (var id : List.of("a", "b", "c")) {
      client.start(id);
    }
    client.terminate("a");
    client.complete(client.pollWorkflowTask().getTaskToken(), completeWorkflow("done"));

    assertThat(count("").getCount()).isEqualTo(3);
    assertThat(count("ExecutionStatus = 'Running'").getCount()).isEqualTo(1);
    assertThat(count("WorkflowType = 'Other'").getCount()).isZero();
    var groups = count("GROUP BY ExecutionStatus");
    assertThat(groups.getCount()).isEqualTo(3);
    assertThat(groups.getGroupsList())
        .extracting(group -> group.getGroupValues(0).getData().toStringUtf8(), g -> g.getCount())
        .containsExactly(
            tuple("\"Running\"", 1L), tuple("\"Completed\"", 1L), tuple("\"Terminated\"", 1L));
    assertThat(groups.getGroups(0).getGroupValues(0).getMetadataMap())
        .containsEntry("encoding", ByteString.copyFromUtf8("json/plain"))
        .containsEntry("type", ByteString.copyFromUtf8("Keyword"));
    assertThat(count("WorkflowId = 'a' GROUP BY ExecutionStatus").getGroupsCount()).isEqualTo(1);
  }

  @Test
  void the_older_calls_list_open_and_closed_runs() {
    client.start("a");
    client.start("b");
    client
        .stub()
        .startWorkflowExecution(
            startRequest("c").setWorkflowType(WorkflowType.newBuilder().setName("Other")).build());
    client.terminate("a");
    var stub = client.stub();
    var open = ListOpenWorkflowExecutionsRequest.newBuilder().setNamespace("default");
    var closed = ListClosedWorkflowExecutionsRequest.newBuilder().setNamespace("default");

    assertThat(ids(stub.listOpenWorkflowExecutions(open.build()).getExecutionsList()))
        .containsExactly("c", "b");
    var byType = open.clone().setTypeFilter(WorkflowTypeFilter.newBuilder().setName("Other"));
    assertThat(ids(stub.listOpenWorkflowExecutions(byType.build()).getExecutionsList()))
        .containsExactly("c");
    var byId =
        open.clone().setExecutionFilter(WorkflowExecutionFilter.newBuilder().setWorkflowId("b"));
    assertThat(ids(stub.listOpenWorkflowExecutions(byId.build()).getExecutionsList()))
        .containsExactly("b");
    var past = Timestamp.newBuilder().setSeconds(1_000).build();
    var early = open.clone().setStartTimeFilter(StartTimeFilter.newBuilder().setLatestTime(past));
    assertThat(stub.listOpenWorkflowExecutions(early.build()).getExecutionsList()).isEmpty();

    assertThat(ids(stub.listClosedWorkflowExecutions(closed.build()).getExecutionsList()))
        .containsExactly("a");
    var failed = closed.clone().setStatusFilter(status("FAILED"));
    assertThat(stub.listClosedWorkflowExecutions(failed.build()).getExecutionsList()).isEmpty();
    var terminated =
        closed
            .clone()
            .setStatusFilter(status("TERMINATED"))
            .setStartTimeFilter(StartTimeFilter.newBuilder().setEarliestTime(past));
    assertThat(ids(stub.listClosedWorkflowExecutions(terminated.build()).getExecutionsList()))
        .containsExactly("a");

    var running = closed.clone().setStatusFilter(status("RUNNING")).build();
    refusal(
        () -> stub.listClosedWorkflowExecutions(running),
        "StatusFilter must be specified and must be not Running.");
    var backwards =
        open.clone()
            .setStartTimeFilter(
                StartTimeFilter.newBuilder()
                    .setEarliestTime(past.toBuilder().setSeconds(2_000))
                    .setLatestTime(past))
            .build();
    refusal(
        () -> stub.listOpenWorkflowExecutions(backwards),
        "EarliestTime in StartTimeFilter should not be larger than LatestTime.");
  }

  private static StatusFilter status(String name) {
    return StatusFilter.newBuilder()
        .setStatus(WorkflowExecutionStatus.valueOf("WORKFLOW_EXECUTION_STATUS_" + name))
        .build();
  }

  @Test
  void there_is_no_archive() {
    refusal(
        () ->
            client
                .stub()
                .listArchivedWorkflowExecutions(
                    ListArchivedWorkflowExecutionsRequest.newBuilder()
                        .setNamespace("default")
                        .build()),
        "Cluster is not configured for reading archived visibility records.");
  }

  @Test
  void a_scan_is_a_list() {
    client.start("a");
    client.start("b");
    var request = ScanWorkflowExecutionsRequest.newBuilder().setNamespace("default").setPageSize(1);

    var first = client.stub().scanWorkflowExecutions(request.build());
    var second =
        client
            .stub()
            .scanWorkflowExecutions(request.setNextPageToken(first.getNextPageToken()).build());

    assertThat(ids(first.getExecutionsList())).containsExactly("b");
    assertThat(ids(second.getExecutionsList())).containsExactly("a");
  }

  @Test
  void lists_are_the_same_after_a_restart() {
    for (int i = 0; i < 10; i++) {
      client.start("w-" + i);
    }
    client.terminate("w-3");
    var before = list("").getExecutionsList();
    var token = list(request("").setPageSize(4)).getNextPageToken();
    server.close();
    open();

    assertThat(list("").getExecutionsList()).isEqualTo(before);
    assertThat(list(request("").setNextPageToken(token)).getExecutionsList())
        .isEqualTo(before.subList(4, 10));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "WorkflowId = 'x'' OR 1=1 --'",
        "WorkflowId = \"'; DROP TABLE run; --\"",
        "WorkflowId IN (\"') OR 1=1 --\")",
        "WorkflowId STARTS_WITH '%'",
        "WorkflowId STARTS_WITH '_'",
        "WorkflowType = '?1'",
        "WorkflowId = 'a\\0b'"
      })
  void values_are_never_sql(String query) {
    client.start("w");

    assertThat(ids(query)).isEmpty();
    assertThat(count(query).getCount()).isZero();
    assertThat(ids("")).containsExactly("w");
  }

  @Test
  void what_cannot_be_read_is_refused() {
    refused(
        request("WorkflowId ="), "invalid query: malformed SQL query: syntax error at position 40");
    refused(
        request("WorkflowId = 'a'; DROP TABLE run"),
        "invalid query: malformed SQL query: syntax error at position 45 near ';'");
    refused(
        request("`run_id` = 'a'"),
        "invalid query: invalid expression: column name 'run_id' is not a valid search attribute");
    refusal(
        () -> count("GROUP BY WorkflowType"),
        "invalid query: operation is not supported: 'GROUP BY' clause is only supported for"
            + " ExecutionStatus");
    assertThatThrownBy(() -> list(request("").setNamespace("nope")))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND));
  }

  @Test
  void a_page_is_never_longer_than_a_thousand_runs() {
    var ids = new HashSet<String>();
    for (int i = 0; i < 1_005; i++) {
      client.start("w-" + i);
      ids.add("w-" + i);
    }

    assertThat(list(request("").setPageSize(100_000)).getExecutionsCount()).isEqualTo(1_000);
    assertThat(list(request("").setPageSize(-1)).getExecutionsCount()).isEqualTo(1_000);
    assertThat(pages("", 0)).hasSize(2).flatExtracting(page -> page).hasSameElementsAs(ids);
  }

  @Test
  void a_page_of_large_runs_fits_in_a_message() {
    var large = payload("\"" + "x".repeat(1 << 20) + "\"");
    for (int i = 0; i < 9; i++) {
      var _ =
          client
              .stub()
              .startWorkflowExecution(
                  startRequest("w-" + i)
                      .setMemo(Memo.newBuilder().putFields("note", large))
                      .build());
    }

    assertThat(pages("", 0)).hasSize(4).flatExtracting(page -> page).hasSize(9);
  }

  private List<List<String>> pages(String query, int size) {
    var pages = new ArrayList<List<String>>();
    var request = request(query).setPageSize(size);
    ListWorkflowExecutionsResponse page;
    do {
      page = list(request);
      pages.add(ids(page.getExecutionsList()));
      request.setNextPageToken(page.getNextPageToken());
    } while (!page.getNextPageToken().isEmpty());
    return pages;
  }

  private List<String> ids(String query) {
    return ids(list(query).getExecutionsList());
  }

  private static List<String> ids(List<WorkflowExecutionInfo> runs) {
    return runs.stream().map(run -> run.getExecution().getWorkflowId()).toList();
  }

  private ListWorkflowExecutionsResponse list(String query) {
    return list(request(query));
  }

  private ListWorkflowExecutionsResponse list(ListWorkflowExecutionsRequest.Builder request) {
    return client.stub().listWorkflowExecutions(request.build());
  }

  private static ListWorkflowExecutionsRequest.Builder request(String query) {
    return ListWorkflowExecutionsRequest.newBuilder().setNamespace("default").setQuery(query);
  }

  private CountWorkflowExecutionsResponse count(String query) {
    return client
        .stub()
        .countWorkflowExecutions(
            CountWorkflowExecutionsRequest.newBuilder()
                .setNamespace("default")
                .setQuery(query)
                .build());
  }

  private void refused(ListWorkflowExecutionsRequest.Builder request, String message) {
    refusal(() -> list(request), message);
  }

  private static void refusal(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(INVALID_ARGUMENT);
              assertThat(e.getStatus().getDescription()).isEqualTo(message);
            });
  }

  private static Payload payload(String json) {
    return Payload.newBuilder()
        .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
        .setData(ByteString.copyFromUtf8(json))
        .build();
  }
}
