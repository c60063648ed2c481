package com.acme;

import static io.temporal.api.enums.v1.WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING;
import static io.temporal.api.enums.v1.WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.acme.Shapes.Item;
import com.acme.Shapes.OrderWorkflow;
import com.acme.Shapes.Shipping;
import dev.perdure.client.Client;
import dev.perdure.client.ClientOptions;
import dev.perdure.client.RpcException;
import dev.perdure.client.WorkflowAlreadyStartedException;
import dev.perdure.client.WorkflowHandle;
import dev.perdure.client.WorkflowNotFoundException;
import dev.perdure.client.WorkflowOptions;
import dev.perdure.client.WorkflowQueryFailedException;
import dev.perdure.client.WorkflowQueryRejectedException;
import dev.perdure.common.Priority;
import dev.perdure.common.QueryRejectCondition;
import dev.perdure.common.RetryPolicy;
import dev.perdure.common.RpcRetryPolicy;
import dev.perdure.common.SearchAttributeKey;
import dev.perdure.common.SearchAttributes;
import dev.perdure.common.TypeRef;
import dev.perdure.common.VersioningOverride;
import dev.perdure.common.WorkerDeploymentVersion;
import dev.perdure.common.WorkflowIdConflictPolicy;
import dev.perdure.common.WorkflowIdReusePolicy;
import dev.perdure.converter.DataConverter;
import dev.perdure.internal.wire.SearchAttributePayloads;
import io.grpc.Status.Code;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.errordetails.v1.NamespaceNotFoundFailure;
import io.temporal.api.errordetails.v1.WorkflowExecutionAlreadyStartedFailure;
import io.temporal.api.workflow.v1.VersioningOverride.PinnedOverrideBehavior;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryReverseResponse;
import io.temporal.api.workflowservice.v1.QueryWorkflowRequest;
import io.temporal.api.workflowservice.v1.QueryWorkflowResponse;
import io.temporal.api.workflowservice.v1.RequestCancelWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.RequestCancelWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.SignalWithStartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.SignalWithStartWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.SignalWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.SignalWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.TerminateWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.TerminateWorkflowExecutionResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClientTest {
  private static final SearchAttributeKey<String> CITY = SearchAttributeKey.forKeyword("City");

  private static final WorkflowOptions OPTIONS = WorkflowOptions.of("order-42", "orders");

  private ScriptedServer server;

  @BeforeEach
  void start() throws Exception {
    server = new ScriptedServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private ScriptedServer startAnswers() {
    return server.answer(
        "StartWorkflowExecution",
        StartWorkflowExecutionResponse.newBuilder().setRunId("run-1").setStarted(true).build());
  }

  private WorkflowHandle<OrderWorkflow, String> handle() {
    return server.client().getWorkflowHandle(OrderWorkflow::run, "order-42");
  }

  @Test
  void a_start_sends_type_input_and_options() {
    startAnswers();
    WorkflowOptions options =
        OPTIONS
            .withExecutionTimeout(Duration.ofHours(1))
            .withRunTimeout(Duration.ofMinutes(2))
            .withTaskTimeout(Duration.ofSeconds(3))
            .withStartDelay(Duration.ofMillis(4))
            .withIdReusePolicy(WorkflowIdReusePolicy.REJECT_DUPLICATE)
            .withIdConflictPolicy(WorkflowIdConflictPolicy.USE_EXISTING)
            .withRetryPolicy(RetryPolicy.attempts(3))
            .withMemo(Map.of("who", "ada"))
            .withSearchAttributes(SearchAttributes.empty().with(CITY, "Bern"))
            .withCronSchedule("0 12 * * *")
            .withPriority(Priority.of(1))
            .withVersioningOverride(
                VersioningOverride.pinned(new WorkerDeploymentVersion("shop", "2.1")))
            .withRequestEagerStart(true)
            .withStaticSummary("one line");

    server.client().startWorkflow(OrderWorkflow::run, new Item("pen"), options);

    var sent = server.request(StartWorkflowExecutionRequest.class);
    assertThat(sent.getRequestId()).hasSize(36);
    DataConverter converter = DataConverter.defaults();
    var expected =
        StartWorkflowExecutionRequest.newBuilder()
            .setNamespace("default")
            .setIdentity("tester")
            .setRequestId(sent.getRequestId())
            .setWorkflowId("order-42")
            .setWorkflowIdReusePolicy(WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE)
            .setWorkflowIdConflictPolicy(WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)
            .setCronSchedule("0 12 * * *")
            .setInput(converter.encodeAll(new Item("pen")));
    expected.getPriorityBuilder().setPriorityKey(1);
    expected.getWorkflowTypeBuilder().setName("OrderWorkflow");
    expected.getTaskQueueBuilder().setName("orders");
    expected.getWorkflowExecutionTimeoutBuilder().setSeconds(3600);
    expected.getWorkflowRunTimeoutBuilder().setSeconds(120);
    expected.getWorkflowTaskTimeoutBuilder().setSeconds(3);
    expected.getWorkflowStartDelayBuilder().setNanos(4_000_000);
    expected.getMemoBuilder().putFields("who", converter.encode("ada"));
    expected.setSearchAttributes(SearchAttributePayloads.encode(CITY.valueSet("Bern")));
    expected.getUserMetadataBuilder().setSummary(converter.encode("one line"));
    expected
        .getVersioningOverrideBuilder()
        .getPinnedBuilder()
        .setBehavior(PinnedOverrideBehavior.PINNED_OVERRIDE_BEHAVIOR_PINNED)
        .getVersionBuilder()
        .setDeploymentName("shop")
        .setBuildId("2.1");
    // Eager is not asked for where no worker of this client could take the task.
    expected
        .getRetryPolicyBuilder()
        .setBackoffCoefficient(2)
        .setMaximumAttempts(3)
        .setInitialInterval(com.google.protobuf.Duration.newBuilder().setSeconds(1))
        .setMaximumInterval(com.google.protobuf.Duration.newBuilder().setSeconds(100));
    assertThat(sent).isEqualTo(expected.build());
  }

  @Test
  void a_plain_start_sends_no_more_than_it_must() {
    startAnswers();

    server.client().startWorkflow("Other", String.class, OPTIONS);

    assertThat(server.request(StartWorkflowExecutionRequest.class).getAllFields().keySet())
        .extracting(field -> field.getName())
        .containsExactlyInAnyOrder(
            "namespace", "identity", "request_id", "workflow_id", "workflow_type", "task_queue");
  }

  @Test
  void the_handle_of_a_start_means_the_latest_run_but_waits_from_the_started_one() {
    startAnswers();

    WorkflowHandle<OrderWorkflow, String> order =
        server.client().startWorkflow(OrderWorkflow::run, new Item("pen"), OPTIONS);

    assertThat(order.id()).isEqualTo("order-42");
    assertThat(order.runId()).isNull();
    assertThat(order.resultRunId()).isEqualTo("run-1");
    assertThat(order.firstExecutionRunId()).isEqualTo("run-1");
    assertThat(order.withRunId("run-2").runId()).isEqualTo("run-2");
  }

  @Test
  void an_existing_workflow_that_a_start_finds_has_no_known_first_run() {
    server.answer(
        "StartWorkflowExecution",
        StartWorkflowExecutionResponse.newBuilder().setRunId("run-7").build());

    var order = server.client().startWorkflow(OrderWorkflow::run, new Item("pen"), OPTIONS);

    assertThat(order.resultRunId()).isEqualTo("run-7");
    assertThat(order.firstExecutionRunId()).isNull();
  }

  @Test
  void a_start_by_name_takes_the_options_before_the_arguments() {
    startAnswers();

    server.client().startWorkflow("Other", new TypeRef<List<Item>>() {}, OPTIONS, "a", 2);

    var sent = server.request(StartWorkflowExecutionRequest.class);
    assertThat(sent.getWorkflowType().getName()).isEqualTo("Other");
    assertThat(sent.getInput()).isEqualTo(DataConverter.defaults().encodeAll("a", 2));
  }

  @Test
  void a_start_with_a_signal_is_one_call() {
    server.answer(
        "SignalWithStartWorkflowExecution",
        SignalWithStartWorkflowExecutionResponse.newBuilder().setRunId("run-1").build());

    server
        .client()
        .startWorkflow(
            OrderWorkflow::run,
            new Item("pen"),
            OPTIONS
                .withRunTimeout(Duration.ofSeconds(9))
                .withSearchAttributes(SearchAttributes.empty().with(CITY, "Bern"))
                .withStartSignal(OrderWorkflow::approve, "alice"));

    var sent = server.request(SignalWithStartWorkflowExecutionRequest.class);
    assertThat(sent.getSignalName()).isEqualTo("approve");
    assertThat(sent.getSignalInput()).isEqualTo(DataConverter.defaults().encodeAll("alice"));
    assertThat(sent.getInput()).isEqualTo(DataConverter.defaults().encodeAll(new Item("pen")));
    assertThat(sent.getWorkflowRunTimeout().getSeconds()).isEqualTo(9);
    assertThat(sent.getSearchAttributes())
        .isEqualTo(SearchAttributePayloads.encode(CITY.valueSet("Bern")));
    assertThat(sent.getTaskQueue().getName()).isEqualTo("orders");
  }

  @Test
  void every_call_carries_the_headers() {
    var client =
        Client.connect(
            server.channel, ClientOptions.defaults().withNamespace("shop").withApiKey("k"));

    assertThat(client.namespace()).isEqualTo("shop");
    assertThat(server.header("client-name")).isEqualTo("perdure-java");
    assertThat(server.header("client-version")).matches("\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
    assertThat(server.header("temporal-namespace")).isEqualTo("shop");
    assertThat(server.header("authorization")).isEqualTo("Bearer k");
  }

  @Test
  void the_identity_is_process_and_host_unless_given() {
    assertThat(ClientOptions.defaults().identity()).matches(ProcessHandle.current().pid() + "@.+");
  }

  @Test
  void an_id_that_is_taken_is_told_with_the_run_that_has_it() {
    server.fail(
        "StartWorkflowExecution",
        Code.ALREADY_EXISTS,
        "Workflow execution already running",
        WorkflowExecutionAlreadyStartedFailure.newBuilder().setRunId("run-0").build());

    var taken =
        catchThrowableOfType(
            WorkflowAlreadyStartedException.class,
            () -> server.client().startWorkflow(OrderWorkflow::run, new Item("pen"), OPTIONS));

    assertThat(taken.workflowId()).isEqualTo("order-42");
    assertThat(taken.workflowType()).isEqualTo("OrderWorkflow");
    assertThat(taken.runId()).isEqualTo("run-0");
    assertThat(taken)
        .hasMessageStartingWith(
            "Workflow order-42 was not started: the id is taken by run run-0. Take its handle with"
                + " getWorkflowHandle");
  }

  @Test
  void signals_are_sent_typed_and_by_name() {
    var empty = SignalWorkflowExecutionResponse.getDefaultInstance();
    server.answer("SignalWorkflowExecution", empty, empty, empty);

    handle().signal(OrderWorkflow::approve, "alice");
    handle().signal(OrderWorkflow::close);
    handle().withRunId("run-3").signal("other", 1, 2);

    List<SignalWorkflowExecutionRequest> sent =
        server.requests(SignalWorkflowExecutionRequest.class);
    assertThat(sent)
        .extracting(SignalWorkflowExecutionRequest::getSignalName)
        .containsExactly("approve", "no-more", "other");
    assertThat(sent.getFirst().getInput()).isEqualTo(DataConverter.defaults().encodeAll("alice"));
    assertThat(sent.get(1).hasInput()).isFalse();
    assertThat(sent.getLast().getWorkflowExecution().getRunId()).isEqualTo("run-3");
    assertThat(sent).extracting(r -> r.getRequestId()).doesNotHaveDuplicates();
  }

  @Test
  void queries_are_sent_typed_and_by_name() {
    server.answer(
        "QueryWorkflow", queryAnswer("waiting"), queryAnswer("at home"), queryAnswer(List.of(1)));
    var shipping = server.client().getWorkflowHandle(Shipping::ship, "ship-1");

    assertThat(handle().query(OrderWorkflow::status)).isEqualTo("waiting");
    assertThat(shipping.query(Shipping::whereabouts, 7)).isEqualTo("at home");
    assertThat(
            handle()
                .withQueryRejectCondition(QueryRejectCondition.NOT_OPEN)
                .query("numbers", new TypeRef<List<Integer>>() {}))
        .containsExactly(1);

    List<QueryWorkflowRequest> sent = server.requests(QueryWorkflowRequest.class);
    assertThat(sent)
        .extracting(r -> r.getQuery().getQueryType() + " " + r.getQueryRejectConditionValue())
        .containsExactly("status 1", "where 1", "numbers 2");
    assertThat(sent.get(1).getQuery().getQueryArgs())
        .isEqualTo(DataConverter.defaults().encodeAll(7));
  }

  private static QueryWorkflowResponse queryAnswer(Object value) {
    return QueryWorkflowResponse.newBuilder()
        .setQueryResult(DataConverter.defaults().encodeAll(value))
        .build();
  }

  @Test
  void a_query_that_fails_or_is_rejected_says_so() {
    server.fail("QueryWorkflow", Code.INVALID_ARGUMENT, "unknown queryType status");
    var rejected = QueryWorkflowResponse.newBuilder();
    rejected
        .getQueryRejectedBuilder()
        .setStatus(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED);
    server.answer("QueryWorkflow", rejected.build());

    assertThatThrownBy(() -> handle().query(OrderWorkflow::status))
        .isInstanceOf(WorkflowQueryFailedException.class)
        .hasMessage("Query status of workflow order-42 failed: unknown queryType status");
    assertThatThrownBy(() -> handle().query(OrderWorkflow::status))
        .isInstanceOf(WorkflowQueryRejectedException.class)
        .hasMessage("Workflow order-42 does not answer queries: it is COMPLETED.");
  }

  @Test
  void cancel_and_terminate_hold_to_the_chain_that_was_started() {
    startAnswers()
        .answer(
            "RequestCancelWorkflowExecution",
            RequestCancelWorkflowExecutionResponse.getDefaultInstance())
        .answer(
            "TerminateWorkflowExecution", TerminateWorkflowExecutionResponse.getDefaultInstance());
    var order = server.client().startWorkflow(OrderWorkflow::run, new Item("pen"), OPTIONS);

    order.cancel("changed my mind");
    order.terminate("enough", 1);

    var cancel = server.request(RequestCancelWorkflowExecutionRequest.class);
    assertThat(cancel.getReason()).isEqualTo("changed my mind");
    assertThat(cancel.getFirstExecutionRunId()).isEqualTo("run-1");
    assertThat(cancel.getWorkflowExecution().getRunId()).isEmpty();
    var terminate = server.request(TerminateWorkflowExecutionRequest.class);
    assertThat(terminate.getReason()).isEqualTo("enough");
    assertThat(terminate.getDetails()).isEqualTo(DataConverter.defaults().encodeAll(1));
  }

  @Test
  void a_workflow_that_is_not_there_is_named() {
    server.fail("SignalWorkflowExecution", Code.NOT_FOUND, "workflow not found for ID: order-42");

    assertThatThrownBy(() -> handle().signal(OrderWorkflow::close))
        .isInstanceOfSatisfying(
            WorkflowNotFoundException.class, e -> assertThat(e.workflowId()).isEqualTo("order-42"))
        .hasMessage("Workflow order-42 in namespace default: workflow not found for ID: order-42");
  }

  @Test
  void a_namespace_that_is_not_there_is_no_missing_workflow() {
    server.fail(
        "SignalWorkflowExecution",
        Code.NOT_FOUND,
        "Namespace shop is not found.",
        NamespaceNotFoundFailure.newBuilder().setNamespace("shop").build());

    assertThatThrownBy(() -> handle().signal(OrderWorkflow::close))
        .isExactlyInstanceOf(RpcException.class)
        .hasMessageEndingWith("answered NOT_FOUND: Namespace shop is not found.");
  }

  @Test
  void a_call_is_repeated_with_the_same_request_id_until_it_succeeds() {
    server
        .fail("StartWorkflowExecution", Code.UNAVAILABLE, "restarting")
        .fail("StartWorkflowExecution", Code.ABORTED, "try again");
    startAnswers();

    server.client().startWorkflow(OrderWorkflow::run, new Item("pen"), OPTIONS);

    List<StartWorkflowExecutionRequest> sent = server.requests(StartWorkflowExecutionRequest.class);
    assertThat(sent).hasSize(3);
    assertThat(sent).extracting(r -> r.getRequestId()).containsOnly(sent.getFirst().getRequestId());
  }

  @Test
  void errors_that_repeating_cannot_help_are_told_at_once() {
    Client client = server.client();
    for (Code code :
        List.of(Code.INVALID_ARGUMENT, Code.PERMISSION_DENIED, Code.FAILED_PRECONDITION)) {
      server.fail("StartWorkflowExecution", code, "no");

      assertThatThrownBy(() -> client.startWorkflow(OrderWorkflow::run, new Item("pen"), OPTIONS))
          .isInstanceOfSatisfying(RpcException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
    assertThat(server.requests(StartWorkflowExecutionRequest.class)).hasSize(3);
  }

  @Test
  void an_unknown_search_attribute_is_told_with_how_to_register_it() {
    String text = "Namespace default has no mapping defined for search attribute City";
    server.fail("StartWorkflowExecution", Code.INVALID_ARGUMENT, text);

    assertThatThrownBy(
            () ->
                server
                    .client()
                    .startWorkflow(
                        OrderWorkflow::run,
                        new Item("pen"),
                        OPTIONS.withSearchAttributes(SearchAttributes.empty().with(CITY, "Bern"))))
        .isInstanceOf(RpcException.class)
        .hasMessageContaining(text)
        .hasMessageContaining("--search-attribute NAME=TYPE");
  }

  @Test
  void a_message_that_is_too_large_is_not_repeated() {
    server.fail(
        "StartWorkflowExecution",
        Code.RESOURCE_EXHAUSTED,
        "grpc: received message larger than max (5 vs. 4)");

    assertThatThrownBy(
            () -> server.client().startWorkflow(OrderWorkflow::run, new Item("pen"), OPTIONS))
        .isInstanceOf(RpcException.class);
    assertThat(server.requests(StartWorkflowExecutionRequest.class)).hasSize(1);
  }

  @Test
  void repeating_ends_with_the_policys_attempts() {
    for (int i = 0; i < 3; i++) {
      server.fail("StartWorkflowExecution", Code.UNAVAILABLE, "gone");
    }
    var client =
        Client.connect(
            server.channel,
            ClientOptions.defaults()
                .withRpcRetryPolicy(
                    RpcRetryPolicy.defaults()
                        .withMaximumAttempts(3)
                        .withInitialInterval(Duration.ofMillis(1))));

    assertThatThrownBy(() -> client.startWorkflow(OrderWorkflow::run, new Item("pen"), OPTIONS))
        .isInstanceOfSatisfying(
            RpcException.class, e -> assertThat(e.code()).isEqualTo(Code.UNAVAILABLE))
        .hasMessage(
            "No server answers at localhost: gone. Start one with `perdure server start-dev`, or"
                + " check the address.");
  }

  @Test
  void connecting_asks_the_server_what_it_can_do() {
    server.client();

    assertThat(server.requests(GetSystemInfoRequest.class)).hasSize(1);
  }

  @Test
  void a_server_that_does_not_know_get_system_info_is_good_enough() throws Exception {
    try (var old = new ScriptedServer()) {
      old.fail("GetSystemInfo", Code.UNIMPLEMENTED, "unknown method");

      assertThat(old.client().namespace()).isEqualTo("default");
    }
  }

  @Test
  void connecting_to_where_nothing_listens_says_so() {
    ClientOptions once =
        ClientOptions.defaults()
            .withRpcRetryPolicy(RpcRetryPolicy.defaults().withMaximumAttempts(1));

    assertThatThrownBy(() -> Client.connect("127.0.0.1:1", once))
        .isInstanceOf(RpcException.class)
        .hasMessageStartingWith("No server answers at 127.0.0.1:1: ");
  }

  @Test
  void ids_and_task_queues_are_not_empty() {
    assertThatThrownBy(() -> WorkflowOptions.of("", "orders"))
        .hasMessage("A workflow needs an id, and this one is empty.");
    assertThatThrownBy(() -> WorkflowOptions.of("order-42", ""))
        .hasMessage("Workflow order-42 needs a task queue, and this one is empty.");
  }

  @Test
  void a_description_has_what_the_server_says() {
    var response = DescribeWorkflowExecutionResponse.newBuilder();
    var info = response.getWorkflowExecutionInfoBuilder();
    info.setStatus(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING)
        .setTaskQueue("orders")
        .setHistoryLength(7);
    info.getExecutionBuilder().setWorkflowId("order-42").setRunId("run-1");
    info.getTypeBuilder().setName("OrderWorkflow");
    info.getStartTimeBuilder().setSeconds(1_000);
    info.getMemoBuilder().putFields("who", DataConverter.defaults().encode("ada"));
    info.setSearchAttributes(SearchAttributePayloads.encode(CITY.valueSet("Bern")));
    response
        .getExecutionConfigBuilder()
        .getUserMetadataBuilder()
        .setSummary(DataConverter.defaults().encode("one line"));
    server.answer("DescribeWorkflowExecution", response.build());

    var description = handle().describe();

    assertThat(description).hasToString("OrderWorkflow order-42 (run run-1) RUNNING");
    assertThat(description.historyLength()).isEqualTo(7);
    assertThat(description.startTime()).hasToString("1970-01-01T00:16:40Z");
    assertThat(description.closeTime()).isNull();
    assertThat(description.parentId()).isNull();
    assertThat(description.memoValue("who", String.class)).isEqualTo("ada");
    assertThat(description.memoValue("what", String.class)).isNull();
    assertThat(description.memo()).containsExactly(Map.entry("who", "ada"));
    assertThat(description.searchAttributes().get(CITY)).isEqualTo("Bern");
    assertThat(description.staticSummary()).isEqualTo("one line");
    assertThat(description.staticDetails()).isNull();
    assertThat(description.workflowTaskAttempt()).isZero();
    assertThat(description.workflowTaskFailure()).isNull();
  }

  @Test
  void a_description_says_why_a_workflow_task_is_tried_again() {
    var response = DescribeWorkflowExecutionResponse.newBuilder();
    response.getPendingWorkflowTaskBuilder().setAttempt(3);
    var history = GetWorkflowExecutionHistoryReverseResponse.newBuilder();
    history.getHistoryBuilder().addEventsBuilder().setEventId(5);
    history
        .getHistoryBuilder()
        .addEventsBuilder()
        .getWorkflowTaskFailedEventAttributesBuilder()
        .getFailureBuilder()
        .setMessage("no such price")
        .getApplicationFailureInfoBuilder()
        .setType("NullPointerException");
    server
        .answer("DescribeWorkflowExecution", response.build(), response.build())
        .answer("GetWorkflowExecutionHistoryReverse", history.build())
        .fail("GetWorkflowExecutionHistoryReverse", Code.UNIMPLEMENTED, "not here");

    var description = handle().describe();

    assertThat(description.workflowTaskAttempt()).isEqualTo(3);
    assertThat(description.workflowTaskFailure()).hasMessage("no such price");
    assertThat(handle().describe().workflowTaskFailure()).as("it is not told").isNull();
  }
}
