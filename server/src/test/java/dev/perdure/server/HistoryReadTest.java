package dev.perdure.server;

import static dev.perdure.server.RawClient.completeWorkflow;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.HistoryEventFilterType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryResponse;
import io.temporal.api.workflowservice.v1.SignalWorkflowExecutionRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// Reading histories, by object inside the process and by spliced bytes over TCP.
@Timeout(60)
@ParameterizedClass
@ValueSource(booleans = {true, false})
class HistoryReadTest {
  private static final int CACHE = 50;

  private final boolean inProcess;
  private PerdureServer server;
  private ManagedChannel channel;
  private RawClient client;

  HistoryReadTest(boolean inProcess) {
    this.inProcess = inProcess;
    server = PerdureServer.inMemory(ServerOptions.defaults().withPort(0).withCache(CACHE, 1 << 30));
    channel = server.channel();
    client = new RawClient(channel);
  }

  @BeforeEach
  void start() {
    if (!inProcess) {
      channel =
          NettyChannelBuilder.forAddress(server.address().orElseThrow()).usePlaintext().build();
      client = new RawClient(channel);
    }
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.close();
  }

  @Test
  void a_history_comes_page_by_page() {
    client.start("w");
    for (int i = 0; i < 5; i++) {
      client.signal("w", "s" + i);
    }
    var all = client.history("w");

    var paged = new ArrayList<HistoryEvent>();
    var request = RawClient.historyRequest("w").setMaximumPageSize(2);
    GetWorkflowExecutionHistoryResponse page;
    do {
      page = client.stub().getWorkflowExecutionHistory(request.build());
      assertThat(page.getHistory().getEventsCount()).isLessThanOrEqualTo(2);
      paged.addAll(page.getHistory().getEventsList());
      request.setNextPageToken(page.getNextPageToken());
    } while (!page.getNextPageToken().isEmpty());

    assertThat(all).hasSize(7);
    assertThat(paged).isEqualTo(all);
  }

  @Test
  void a_reader_that_waits_sees_the_next_event() throws Exception {
    client.start("w");
    var request = RawClient.historyRequest("w").setWaitNewEvent(true);
    var first = client.stub().getWorkflowExecutionHistory(request.build());
    assertThat(first.getNextPageToken()).isNotEqualTo(ByteString.EMPTY);

    var next =
        CompletableFuture.supplyAsync(
            () ->
                client
                    .stub()
                    .getWorkflowExecutionHistory(
                        request.setNextPageToken(first.getNextPageToken()).build()),
            Executors.newVirtualThreadPerTaskExecutor());
    client.signal("w", "s");

    assertThat(next.get(10, TimeUnit.SECONDS).getHistory().getEventsList())
        .extracting(HistoryEvent::getEventType)
        .containsExactly(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED);
  }

  @Test
  void a_wait_ends_empty_before_the_deadline_with_a_token_to_go_on() {
    client.start("w");
    var request =
        RawClient.historyRequest("w")
            .setWaitNewEvent(true)
            .setHistoryEventFilterType(HistoryEventFilterType.HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT)
            .build();

    var response =
        client
            .stub()
            .withDeadlineAfter(2000, TimeUnit.MILLISECONDS)
            .getWorkflowExecutionHistory(request);

    assertThat(response.getHistory().getEventsList()).isEmpty();
    assertThat(response.getNextPageToken().isEmpty()).isFalse();
  }

  @Test
  void the_close_event_of_an_open_run_is_not_there() {
    client.start("w");

    var response =
        client
            .stub()
            .getWorkflowExecutionHistory(
                RawClient.historyRequest("w")
                    .setHistoryEventFilterType(
                        HistoryEventFilterType.HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT)
                    .build());

    assertThat(response.getHistory().getEventsList()).isEmpty();
    assertThat(response.getNextPageToken().isEmpty()).isTrue();
  }

  @Test
  void runs_that_the_workflow_id_has_left_behind_can_be_read() {
    var runs = new ArrayList<String>();
    for (int i = 0; i < 4; i++) {
      runs.add(client.start("w"));
      client.complete(client.pollWorkflowTask().getTaskToken(), completeWorkflow("done " + i));
    }

    for (int i = 0; i < 4; i++) {
      var execution = RawClient.execution("w").toBuilder().setRunId(runs.get(i));
      var request = RawClient.historyRequest("w").setExecution(execution);
      var events =
          client.stub().getWorkflowExecutionHistory(request.build()).getHistory().getEventsList();
      var close =
          client
              .stub()
              .getWorkflowExecutionHistory(
                  request
                      .setWaitNewEvent(true)
                      .setHistoryEventFilterType(
                          HistoryEventFilterType.HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT)
                      .build())
              .getHistory()
              .getEventsList();
      assertThat(events).hasSize(5);
      assertThat(close).isEqualTo(List.of(events.getLast()));
      assertThat(close.getFirst().getWorkflowExecutionCompletedEventAttributes().getResult())
          .isEqualTo(RawClient.payloads("done " + i));
    }
  }

  @Test
  void a_closed_run_that_is_not_in_memory_reads_the_same() {
    client.start("w");
    client.complete(client.pollWorkflowTask().getTaskToken(), completeWorkflow("done"));
    var hot = client.wholeHistory("w");
    for (int i = 0; i < 2 * CACHE; i++) {
      client.start("other" + i);
    }

    assertThat(client.wholeHistory("w")).isEqualTo(hot);
    assertThat(client.closeEvent("w")).isEqualTo(hot.getLast());
    var request = RawClient.historyRequest("w").setMaximumPageSize(2);
    var page = client.stub().getWorkflowExecutionHistory(request.build());
    assertThat(page.getHistory().getEventsList()).isEqualTo(hot.subList(0, 2));
    request.setNextPageToken(page.getNextPageToken());
    assertThat(
            client.stub().getWorkflowExecutionHistory(request.build()).getHistory().getEventsList())
        .isEqualTo(hot.subList(2, 4));
  }

  @Test
  void a_large_history_reaches_its_worker_in_pages() {
    client.start("w");
    var first = client.pollWorkflowTask();
    client.complete(first.getTaskToken());
    for (int i = 0; i < 5; i++) {
      var _ =
          client
              .stub()
              .signalWorkflowExecution(
                  SignalWorkflowExecutionRequest.newBuilder()
                      .setNamespace("default")
                      .setWorkflowExecution(RawClient.execution("w"))
                      .setSignalName("large")
                      .setRequestId("request-" + i)
                      .setInput(RawClient.payloads("x".repeat(1_500_000)))
                      .build());
    }

    var task = client.pollWorkflowTask();
    var events = new ArrayList<>(task.getHistory().getEventsList());
    var token = task.getNextPageToken();
    assertThat(token.isEmpty()).isFalse();
    while (!token.isEmpty()) {
      var page =
          client
              .stub()
              .withMaxInboundMessageSize(64 << 20)
              .getWorkflowExecutionHistory(
                  RawClient.historyRequest("w").setNextPageToken(token).build());
      events.addAll(page.getHistory().getEventsList());
      token = page.getNextPageToken();
    }

    assertThat(events)
        .extracting(HistoryEvent::getEventId)
        .isEqualTo(LongStream.rangeClosed(1, events.size()).boxed().toList());
    assertThat(events.getLast().getEventId()).isEqualTo(task.getStartedEventId());
  }
}
