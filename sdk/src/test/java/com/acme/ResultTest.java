package com.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.acme.Shapes.Item;
import com.acme.Shapes.OrderWorkflow;
import com.acme.Shapes.Shipping;
import com.google.protobuf.ByteString;
import dev.perdure.client.Client;
import dev.perdure.client.ClientOptions;
import dev.perdure.client.RpcException;
import dev.perdure.client.WorkflowContinuedAsNewException;
import dev.perdure.client.WorkflowFailedException;
import dev.perdure.client.WorkflowHandle;
import dev.perdure.client.WorkflowHistory;
import dev.perdure.client.WorkflowNotFoundException;
import dev.perdure.common.RpcRetryPolicy;
import dev.perdure.converter.DataConverter;
import dev.perdure.converter.PayloadConverter;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.failure.CancelledFailure;
import dev.perdure.failure.TerminatedFailure;
import dev.perdure.failure.TimeoutFailure;
import io.grpc.Status.Code;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryResponse;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ResultTest {
  private static final String HISTORY = "GetWorkflowExecutionHistory";

  private ScriptedServer server;

  @BeforeEach
  void start() throws Exception {
    server = new ScriptedServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private WorkflowHandle<OrderWorkflow, String> order() {
    return server.client().getWorkflowHandle(OrderWorkflow::run, "order-42").withRunId("run-1");
  }

  private void answer(Consumer<HistoryEvent.Builder> event) {
    var response = GetWorkflowExecutionHistoryResponse.newBuilder();
    event.accept(response.getHistoryBuilder().addEventsBuilder());
    server.answer(HISTORY, response.build());
  }

  private void answerCompleted(Object value) {
    server.answer(HISTORY, completed(value));
  }

  private static GetWorkflowExecutionHistoryResponse completed(Object value) {
    var response = GetWorkflowExecutionHistoryResponse.newBuilder();
    response
        .getHistoryBuilder()
        .addEventsBuilder()
        .getWorkflowExecutionCompletedEventAttributesBuilder()
        .setResult(DataConverter.defaults().encodeAll(value));
    return response.build();
  }

  private static GetWorkflowExecutionHistoryResponse nothingYet(String token) {
    return GetWorkflowExecutionHistoryResponse.newBuilder()
        .setNextPageToken(ByteString.copyFromUtf8(token))
        .build();
  }

  @Test
  void a_result_is_waited_for_with_long_polls() {
    server.answer(HISTORY, nothingYet("t1"), nothingYet("t2"));
    answerCompleted("receipt");

    assertThat(order().result()).isEqualTo("receipt");

    List<GetWorkflowExecutionHistoryRequest> sent =
        server.requests(GetWorkflowExecutionHistoryRequest.class);
    assertThat(sent)
        .extracting(r -> r.getNextPageToken().toStringUtf8())
        .containsExactly("", "t1", "t2");
    assertThat(sent)
        .allSatisfy(
            r -> {
              assertThat(r.getWaitNewEvent()).isTrue();
              assertThat(r.getSkipArchival()).isTrue();
              assertThat(r.getHistoryEventFilterTypeValue()).isEqualTo(2);
              assertThat(r.getExecution().getRunId()).isEqualTo("run-1");
            });
  }

  @Test
  void a_result_has_the_generic_type_of_the_method() {
    answerCompleted(List.of(new Item("pen")));

    List<Item> items = server.client().getWorkflowHandle(Shipping::ship, "ship-1").result();

    assertThat(items).containsExactly(new Item("pen"));
  }

  @Test
  void a_wait_outlasts_a_server_that_is_away() {
    for (int i = 0; i < 3; i++) {
      server.fail(HISTORY, Code.UNAVAILABLE, "restarting");
    }
    server.fail(HISTORY, Code.DEADLINE_EXCEEDED, "slow");
    answerCompleted("receipt");

    assertThat(order().result()).isEqualTo("receipt");
  }

  @Test
  void a_wait_over_tcp_goes_on_when_the_server_is_back() throws Exception {
    var before = new ScriptedServer(0);
    int port = before.port();
    try (var client = Client.connect("localhost:" + port)) {
      CompletableFuture<?> result = client.getWorkflowHandle("order-42").resultAsync();
      before.close();
      try (var after = new ScriptedServer(port)) {
        after.answer(HISTORY, completed("receipt"));

        assertThat(result.get(30, TimeUnit.SECONDS)).isEqualTo("receipt");
      }
    }
  }

  @Test
  void a_wait_does_not_outlast_a_server_that_is_broken() {
    for (int i = 0; i < 3; i++) {
      server.fail(HISTORY, Code.INTERNAL, "broken");
    }
    var client =
        Client.connect(
            server.channel,
            ClientOptions.defaults()
                .withRpcRetryPolicy(RpcRetryPolicy.defaults().withMaximumAttempts(3)));

    assertThatThrownBy(() -> client.getWorkflowHandle("order-42").result())
        .isInstanceOfSatisfying(
            RpcException.class, e -> assertThat(e.code()).isEqualTo(Code.INTERNAL));
  }

  @Test
  void an_interrupt_ends_the_wait() {
    WorkflowHandle<OrderWorkflow, String> order = order();
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> order.result())
        .isInstanceOfSatisfying(
            RpcException.class, e -> assertThat(e.code()).isEqualTo(Code.CANCELLED));
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void a_result_is_looked_for_in_the_run_that_continues() {
    answer(
        e ->
            e.getWorkflowExecutionContinuedAsNewEventAttributesBuilder()
                .setNewExecutionRunId("run-2"));
    answer(e -> e.getWorkflowExecutionFailedEventAttributesBuilder().setNewExecutionRunId("run-3"));
    answerCompleted("receipt");

    assertThat(order().result()).isEqualTo("receipt");
    assertThat(server.requests(GetWorkflowExecutionHistoryRequest.class))
        .extracting(r -> r.getExecution().getRunId())
        .containsExactly("run-1", "run-2", "run-3");
  }

  @Test
  void a_single_run_that_continued_has_no_result() {
    answer(
        e ->
            e.getWorkflowExecutionContinuedAsNewEventAttributesBuilder()
                .setNewExecutionRunId("run-2"));

    assertThatThrownBy(() -> order().resultOfRun())
        .isInstanceOfSatisfying(
            WorkflowContinuedAsNewException.class,
            e -> assertThat(e.newRunId()).isEqualTo("run-2"));
  }

  @Test
  void a_failed_workflow_tells_the_reason_below_all_layers() throws Exception {
    answer(
        e -> {
          var failure = e.getWorkflowExecutionFailedEventAttributesBuilder().getFailureBuilder();
          failure.setMessage("Activity task failed");
          failure.getActivityFailureInfoBuilder().getActivityTypeBuilder().setName("charge");
          failure
              .getCauseBuilder()
              .setMessage("limit exceeded")
              .getApplicationFailureInfoBuilder()
              .setType("CardDeclined");
        });

    var failed = catchThrowableOfType(WorkflowFailedException.class, () -> order().result());

    assertThat(failed)
        .hasMessage("Workflow order-42 (run run-1): Activity task failed: limit exceeded");
    assertThat(failed.reason())
        .isInstanceOfSatisfying(
            ApplicationFailure.class, a -> assertThat(a.type()).isEqualTo("CardDeclined"));
  }

  @Test
  void every_other_end_is_a_failure_of_its_kind() {
    answer(
        e ->
            e.getWorkflowExecutionCanceledEventAttributesBuilder()
                .setDetails(DataConverter.defaults().encodeAll("cleaned up")));
    answer(e -> e.getWorkflowExecutionTerminatedEventAttributesBuilder().setReason("enough"));
    answer(e -> e.getWorkflowExecutionTimedOutEventAttributesBuilder());

    assertThatThrownBy(() -> order().result())
        .isInstanceOf(WorkflowFailedException.class)
        .hasMessage("Workflow order-42 (run run-1): Workflow cancelled")
        .cause()
        .isInstanceOfSatisfying(
            CancelledFailure.class,
            c -> assertThat(c.details().get(0, String.class)).isEqualTo("cleaned up"));
    assertThatThrownBy(() -> order().result())
        .cause()
        .isInstanceOf(TerminatedFailure.class)
        .hasMessage("enough");
    assertThatThrownBy(() -> order().result())
        .cause()
        .isInstanceOf(TimeoutFailure.class)
        .hasMessage("Workflow timed out");
  }

  @Test
  void a_result_can_be_had_without_a_thread() throws Exception {
    server.answer(HISTORY, nothingYet("t1"));
    server.fail(HISTORY, Code.UNAVAILABLE, "restarting");
    answerCompleted("receipt");

    assertThat(order().resultAsync().get()).isEqualTo("receipt");
  }

  @Test
  void an_asynchronous_result_fails_as_the_blocking_one_does() {
    answer(e -> e.getWorkflowExecutionTimedOutEventAttributesBuilder());
    server.fail(HISTORY, Code.NOT_FOUND, "no such workflow");

    assertThatThrownBy(() -> order().resultAsync().get())
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(WorkflowFailedException.class);
    assertThatThrownBy(() -> order().resultAsync().get())
        .cause()
        .isInstanceOf(WorkflowNotFoundException.class);
  }

  @Test
  void an_error_in_reading_the_result_ends_the_wait_for_it() {
    DataConverter broken =
        DataConverter.defaults()
            .withPayloadConverter(
                new PayloadConverter() {
                  @Override
                  public Payload encode(@Nullable Object value) {
                    throw new NoClassDefFoundError("Receipt");
                  }

                  @Override
                  public @Nullable Object decode(Payload payload, Type type) {
                    throw new NoClassDefFoundError("Receipt");
                  }
                });
    answerCompleted("receipt");
    var client = Client.connect(server.channel, ClientOptions.defaults().withDataConverter(broken));

    CompletableFuture<?> result = client.getWorkflowHandle("order-42").resultAsync();

    assertThatThrownBy(() -> result.get(10, TimeUnit.SECONDS))
        .cause()
        .isInstanceOf(NoClassDefFoundError.class);
  }

  @Test
  void a_server_that_answers_at_once_with_nothing_is_not_asked_without_pause() throws Exception {
    server.answer(HISTORY, nothingYet(""));
    answerCompleted("receipt");
    server.answer(HISTORY, nothingYet(""));
    answerCompleted("receipt");
    long begin = System.nanoTime();

    assertThat(order().result()).isEqualTo("receipt");
    assertThat(order().resultAsync().get()).isEqualTo("receipt");

    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .isGreaterThanOrEqualTo(Duration.ofMillis(400));
  }

  @Test
  void an_asynchronous_result_that_nobody_waits_for_ends_its_poll() {
    CompletableFuture<String> result = order().resultAsync();

    assertThat(result.cancel(false)).isTrue();
    assertThat(result).isCancelled();
  }

  @Test
  @Timeout(20)
  void closing_the_client_ends_the_waits_at_once() throws Exception {
    try (var tcp = new ScriptedServer(0)) {
      Client client = Client.connect("localhost:" + tcp.port());
      List<CompletableFuture<?>> waits = waits(client);
      tcp.await(GetWorkflowExecutionHistoryRequest.class, 2);

      assertThat(CompletableFuture.runAsync(client::close)).succeedsWithin(Duration.ofSeconds(4));

      assertEndedByClose(waits, "The client of localhost:%d is closed.".formatted(tcp.port()));
    }
  }

  @Test
  @Timeout(20)
  void closing_the_client_ends_the_waits_between_two_attempts() throws Exception {
    var policy =
        RpcRetryPolicy.defaults()
            .withInitialInterval(Duration.ofHours(1))
            .withMaximumInterval(Duration.ofHours(1));
    Client client =
        Client.connect(server.channel, ClientOptions.defaults().withRpcRetryPolicy(policy));
    server.fail(HISTORY, Code.UNAVAILABLE, "away").fail(HISTORY, Code.UNAVAILABLE, "away");
    List<CompletableFuture<?>> waits = waits(client);
    server.await(GetWorkflowExecutionHistoryRequest.class, 2);

    client.close();

    assertEndedByClose(waits, "The client of localhost is closed.");
  }

  /// A wait that holds a thread and one that holds none.
  private static List<CompletableFuture<?>> waits(Client client) {
    return List.of(
        CompletableFuture.supplyAsync(
            () -> String.valueOf(client.getWorkflowHandle("order-42").result()),
            task -> Thread.startVirtualThread(task)),
        client.getWorkflowHandle("order-43").resultAsync());
  }

  private static void assertEndedByClose(List<CompletableFuture<?>> waits, String message) {
    for (CompletableFuture<?> wait : waits) {
      assertThatThrownBy(() -> wait.get(4, TimeUnit.SECONDS))
          .cause()
          .isInstanceOfSatisfying(
              RpcException.class, e -> assertThat(e.code()).isEqualTo(Code.CANCELLED))
          .hasMessage(message);
    }
  }

  @Test
  void a_closed_client_makes_no_calls() {
    Client client = server.client();
    client.close();

    assertThatThrownBy(() -> client.getWorkflowHandle("order-42").describe())
        .isInstanceOf(RpcException.class)
        .hasMessage("The client of localhost is closed.");
    assertThat(server.requests(DescribeWorkflowExecutionRequest.class)).isEmpty();
  }

  @Test
  void a_history_is_fetched_page_by_page() {
    var first = GetWorkflowExecutionHistoryResponse.newBuilder();
    first.setNextPageToken(ByteString.copyFromUtf8("t1"));
    first
        .getHistoryBuilder()
        .addEventsBuilder()
        .setEventId(1)
        .setEventType(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED)
        .getWorkflowExecutionStartedEventAttributesBuilder()
        .setOriginalExecutionRunId("run-1");
    var second = GetWorkflowExecutionHistoryResponse.newBuilder();
    second
        .getHistoryBuilder()
        .addEventsBuilder()
        .setEventId(2)
        .setEventType(EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED);
    server.answer(HISTORY, first.build(), second.build());

    WorkflowHistory history = order().fetchHistory();

    assertThat(history.events()).extracting(HistoryEvent::getEventId).containsExactly(1L, 2L);
    assertThat(history.runId()).isEqualTo("run-1");
    assertThat(WorkflowHistory.fromJson("order-42", history.toJson())).isEqualTo(history);
  }
}
