package com.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.Shapes.OrderWorkflow;
import com.google.protobuf.ByteString;
import dev.perdure.client.HistoryEvents;
import dev.perdure.client.RpcException;
import dev.perdure.client.WorkflowExecution;
import dev.perdure.client.WorkflowExecutionCount.Group;
import dev.perdure.client.WorkflowList;
import dev.perdure.client.WorkflowNotFoundException;
import dev.perdure.converter.DataConverter;
import io.grpc.Status.Code;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.HistoryEventFilterType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.CountWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.CountWorkflowExecutionsResponse;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryResponse;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsResponse;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Lists, counts and histories, a page at a time.
final class ListsTest {
  private ScriptedServer server;

  @BeforeEach
  void start() throws Exception {
    server = new ScriptedServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static ListWorkflowExecutionsResponse page(String nextToken, String... ids) {
    var page =
        ListWorkflowExecutionsResponse.newBuilder()
            .setNextPageToken(ByteString.copyFromUtf8(nextToken));
    for (String id : ids) {
      page.addExecutionsBuilder().getExecutionBuilder().setWorkflowId(id).setRunId("run of " + id);
    }
    return page.build();
  }

  @Test
  void a_list_asks_for_the_next_page_when_it_is_needed() {
    server.answer("ListWorkflowExecutions", page("a", "one", "two"));

    WorkflowList list = server.client().listWorkflows("WorkflowType = 'Order'").withPageSize(2);
    assertThat(server.requests(ListWorkflowExecutionsRequest.class)).isEmpty();
    Iterator<WorkflowExecution> runs = list.iterator();
    assertThat(runs.next().id()).isEqualTo("one");
    assertThat(runs.next().runId()).isEqualTo("run of two");

    server.answer("ListWorkflowExecutions", page("b"), page("", "three"));
    assertThat(runs.next().id()).isEqualTo("three");
    assertThat(runs.hasNext()).isFalse();
    assertThat(server.requests(ListWorkflowExecutionsRequest.class))
        .extracting(r -> r.getQuery() + " " + r.getPageSize() + r.getNextPageToken().toStringUtf8())
        .containsExactly(
            "WorkflowType = 'Order' 2", "WorkflowType = 'Order' 2a", "WorkflowType = 'Order' 2b");
  }

  @Test
  void a_limit_ends_a_list_without_a_further_call() {
    server.answer("ListWorkflowExecutions", page("a", "one", "two"));

    assertThat(server.client().listWorkflows("").withLimit(2).stream().map(WorkflowExecution::id))
        .containsExactly("one", "two");
    assertThat(server.request(ListWorkflowExecutionsRequest.class).getPageSize()).isEqualTo(2);
    assertThat(server.client().listWorkflows("").withLimit(0)).isEmpty();
  }

  @Test
  void a_page_is_found_again_by_its_token() {
    server.answer("ListWorkflowExecutions", page("next", "one"));

    WorkflowList.Page page =
        server.client().listWorkflows("").withPageToken(ByteString.copyFromUtf8("this")).page();

    assertThat(page.executions()).extracting(WorkflowExecution::id).containsExactly("one");
    assertThat(page.nextPageToken().toStringUtf8()).isEqualTo("next");
    assertThat(server.request(ListWorkflowExecutionsRequest.class).getNextPageToken())
        .isEqualTo(ByteString.copyFromUtf8("this"));
  }

  @Test
  void a_query_that_the_server_refuses_is_told_in_its_words() {
    server.fail("ListWorkflowExecutions", Code.INVALID_ARGUMENT, "invalid query: no such Color");

    assertThatThrownBy(() -> server.client().listWorkflows("Color = 'red'").page())
        .isInstanceOfSatisfying(
            RpcException.class, e -> assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT))
        .hasMessageContaining("invalid query: no such Color");
  }

  @Test
  void sizes_and_limits_are_checked() {
    WorkflowList list = server.client().listWorkflows("");

    assertThatThrownBy(() -> list.withPageSize(0)).hasMessage("A page cannot have a size of 0.");
    assertThatThrownBy(() -> list.withLimit(-1)).hasMessage("A list cannot have a limit of -1.");
  }

  @Test
  void histories_are_read_one_after_the_other() {
    server.answer("ListWorkflowExecutions", page("", "one", "two"));
    server.answer("GetWorkflowExecutionHistory", history("", 1), history("", 1));

    assertThat(server.client().listWorkflows("").histories())
        .extracting(history -> history.workflowId() + " " + history.events().size())
        .containsExactly("one 1", "two 1");
    assertThat(server.requests(GetWorkflowExecutionHistoryRequest.class))
        .extracting(r -> r.getExecution().getRunId())
        .containsExactly("run of one", "run of two");
  }

  @Test
  void a_count_has_groups() {
    var response = CountWorkflowExecutionsResponse.newBuilder().setCount(5);
    response
        .addGroupsBuilder()
        .setCount(3)
        .addGroupValues(DataConverter.defaults().encode("Running"));
    response
        .addGroupsBuilder()
        .setCount(2)
        .addGroupValues(DataConverter.defaults().encode("Failed"));
    server.answer("CountWorkflowExecutions", response.build());

    var count = server.client().countWorkflows("GROUP BY ExecutionStatus");

    assertThat(count.count()).isEqualTo(5);
    assertThat(count.groups())
        .containsExactly(new Group(List.of("Running"), 3), new Group(List.of("Failed"), 2));
    assertThat(server.request(CountWorkflowExecutionsRequest.class).getQuery())
        .isEqualTo("GROUP BY ExecutionStatus");
  }

  private static GetWorkflowExecutionHistoryResponse history(String nextToken, long... eventIds) {
    var response =
        GetWorkflowExecutionHistoryResponse.newBuilder()
            .setNextPageToken(ByteString.copyFromUtf8(nextToken));
    for (long id : eventIds) {
      response
          .getHistoryBuilder()
          .addEventsBuilder()
          .setEventId(id)
          .setEventType(EventType.EVENT_TYPE_TIMER_STARTED);
    }
    return response.build();
  }

  @Test
  void events_are_waited_for_until_the_run_is_closed() throws Exception {
    server.answer("GetWorkflowExecutionHistory", history("a", 1, 2), history("b"));

    Iterator<HistoryEvent> events =
        server
            .client()
            .getWorkflowHandle(OrderWorkflow::run, "order-42")
            .fetchHistoryEvents()
            .withWaitNewEvent(true)
            .withPageSize(2)
            .iterator();
    assertThat(events.next().getEventId()).isEqualTo(1);
    assertThat(events.next().getEventId()).isEqualTo(2);
    var third = new java.util.concurrent.CompletableFuture<HistoryEvent>();
    Thread.startVirtualThread(() -> third.complete(events.next()));
    server.await(GetWorkflowExecutionHistoryRequest.class, 3);
    server.answer("GetWorkflowExecutionHistory", history("", 3));

    assertThat(third.get().getEventId()).isEqualTo(3);
    assertThat(events.hasNext()).isFalse();
    assertThat(server.requests(GetWorkflowExecutionHistoryRequest.class))
        .allMatch(GetWorkflowExecutionHistoryRequest::getWaitNewEvent)
        .extracting(r -> r.getMaximumPageSize() + r.getNextPageToken().toStringUtf8())
        .containsExactly("2", "2a", "2b");
  }

  @Test
  void the_event_that_closes_a_run_can_be_asked_for_alone() {
    server.answer("GetWorkflowExecutionHistory", history("", 9));

    assertThat(
            server
                .client()
                .getWorkflowHandle("order-42")
                .fetchHistoryEvents()
                .withCloseEventOnly(true)
                .withSkipArchival(false))
        .hasSize(1);
    var sent = server.request(GetWorkflowExecutionHistoryRequest.class);
    assertThat(sent.getHistoryEventFilterType())
        .isEqualTo(HistoryEventFilterType.HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT);
    assertThat(sent.getSkipArchival()).isFalse();
  }

  @Test
  void events_can_be_gone_on_with_from_a_page() {
    server.answer("GetWorkflowExecutionHistory", history("a", 1, 2), history("", 3));
    HistoryEvents events =
        server.client().getWorkflowHandle("order-42").fetchHistoryEvents().withPageSize(2);

    HistoryEvents.Page first = events.page();

    assertThat(first.events()).extracting(HistoryEvent::getEventId).containsExactly(1L, 2L);
    assertThat(events.withPageToken(first.nextPageToken()))
        .extracting(HistoryEvent::getEventId)
        .containsExactly(3L);
    assertThat(server.requests(GetWorkflowExecutionHistoryRequest.class))
        .extracting(r -> r.getMaximumPageSize() + r.getNextPageToken().toStringUtf8())
        .containsExactly("2", "2a");
  }

  @Test
  void events_of_a_workflow_that_is_not_there_are_a_typed_error() {
    server.fail("GetWorkflowExecutionHistory", Code.NOT_FOUND, "no such workflow");

    assertThatThrownBy(
            () -> server.client().getWorkflowHandle("gone").fetchHistoryEvents().stream().count())
        .isInstanceOf(WorkflowNotFoundException.class);
  }
}
