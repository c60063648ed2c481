package com.acme;

import static io.temporal.api.enums.v1.ActivityExecutionStatus.ACTIVITY_EXECUTION_STATUS_COMPLETED;
import static io.temporal.api.enums.v1.ActivityExecutionStatus.ACTIVITY_EXECUTION_STATUS_FAILED;
import static io.temporal.api.enums.v1.ActivityExecutionStatus.ACTIVITY_EXECUTION_STATUS_RUNNING;
import static io.temporal.api.enums.v1.ActivityIdConflictPolicy.ACTIVITY_ID_CONFLICT_POLICY_USE_EXISTING;
import static io.temporal.api.enums.v1.ActivityIdReusePolicy.ACTIVITY_ID_REUSE_POLICY_REJECT_DUPLICATE;
import static io.temporal.api.enums.v1.PendingActivityState.PENDING_ACTIVITY_STATE_STARTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.acme.Shapes.OrderWorkflow;
import com.acme.Shapes.Payments;
import com.google.protobuf.ByteString;
import dev.perdure.client.ActivityAlreadyStartedException;
import dev.perdure.client.ActivityExecution;
import dev.perdure.client.ActivityExecutionCount.Group;
import dev.perdure.client.ActivityExecutionDescription;
import dev.perdure.client.ActivityExecutionStatus;
import dev.perdure.client.ActivityFailedException;
import dev.perdure.client.ActivityHandle;
import dev.perdure.client.ActivityNotFoundException;
import dev.perdure.client.AsyncActivityNotFoundException;
import dev.perdure.client.Client;
import dev.perdure.client.ClientOptions;
import dev.perdure.client.PendingActivityState;
import dev.perdure.client.RpcException;
import dev.perdure.client.StartActivityOptions;
import dev.perdure.common.ActivityIdConflictPolicy;
import dev.perdure.common.ActivityIdReusePolicy;
import dev.perdure.common.Priority;
import dev.perdure.common.RetryPolicy;
import dev.perdure.common.SearchAttributeKey;
import dev.perdure.common.SearchAttributes;
import dev.perdure.common.TypeRef;
import dev.perdure.converter.DataConverter;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.internal.wire.SearchAttributePayloads;
import dev.perdure.internal.wire.Wire;
import io.grpc.Status.Code;
import io.temporal.api.errordetails.v1.ActivityExecutionAlreadyStartedFailure;
import io.temporal.api.errordetails.v1.NamespaceNotFoundFailure;
import io.temporal.api.workflowservice.v1.CountActivityExecutionsRequest;
import io.temporal.api.workflowservice.v1.CountActivityExecutionsResponse;
import io.temporal.api.workflowservice.v1.DescribeActivityExecutionRequest;
import io.temporal.api.workflowservice.v1.DescribeActivityExecutionResponse;
import io.temporal.api.workflowservice.v1.ListActivityExecutionsRequest;
import io.temporal.api.workflowservice.v1.ListActivityExecutionsResponse;
import io.temporal.api.workflowservice.v1.PollActivityExecutionRequest;
import io.temporal.api.workflowservice.v1.PollActivityExecutionResponse;
import io.temporal.api.workflowservice.v1.RequestCancelActivityExecutionRequest;
import io.temporal.api.workflowservice.v1.RequestCancelActivityExecutionResponse;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCompletedByIdRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCompletedByIdResponse;
import io.temporal.api.workflowservice.v1.StartActivityExecutionRequest;
import io.temporal.api.workflowservice.v1.StartActivityExecutionResponse;
import io.temporal.api.workflowservice.v1.TerminateActivityExecutionRequest;
import io.temporal.api.workflowservice.v1.TerminateActivityExecutionResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Activities that belong to no workflow, as a client starts and sees them.
@Timeout(60)
final class StandaloneActivitiesTest {
  private static final DataConverter CONVERTER = DataConverter.defaults();
  private static final SearchAttributeKey<String> CITY = SearchAttributeKey.forKeyword("City");
  private static final String POLL = "PollActivityExecution";

  private static final StartActivityOptions OPTIONS =
      StartActivityOptions.startToClose("charge-42", "payments", Duration.ofSeconds(10));

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
        "StartActivityExecution",
        StartActivityExecutionResponse.newBuilder().setRunId("run-1").setStarted(true).build());
  }

  private ActivityHandle<String> handle() {
    return server.client().getActivityHandle(Payments::charge, "charge-42");
  }

  private static PollActivityExecutionResponse completed(@Nullable Object value) {
    var response = PollActivityExecutionResponse.newBuilder().setRunId("run-1");
    response.getOutcomeBuilder().setResult(CONVERTER.encodeAll(value));
    return response.build();
  }

  private static PollActivityExecutionResponse failed(Throwable failure) {
    var response = PollActivityExecutionResponse.newBuilder().setRunId("run-1");
    response.getOutcomeBuilder().setFailure(CONVERTER.encodeFailure(failure));
    return response.build();
  }

  @Test
  void a_start_sends_type_input_and_options() {
    startAnswers();
    StartActivityOptions options =
        OPTIONS
            .withScheduleToCloseTimeout(Duration.ofHours(1))
            .withScheduleToStartTimeout(Duration.ofMinutes(2))
            .withHeartbeatTimeout(Duration.ofSeconds(3))
            .withStartDelay(Duration.ofMillis(4))
            .withIdReusePolicy(ActivityIdReusePolicy.REJECT_DUPLICATE)
            .withIdConflictPolicy(ActivityIdConflictPolicy.USE_EXISTING)
            .withRetryPolicy(RetryPolicy.attempts(3))
            .withSearchAttributes(SearchAttributes.empty().with(CITY, "Bern"))
            .withPriority(Priority.of(1))
            .withSummary("one line");

    ActivityHandle<String> handle =
        server.client().startActivity(Payments::charge, "42", 1999, options);

    assertThat(handle.id()).isEqualTo("charge-42");
    assertThat(handle.runId()).isEqualTo("run-1");
    var sent = server.request(StartActivityExecutionRequest.class);
    assertThat(sent.getRequestId()).hasSize(36);
    var expected =
        StartActivityExecutionRequest.newBuilder()
            .setNamespace("default")
            .setIdentity("tester")
            .setRequestId(sent.getRequestId())
            .setActivityId("charge-42")
            .setIdReusePolicy(ACTIVITY_ID_REUSE_POLICY_REJECT_DUPLICATE)
            .setIdConflictPolicy(ACTIVITY_ID_CONFLICT_POLICY_USE_EXISTING)
            .setRetryPolicy(Wire.retryPolicy(RetryPolicy.attempts(3)))
            .setInput(CONVERTER.encodeAll("42", 1999))
            .setSearchAttributes(SearchAttributePayloads.encode(CITY.valueSet("Bern")));
    expected.getActivityTypeBuilder().setName("charge");
    expected.getTaskQueueBuilder().setName("payments");
    expected.getScheduleToCloseTimeoutBuilder().setSeconds(3600);
    expected.getScheduleToStartTimeoutBuilder().setSeconds(120);
    expected.getStartToCloseTimeoutBuilder().setSeconds(10);
    expected.getHeartbeatTimeoutBuilder().setSeconds(3);
    expected.getStartDelayBuilder().setNanos(4_000_000);
    expected.getPriorityBuilder().setPriorityKey(1);
    expected.getUserMetadataBuilder().setSummary(CONVERTER.encode("one line"));
    assertThat(sent).isEqualTo(expected.build());
  }

  @Test
  void a_plain_start_leaves_to_the_server_what_is_not_said() {
    startAnswers();

    ActivityHandle<@Nullable Void> handle =
        server
            .client()
            .startActivity(
                Payments::ping,
                StartActivityOptions.scheduleToClose("ping-1", "payments", Duration.ofSeconds(5)));

    server.answer(POLL, completed(null));
    assertThat(handle.result()).isNull();
    var sent = server.request(StartActivityExecutionRequest.class);
    assertThat(sent.getAllFields().keySet())
        .extracting(field -> field.getName())
        .containsExactlyInAnyOrder(
            "namespace",
            "identity",
            "request_id",
            "activity_id",
            "activity_type",
            "task_queue",
            "schedule_to_close_timeout");
  }

  @Test
  void an_activity_is_executed_by_its_method_or_by_its_name() {
    startAnswers();
    server.answer(POLL, completed("receipt"));
    String byMethod = server.client().executeActivity(Payments::charge, "42", 1999, OPTIONS);

    startAnswers();
    server.answer(POLL, completed("receipt"));
    String byName = server.client().executeActivity("charge", String.class, OPTIONS, "42", 1999);

    startAnswers();
    server.answer(POLL, completed(List.of(1, 2)));
    List<Integer> list =
        server.client().executeActivity("list", new TypeRef<List<Integer>>() {}, OPTIONS);

    assertThat(byMethod).isEqualTo("receipt").isEqualTo(byName);
    assertThat(list).containsExactly(1, 2);
    assertThat(server.requests(StartActivityExecutionRequest.class))
        .extracting(r -> r.getActivityType().getName() + " " + r.getInput().getPayloadsCount())
        .containsExactly("charge 2", "charge 2", "list 0");
  }

  @Test
  void a_start_that_is_tried_again_is_the_same_request() {
    server.fail("StartActivityExecution", Code.UNAVAILABLE, "away");
    startAnswers();

    var _ = server.client().startActivity(Payments::charge, "42", 1999, OPTIONS);

    assertThat(server.requests(StartActivityExecutionRequest.class))
        .hasSize(2)
        .allMatch(server.requests(StartActivityExecutionRequest.class).getFirst()::equals);
  }

  @Test
  void a_taken_id_is_told_with_the_run_that_has_it() {
    server.fail(
        "StartActivityExecution",
        Code.ALREADY_EXISTS,
        "activity execution already started",
        ActivityExecutionAlreadyStartedFailure.newBuilder().setRunId("run-0").build());

    assertThatThrownBy(() -> server.client().startActivity(Payments::charge, "42", 1999, OPTIONS))
        .isInstanceOfSatisfying(
            ActivityAlreadyStartedException.class,
            e -> {
              assertThat(e.activityId()).isEqualTo("charge-42");
              assertThat(e.activityType()).isEqualTo("charge");
              assertThat(e.runId()).isEqualTo("run-0");
              assertThat(e.code()).isEqualTo(Code.ALREADY_EXISTS);
            })
        .hasMessageStartingWith(
            "Activity charge-42 was not started: the id is taken by run run-0.");
  }

  @Test
  void a_server_without_standalone_activities_is_named() {
    server.fail("StartActivityExecution", Code.UNIMPLEMENTED, "Standalone activity is disabled");

    assertThatThrownBy(() -> server.client().startActivity(Payments::charge, "42", 1999, OPTIONS))
        .isInstanceOfSatisfying(
            RpcException.class, e -> assertThat(e.code()).isEqualTo(Code.UNIMPLEMENTED))
        .hasMessageMatching(
            "The server at .* does not offer standalone activities: Standalone activity is"
                + " disabled\\. Call the activity from a workflow, .*");
  }

  @Test
  void options_that_cannot_work_are_refused() {
    assertThatThrownBy(
            () -> StartActivityOptions.startToClose("", "payments", Duration.ofSeconds(1)))
        .hasMessage("A standalone activity needs an id, and this one is empty.");
    assertThatThrownBy(() -> StartActivityOptions.scheduleToClose("one", "", Duration.ofSeconds(1)))
        .hasMessage("Activity one needs a task queue, and this one is empty.");
    assertThatThrownBy(() -> OPTIONS.withHeartbeatTimeout(Duration.ZERO))
        .hasMessage("The heartbeat timeout must be positive, but is PT0S.");
    assertThatThrownBy(() -> OPTIONS.withStartDelay(Duration.ofSeconds(-1)))
        .hasMessage("The start delay must not be negative, but is PT-1S.");
  }

  @Test
  void a_method_that_is_no_activity_is_refused() {
    try (Client client = server.client()) {
      assertThatThrownBy(() -> client.getActivityHandle(OrderWorkflow::run, "charge-42"))
          .hasMessageContaining("OrderWorkflow::run is not annotated with @Activity.Definition");
    }
  }

  @Test
  void a_result_is_waited_for_with_long_polls_for_one_run() {
    server.answer(
        POLL,
        PollActivityExecutionResponse.newBuilder().setRunId("run-1").build(),
        PollActivityExecutionResponse.getDefaultInstance(),
        completed("receipt"));

    assertThat(handle().result()).isEqualTo("receipt");

    assertThat(server.requests(PollActivityExecutionRequest.class))
        .extracting(r -> r.getNamespace() + " " + r.getActivityId() + " " + r.getRunId())
        .containsExactly(
            "default charge-42 ", "default charge-42 run-1", "default charge-42 run-1");
  }

  @Test
  void a_result_can_be_waited_for_without_a_thread() throws Exception {
    server.answer(
        POLL,
        PollActivityExecutionResponse.getDefaultInstance(),
        completed("receipt"),
        failed(ApplicationFailure.of("no money", "CardDeclined")));
    server.fail(POLL, Code.NOT_FOUND, "activity not found");

    assertThat(handle().resultAsync().get(10, TimeUnit.SECONDS)).isEqualTo("receipt");
    assertThat(handle().resultAsync())
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableThat()
        .withCauseInstanceOf(ActivityFailedException.class);
    assertThat(handle().resultAsync())
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableThat()
        .withCauseInstanceOf(ActivityNotFoundException.class);
  }

  @Test
  void a_failure_is_told_with_its_reason() {
    server.answer(POLL, failed(ApplicationFailure.of("no money", "CardDeclined")));

    var failure = catchThrowableOfType(ActivityFailedException.class, handle()::result);

    assertThat(failure)
        .hasMessage("Activity charge-42 (run run-1): no money")
        .hasCauseInstanceOf(ApplicationFailure.class);
    assertThat(failure.activityId() + " " + failure.runId()).isEqualTo("charge-42 run-1");
    assertThat(failure.reason()).isSameAs(failure.getCause());
  }

  @Test
  void a_handle_cancels_and_terminates_its_run() {
    server.answer(
        "RequestCancelActivityExecution",
        RequestCancelActivityExecutionResponse.getDefaultInstance());
    server.answer(
        "TerminateActivityExecution", TerminateActivityExecutionResponse.getDefaultInstance());

    handle().withRunId("run-1").cancel("enough");
    handle().terminate("really");

    var cancel = server.request(RequestCancelActivityExecutionRequest.class);
    assertThat(cancel.getRequestId()).hasSize(36);
    assertThat(cancel)
        .isEqualTo(
            RequestCancelActivityExecutionRequest.newBuilder()
                .setNamespace("default")
                .setIdentity("tester")
                .setRequestId(cancel.getRequestId())
                .setActivityId("charge-42")
                .setRunId("run-1")
                .setReason("enough")
                .build());
    var terminate = server.request(TerminateActivityExecutionRequest.class);
    assertThat(terminate.getRequestId()).hasSize(36);
    assertThat(terminate)
        .isEqualTo(
            TerminateActivityExecutionRequest.newBuilder()
                .setNamespace("default")
                .setIdentity("tester")
                .setRequestId(terminate.getRequestId())
                .setActivityId("charge-42")
                .setReason("really")
                .build());
  }

  @Test
  void an_activity_that_is_not_there_is_told_by_its_id() {
    server.fail("DescribeActivityExecution", Code.NOT_FOUND, "activity not found");
    server.fail(
        "DescribeActivityExecution",
        Code.NOT_FOUND,
        "Namespace nowhere is not found.",
        NamespaceNotFoundFailure.getDefaultInstance());

    assertThatThrownBy(() -> handle().withRunId("run-1").describe())
        .isInstanceOfSatisfying(
            ActivityNotFoundException.class, e -> assertThat(e.activityId()).isEqualTo("charge-42"))
        .hasMessage("Activity charge-42 (run run-1) in namespace default: activity not found");
    assertThatThrownBy(handle()::describe).isExactlyInstanceOf(RpcException.class);
  }

  private static DescribeActivityExecutionResponse.Builder described() {
    var response = DescribeActivityExecutionResponse.newBuilder().setRunId("run-1");
    response
        .getInfoBuilder()
        .setActivityId("charge-42")
        .setRunId("run-1")
        .setTaskQueue("payments")
        .setStatus(ACTIVITY_EXECUTION_STATUS_RUNNING)
        .setRunState(PENDING_ACTIVITY_STATE_STARTED)
        .setAttempt(3)
        .setStateTransitionCount(7)
        .setLastWorkerIdentity("worker-1")
        .setCanceledReason("enough")
        .setScheduleTime(Wire.timestamp(Instant.ofEpochSecond(100)))
        .setExpirationTime(Wire.timestamp(Instant.ofEpochSecond(200)))
        .setStartToCloseTimeout(Wire.duration(Duration.ofSeconds(10)))
        .setCurrentRetryInterval(Wire.duration(Duration.ofSeconds(4)))
        .setRetryPolicy(Wire.retryPolicy(RetryPolicy.attempts(5)))
        .setHeartbeatDetails(CONVERTER.encodeAll("half"))
        .setLastFailure(CONVERTER.encodeFailure(ApplicationFailure.of("no money", "Declined")))
        .setSearchAttributes(SearchAttributePayloads.encode(CITY.valueSet("Bern")))
        .getUserMetadataBuilder()
        .setSummary(CONVERTER.encode("one line"));
    response.getInfoBuilder().getActivityTypeBuilder().setName("charge");
    response.getInfoBuilder().getPriorityBuilder().setPriorityKey(1);
    return response;
  }

  @Test
  void a_description_says_what_the_server_knows() {
    server.answer("DescribeActivityExecution", described().build());

    ActivityExecutionDescription activity = handle().describe();

    assertThat(activity).hasToString("charge charge-42 (run run-1) RUNNING");
    assertThat(activity.namespace()).isEqualTo("default");
    assertThat(activity.taskQueue()).isEqualTo("payments");
    assertThat(activity.status()).isEqualTo(ActivityExecutionStatus.RUNNING);
    assertThat(activity.runState()).isEqualTo(PendingActivityState.STARTED);
    assertThat(activity.attempt()).isEqualTo(3);
    assertThat(activity.stateTransitionCount()).isEqualTo(7);
    assertThat(activity.lastWorkerIdentity()).isEqualTo("worker-1");
    assertThat(activity.canceledReason()).isEqualTo("enough");
    assertThat(activity.scheduledTime()).isEqualTo(Instant.ofEpochSecond(100));
    assertThat(activity.expirationTime()).isEqualTo(Instant.ofEpochSecond(200));
    assertThat(activity.startToCloseTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(activity.currentRetryInterval()).isEqualTo(Duration.ofSeconds(4));
    assertThat(activity.retryPolicy()).isEqualTo(RetryPolicy.attempts(5));
    assertThat(activity.heartbeatDetails().get(0, String.class)).isEqualTo("half");
    assertThat(activity.lastFailure()).hasMessage("no money");
    assertThat(activity.searchAttributes().get(CITY)).isEqualTo("Bern");
    assertThat(activity.summary()).isEqualTo("one line");
    assertThat(activity.priority()).isEqualTo(Priority.of(1));
    assertThat(activity.closeTime()).isNull();
    assertThat(activity.executionDuration()).isNull();
    assertThat(activity.lastHeartbeatTime()).isNull();
    assertThat(activity.lastStartedTime()).isNull();
    assertThat(activity.lastAttemptCompleteTime()).isNull();
    assertThat(activity.nextAttemptScheduleTime()).isNull();
    assertThat(activity.scheduleToCloseTimeout()).isNull();
    assertThat(activity.scheduleToStartTimeout()).isNull();
    assertThat(activity.heartbeatTimeout()).isNull();
    assertThat(server.request(DescribeActivityExecutionRequest.class))
        .isEqualTo(
            DescribeActivityExecutionRequest.newBuilder()
                .setNamespace("default")
                .setActivityId("charge-42")
                .setIncludeHeartbeatDetails(true)
                .setIncludeLastFailure(true)
                .build());
  }

  @Test
  void a_change_can_be_waited_for() {
    var closed = described();
    closed
        .setLongPollToken(ByteString.copyFromUtf8("last"))
        .getInfoBuilder()
        .setStatus(ACTIVITY_EXECUTION_STATUS_COMPLETED)
        .setCloseTime(Wire.timestamp(Instant.ofEpochSecond(150)))
        .clearRunState();
    server.answer(
        "DescribeActivityExecution",
        described().setLongPollToken(ByteString.copyFromUtf8("known")).build(),
        DescribeActivityExecutionResponse.getDefaultInstance(), // no news yet
        closed.build(),
        closed.build());

    ActivityExecutionDescription running = handle().describe();
    ActivityExecutionDescription after = handle().describe(running);

    assertThat(after.status()).isEqualTo(ActivityExecutionStatus.COMPLETED);
    assertThat(after.runState()).isNull();
    assertThat(handle().describe(after).longPollToken().toStringUtf8()).isEqualTo("last");
    assertThat(server.requests(DescribeActivityExecutionRequest.class))
        .extracting(r -> r.getRunId() + " " + r.getLongPollToken().toStringUtf8())
        .containsExactly(" ", "run-1 known", "run-1 known", "run-1 ");
  }

  @Test
  void activities_are_listed_a_page_at_a_time() {
    var first = ListActivityExecutionsResponse.newBuilder();
    first.setNextPageToken(ByteString.copyFromUtf8("a"));
    first
        .addExecutionsBuilder()
        .setActivityId("one")
        .setRunId("run-1")
        .setStatus(ACTIVITY_EXECUTION_STATUS_FAILED)
        .setCloseTime(Wire.timestamp(Instant.ofEpochSecond(100)))
        .setExecutionDuration(Wire.duration(Duration.ofSeconds(4)));
    var second = ListActivityExecutionsResponse.newBuilder();
    second.addExecutionsBuilder().setActivityId("two").setStatusValue(-1);
    server.answer("ListActivityExecutions", first.build(), second.build());

    List<ActivityExecution> activities =
        server.client().listActivities("ActivityType = 'charge'").withPageSize(1).stream().toList();

    assertThat(activities)
        .extracting(activity -> activity.activityId() + " " + activity.status())
        .containsExactly("one FAILED", "two UNSPECIFIED");
    assertThat(activities.getFirst().closeTime()).isEqualTo(Instant.ofEpochSecond(100));
    assertThat(activities.getFirst().executionDuration()).isEqualTo(Duration.ofSeconds(4));
    assertThat(server.requests(ListActivityExecutionsRequest.class))
        .extracting(r -> r.getQuery() + " " + r.getPageSize() + r.getNextPageToken().toStringUtf8())
        .containsExactly("ActivityType = 'charge' 1", "ActivityType = 'charge' 1a");
  }

  @Test
  void activities_are_counted_in_groups() {
    var response = CountActivityExecutionsResponse.newBuilder().setCount(3);
    response.addGroupsBuilder().setCount(3).addGroupValues(CONVERTER.encode("Running"));
    server.answer("CountActivityExecutions", response.build());

    var count = server.client().countActivities("GROUP BY ExecutionStatus");

    assertThat(count.count()).isEqualTo(3);
    assertThat(count.groups()).containsExactly(new Group(List.of("Running"), 3));
    assertThat(server.request(CountActivityExecutionsRequest.class).getQuery())
        .isEqualTo("GROUP BY ExecutionStatus");
  }

  @Test
  void one_that_is_completed_from_outside_is_named_by_its_id_alone() {
    server.answer(
        "RespondActivityTaskCompletedById",
        RespondActivityTaskCompletedByIdResponse.getDefaultInstance());
    server.fail("RespondActivityTaskCompletedById", Code.NOT_FOUND, "activity task not found");

    try (Client client = Client.connect(server.channel, ClientOptions.defaults())) {
      client.getAsyncActivityHandle(null, "run-1", "charge-42").complete("done");
      assertThatThrownBy(
              () -> client.getAsyncActivityHandle(null, null, "charge-42").complete("done"))
          .isInstanceOf(AsyncActivityNotFoundException.class)
          .hasMessage(
              "The standalone activity with id charge-42 is not waited for: activity task not"
                  + " found");
    }

    assertThat(server.requests(RespondActivityTaskCompletedByIdRequest.class))
        .extracting(r -> r.getWorkflowId() + "/" + r.getRunId() + "/" + r.getActivityId())
        .containsExactly("/run-1/charge-42", "//charge-42");
  }
}
