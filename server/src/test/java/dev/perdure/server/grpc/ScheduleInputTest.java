package dev.perdure.server.grpc;

import static io.grpc.Status.Code.ALREADY_EXISTS;
import static io.grpc.Status.Code.INVALID_ARGUMENT;
import static io.grpc.Status.Code.NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.perdure.server.PerdureServer;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.SearchAttributes;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.api.errordetails.v1.NotFoundFailure;
import io.temporal.api.errordetails.v1.WorkflowExecutionAlreadyStartedFailure;
import io.temporal.api.schedule.v1.BackfillRequest;
import io.temporal.api.schedule.v1.Schedule;
import io.temporal.api.schedule.v1.ScheduleAction;
import io.temporal.api.schedule.v1.SchedulePatch;
import io.temporal.api.schedule.v1.TriggerImmediatelyRequest;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflow.v1.NewWorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.CountSchedulesRequest;
import io.temporal.api.workflowservice.v1.CreateScheduleRequest;
import io.temporal.api.workflowservice.v1.DeleteScheduleRequest;
import io.temporal.api.workflowservice.v1.DescribeScheduleRequest;
import io.temporal.api.workflowservice.v1.ListScheduleMatchingTimesRequest;
import io.temporal.api.workflowservice.v1.ListSchedulesRequest;
import io.temporal.api.workflowservice.v1.PatchScheduleRequest;
import io.temporal.api.workflowservice.v1.UpdateScheduleRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is wrong with calls about schedules: each is told, and nothing is changed.
class ScheduleInputTest {
  private PerdureServer server;
  private WorkflowServiceBlockingStub stub;

  @BeforeEach
  void open() {
    server = PerdureServer.inMemory();
    stub = WorkflowServiceGrpc.newBlockingStub(server.channel());
  }

  @AfterEach
  void close() {
    assertThat(
            stub.countSchedules(CountSchedulesRequest.newBuilder().setNamespace("default").build())
                .getCount())
        .as("what was refused has changed nothing")
        .isLessThan(2);
    server.close();
  }

  private static Schedule.Builder schedule() {
    return Schedule.newBuilder()
        .setAction(
            ScheduleAction.newBuilder()
                .setStartWorkflow(
                    NewWorkflowExecutionInfo.newBuilder()
                        .setWorkflowId("w")
                        .setWorkflowType(WorkflowType.newBuilder().setName("Test"))
                        .setTaskQueue(TaskQueue.newBuilder().setName("q"))));
  }

  private static CreateScheduleRequest.Builder request() {
    return CreateScheduleRequest.newBuilder()
        .setNamespace("default")
        .setScheduleId("s")
        .setRequestId("create")
        .setSchedule(schedule());
  }

  private void refused(Consumer<CreateScheduleRequest.Builder> change, String text) {
    var request = request();
    change.accept(request);
    Refusals.of(() -> stub.createSchedule(request.build())).with(INVALID_ARGUMENT, text).noDetail();
  }

  private void actionRefused(Consumer<NewWorkflowExecutionInfo.Builder> change, String text) {
    refused(
        request ->
            change.accept(
                request.getScheduleBuilder().getActionBuilder().getStartWorkflowBuilder()),
        text);
    var schedule = schedule();
    change.accept(schedule.getActionBuilder().getStartWorkflowBuilder());
    Refusals.of(
            () ->
                stub.updateSchedule(
                    UpdateScheduleRequest.newBuilder()
                        .setNamespace("default")
                        .setScheduleId("s")
                        .setSchedule(schedule)
                        .build()))
        .with(INVALID_ARGUMENT, text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "* * *               | CronString does not have 5-7 fields",
        "99 * * * *          | Minute is not in range [0-59]",
        "@every 0s           | interval is too small",
        "TZ=Moon 0 0 * * *   | unknown time zone Moon",
      })
  void a_spec_must_make_sense(String cron, String text) {
    refused(
        request -> request.getScheduleBuilder().getSpecBuilder().addCronString(cron),
        "Invalid schedule spec: " + text);
  }

  @Test
  void a_spec_that_never_fires_is_refused_and_one_whose_times_have_passed_is_not() {
    var text =
        "Invalid schedule spec: it never fires, as none of its calendars and intervals has a time"
            + " that is not excluded, from its start to its end";
    refused(
        request -> request.getScheduleBuilder().getSpecBuilder().addCronString("0 0 30 2 *"), text);
    refused(
        request ->
            request
                .getScheduleBuilder()
                .getSpecBuilder()
                .addCronString("@daily")
                .setStartTime(Timestamp.newBuilder().setSeconds(2_000_000_000))
                .setEndTime(Timestamp.newBuilder().setSeconds(1_900_000_000)),
        text);

    var past = request();
    past.getScheduleBuilder().getSpecBuilder().addCronString("0 0 1 1 * 2020");
    var _ = stub.createSchedule(past.build());
    var update = UpdateScheduleRequest.newBuilder().setNamespace("default").setScheduleId("s");
    update
        .setSchedule(schedule())
        .getScheduleBuilder()
        .getSpecBuilder()
        .addCronString("0 0 31 4 *");
    Refusals.of(() -> stub.updateSchedule(update.build())).with(INVALID_ARGUMENT, text);

    var found =
        stub.describeSchedule(
            DescribeScheduleRequest.newBuilder()
                .setNamespace("default")
                .setScheduleId("s")
                .build());
    assertThat(found.getInfo().getFutureActionTimesList()).isEmpty();
    assertThat(found.getSchedule().getSpec().getStructuredCalendar(0).getYear(0).getStart())
        .as("the refused update changed nothing")
        .isEqualTo(2020);
  }

  @Test
  void names_must_be_there_and_not_too_long() {
    refused(request -> request.setScheduleId(""), "ScheduleId is not set on request.");
    refused(
        request -> request.setScheduleId("x".repeat(1000)),
        "WorkflowId exceeds maximum allowed length (1023/1000)");
    refused(request -> request.setRequestId(""), "RequestId is not set on request.");
    refused(request -> request.setRequestId("x".repeat(1001)), "RequestId length exceeds limit.");
    refused(
        request -> request.getScheduleBuilder().clearAction(),
        "Only StartWorkflow action is supported for schedules");
  }

  @Test
  void an_action_must_be_one_that_can_be_started() {
    actionRefused(action -> action.setWorkflowId(""), "WorkflowId is not set on request.");
    actionRefused(
        action -> action.setWorkflowId("x".repeat(980)),
        "WorkflowId exceeds maximum allowed length (1001/1000)");
    actionRefused(
        NewWorkflowExecutionInfo.Builder::clearWorkflowType, "WorkflowType is not set on request.");
    actionRefused(NewWorkflowExecutionInfo.Builder::clearTaskQueue, "taskQueue is not set");
    actionRefused(
        action -> action.setCronSchedule("@hourly"),
        "Scheduled workflow must not contain CronSchedule");
    actionRefused(
        action ->
            action.setWorkflowIdReusePolicy(
                WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE),
        "Scheduled workflow must not contain WorkflowIDReusePolicy");
    actionRefused(
        action -> action.setWorkflowRunTimeout(Duration.newBuilder().setSeconds(-1)),
        "An invalid WorkflowRunTimeoutSeconds is set on request. cause: negative duration");
  }

  @Test
  void times_and_policies_must_be_ones_that_exist() {
    var never = Timestamp.newBuilder().setSeconds(Long.MAX_VALUE).build();
    refused(
        request -> request.getScheduleBuilder().getSpecBuilder().setStartTime(never),
        "StartTime is not a valid time.");
    refused(
        request -> request.getScheduleBuilder().getPoliciesBuilder().setOverlapPolicyValue(99),
        "Unknown OverlapPolicy.");
    refused(
        request ->
            request
                .getInitialPatchBuilder()
                .addBackfillRequest(BackfillRequest.newBuilder().setEndTime(never)),
        "EndTime is not a valid time.");
    refused(
        request ->
            request
                .getInitialPatchBuilder()
                .setTriggerImmediately(
                    TriggerImmediatelyRequest.newBuilder().setOverlapPolicyValue(99)),
        "Unknown OverlapPolicy.");
  }

  @Test
  void what_is_too_large_is_refused() {
    var large = ByteString.copyFrom(new byte[2 << 20]);
    actionRefused(
        action -> action.getInputBuilder().addPayloads(Payload.newBuilder().setData(large)),
        "Blob data size exceeds limit.");
    refused(
        request ->
            request.getMemoBuilder().putFields("m", Payload.newBuilder().setData(large).build()),
        "Memo size exceeds limit.");
    refused(
        request -> request.getInitialPatchBuilder().setPause("x".repeat(1001)),
        "Schedule notes exceeds limit.");
    refused(
        request -> request.getScheduleBuilder().getStateBuilder().setNotes("x".repeat(1001)),
        "Schedule notes exceeds limit.");
  }

  @Test
  void search_attributes_must_be_registered() {
    var unknown =
        SearchAttributes.newBuilder()
            .putIndexedFields("Nope", Payload.getDefaultInstance())
            .build();
    refused(
        request -> request.setSearchAttributes(unknown),
        "Namespace default has no mapping defined for search attribute Nope");
  }

  @Test
  void a_patch_must_say_something() {
    Refusals.of(
            () ->
                stub.patchSchedule(
                    PatchScheduleRequest.newBuilder()
                        .setNamespace("default")
                        .setScheduleId("s")
                        .build()))
        .with(INVALID_ARGUMENT, "Patch is not set on request.");
    Refusals.of(
            () ->
                stub.patchSchedule(
                    PatchScheduleRequest.newBuilder()
                        .setNamespace("default")
                        .setScheduleId("s")
                        .setPatch(SchedulePatch.newBuilder().setPause("x".repeat(1001)))
                        .build()))
        .with(INVALID_ARGUMENT, "Schedule notes exceeds limit.");
  }

  @Test
  void a_schedule_that_is_not_there_is_not_found() {
    var text = "workflow not found for ID: temporal-sys-scheduler:nope";
    Refusals.of(
            () ->
                stub.describeSchedule(
                    DescribeScheduleRequest.newBuilder()
                        .setNamespace("default")
                        .setScheduleId("nope")
                        .build()))
        .with(NOT_FOUND, text)
        .detail(NotFoundFailure.class);
    Refusals.of(
            () ->
                stub.deleteSchedule(
                    DeleteScheduleRequest.newBuilder()
                        .setNamespace("default")
                        .setScheduleId("nope")
                        .build()))
        .with(NOT_FOUND, text);
    Refusals.of(
            () ->
                stub.patchSchedule(
                    PatchScheduleRequest.newBuilder()
                        .setNamespace("default")
                        .setScheduleId("nope")
                        .setPatch(SchedulePatch.newBuilder().setPause("no"))
                        .build()))
        .with(NOT_FOUND, text);
    Refusals.of(
            () ->
                stub.updateSchedule(
                    UpdateScheduleRequest.newBuilder()
                        .setNamespace("default")
                        .setScheduleId("nope")
                        .setSchedule(schedule())
                        .build()))
        .with(NOT_FOUND, text);
  }

  @Test
  void an_id_that_is_taken_is_refused_with_the_detail_that_clients_look_for() {
    var _ = stub.createSchedule(request().build());

    var detail =
        Refusals.of(() -> stub.createSchedule(request().setRequestId("other").build()))
            .with(ALREADY_EXISTS, "schedule \"s\" is already registered")
            .detail(WorkflowExecutionAlreadyStartedFailure.class);
    assertThat(detail.getStartRequestId()).isEqualTo("create");
  }

  @Test
  void matching_times_need_a_range() {
    Refusals.of(
            () ->
                stub.listScheduleMatchingTimes(
                    ListScheduleMatchingTimesRequest.newBuilder()
                        .setNamespace("default")
                        .setScheduleId("s")
                        .build()))
        .with(INVALID_ARGUMENT, "missing or invalid query");
  }

  private void queryRefused(String query, String text) {
    Refusals.of(
            () ->
                stub.listSchedules(
                    ListSchedulesRequest.newBuilder()
                        .setNamespace("default")
                        .setQuery(query)
                        .build()))
        .with(INVALID_ARGUMENT, text);
    Refusals.of(
            () ->
                stub.countSchedules(
                    CountSchedulesRequest.newBuilder()
                        .setNamespace("default")
                        .setQuery(query)
                        .build()))
        .with(INVALID_ARGUMENT, text);
  }

  @Test
  void schedules_are_not_found_by_what_only_workflows_have() {
    queryRefused(
        "WorkflowId = 'w'", "invalid query filter for schedules: cannot filter on \"WorkflowId\"");
    queryRefused(
        "ScheduleId = 'w' AND NOT (ExecutionStatus = 'Running')",
        "invalid query filter for schedules: cannot filter on \"ExecutionStatus\"");
  }

  @Test
  void a_page_token_belongs_to_its_list() {
    var _ = stub.createSchedule(request().build());
    for (var token :
        new ByteString[] {
          ByteString.copyFromUtf8("nonsense"), ByteString.copyFrom(new byte[] {1, 0, 0})
        }) {
      Refusals.of(
              () ->
                  stub.listSchedules(
                      ListSchedulesRequest.newBuilder()
                          .setNamespace("default")
                          .setNextPageToken(token)
                          .build()))
          .with(INVALID_ARGUMENT, "Invalid NextPageToken.");
    }
  }
}
