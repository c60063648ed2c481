package dev.perdure.server.grpc;

import static io.grpc.Status.Code.INVALID_ARGUMENT;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import dev.perdure.server.PerdureServer;
import io.temporal.api.common.v1.Callback;
import io.temporal.api.common.v1.Link;
import io.temporal.api.common.v1.Priority;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflow.v1.OnConflictOptions;
import io.temporal.api.workflowservice.v1.RequestCancelWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.SignalWithStartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.SignalWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.TerminateWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is wrong with starts beyond the plain fields: schedules, policies, links, priorities.
class StartInputTest {
  private static PerdureServer server;
  private static WorkflowServiceBlockingStub stub;

  @BeforeAll
  static void open() {
    server = PerdureServer.inMemory();
    stub = WorkflowServiceGrpc.newBlockingStub(server.channel());
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "* * * *        | invalid CronSchedule.",
        "* * * * * *    | invalid CronSchedule.",
        "60 * * * *     | invalid CronSchedule.",
        "0 0 * * 7      | invalid CronSchedule.",
        "@reboot        | invalid CronSchedule.",
        "@every         | invalid CronSchedule.",
        "TZ=Moon 0 0 * * * | invalid CronSchedule.",
        "0 0 30 2 *     | invalid CronSchedule, no time can be found to satisfy the schedule",
      })
  void a_cron_schedule_must_have_slots(String schedule, String text) {
    refused(start -> start.setCronSchedule(schedule), text);
    Refusals.of(
            () ->
                stub.signalWithStartWorkflowExecution(
                    signalWithStart().setCronSchedule(schedule).build()))
        .with(INVALID_ARGUMENT, text)
        .noDetail();
  }

  @Test
  void a_cron_schedule_and_a_delay_exclude_each_other() {
    refused(
        start ->
            start
                .setCronSchedule("@hourly")
                .setWorkflowStartDelay(Duration.newBuilder().setSeconds(1)),
        "CronSchedule and WorkflowStartDelay may not be used together.");
  }

  @Test
  void policies_that_contradict_each_other_are_refused() {
    for (var conflict : WorkflowIdConflictPolicy.values()) {
      if (conflict != WorkflowIdConflictPolicy.UNRECOGNIZED
          && conflict != WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_UNSPECIFIED) {
        refused(
            start ->
                start
                    .setWorkflowIdReusePolicyValue(terminateIfRunning())
                    .setWorkflowIdConflictPolicy(conflict),
            "Invalid WorkflowIDReusePolicy: WORKFLOW_ID_REUSE_POLICY_TERMINATE_IF_RUNNING cannot"
                + " be used together with a WorkflowIDConflictPolicy");
      }
    }
    refused(
        start ->
            start
                .setWorkflowIdReusePolicy(
                    WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE)
                .setWorkflowIdConflictPolicy(
                    WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING),
        "Invalid WorkflowIDReusePolicy: WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE cannot be used"
            + " together with WorkflowIdConflictPolicy"
            + " WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING");
  }

  @SuppressWarnings("deprecation") // Older clients send the deprecated policy.
  private static int terminateIfRunning() {
    return WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_TERMINATE_IF_RUNNING_VALUE;
  }

  @Test
  void callbacks_are_attached_only_with_the_request_id() {
    refused(
        start ->
            start.setOnConflictOptions(
                OnConflictOptions.newBuilder().setAttachCompletionCallbacks(true)),
        "attaching request ID is required for attaching completion callbacks");
  }

  @Test
  void callbacks_go_only_to_addresses_that_are_allowed() {
    refusedCallback("ftp://there/x", "invalid url: unknown scheme: ftp://there/x");
    refusedCallback("http:nowhere", "invalid url: missing host");
    refusedCallback(
        "https://there/x",
        "invalid url: url does not match any configured callback address: https://there/x");
    refusedCallback(
        "https://" + "x".repeat(1000),
        "invalid url: url length longer than max length allowed of 1000");
    refused(
        start -> {
          for (int i = 0; i < 33; i++) {
            start.addCompletionCallbacks(callback("https://there/x"));
          }
        },
        "cannot attach more than 32 callbacks to a workflow");
  }

  private static void refusedCallback(String url, String text) {
    refused(start -> start.addCompletionCallbacks(callback(url)), text);
  }

  private static Callback callback(String url) {
    return Callback.newBuilder().setNexus(Callback.Nexus.newBuilder().setUrl(url)).build();
  }

  @Test
  void a_priority_has_its_limits() {
    refused(
        start -> start.setPriority(Priority.newBuilder().setPriorityKey(-1)),
        "priority key can't be negative");
    refused(
        start -> start.setPriority(Priority.newBuilder().setFairnessKey("k".repeat(65))),
        "fairness key length exceeds limit");
    refused(
        start -> start.setPriority(Priority.newBuilder().setFairnessWeight(-1)),
        "must be greater than zero");
  }

  @Test
  void links_must_lead_somewhere() {
    var batch = Link.BatchJob.newBuilder().setJobId("job");
    refusedLink(Link.newBuilder(), "unsupported link variant");
    refusedLink(
        Link.newBuilder().setBatchJob(Link.BatchJob.getDefaultInstance()),
        "batch job link must not have an empty job ID");
    refusedLink(
        Link.newBuilder().setBatchJob(Link.BatchJob.newBuilder().setJobId("j".repeat(4000))),
        "link exceeds allowed size of 4000, got 4006");
    refusedLink(
        Link.newBuilder().setWorkflowEvent(Link.WorkflowEvent.getDefaultInstance()),
        "workflow event link must not have an empty namespace field");
    refusedLink(
        Link.newBuilder().setWorkflowEvent(Link.WorkflowEvent.newBuilder().setNamespace("n")),
        "workflow event link must not have an empty workflow ID field");
    refusedLink(
        Link.newBuilder()
            .setWorkflowEvent(Link.WorkflowEvent.newBuilder().setNamespace("n").setWorkflowId("w")),
        "workflow event link must not have an empty run ID field");
    refusedLink(
        Link.newBuilder()
            .setWorkflowEvent(
                Link.WorkflowEvent.newBuilder()
                    .setNamespace("n")
                    .setWorkflowId("w")
                    .setRunId("r")
                    .setEventRef(Link.WorkflowEvent.EventReference.newBuilder().setEventId(1))),
        "workflow event link ref cannot have an unspecified event type and a non-zero event ID");
    refused(
        start -> {
          for (int i = 0; i < 11; i++) {
            start.addLinks(Link.newBuilder().setBatchJob(batch));
          }
        },
        "cannot attach more than 10 links per request, got 11");
  }

  @Test
  void other_calls_look_at_their_links_too() {
    var execution = WorkflowExecution.newBuilder().setWorkflowId("w").build();
    var link = Link.getDefaultInstance();

    Refusals.of(
            () ->
                stub.signalWorkflowExecution(
                    SignalWorkflowExecutionRequest.newBuilder()
                        .setNamespace("default")
                        .setWorkflowExecution(execution)
                        .setSignalName("s")
                        .addLinks(link)
                        .build()))
        .with(INVALID_ARGUMENT, "unsupported link variant");
    Refusals.of(
            () ->
                stub.requestCancelWorkflowExecution(
                    RequestCancelWorkflowExecutionRequest.newBuilder()
                        .setNamespace("default")
                        .setWorkflowExecution(execution)
                        .addLinks(link)
                        .build()))
        .with(INVALID_ARGUMENT, "unsupported link variant");
    Refusals.of(
            () ->
                stub.terminateWorkflowExecution(
                    TerminateWorkflowExecutionRequest.newBuilder()
                        .setNamespace("default")
                        .setWorkflowExecution(execution)
                        .addLinks(link)
                        .build()))
        .with(INVALID_ARGUMENT, "unsupported link variant");
    Refusals.of(
            () -> stub.signalWithStartWorkflowExecution(signalWithStart().addLinks(link).build()))
        .with(INVALID_ARGUMENT, "unsupported link variant");
  }

  @Test
  void a_reference_to_an_event_may_lack_its_number() {
    var link =
        Link.WorkflowEvent.newBuilder()
            .setNamespace("n")
            .setWorkflowId("w")
            .setRunId("r")
            .setEventRef(
                Link.WorkflowEvent.EventReference.newBuilder()
                    .setEventType(EventType.EVENT_TYPE_TIMER_FIRED));

    var started =
        stub.startWorkflowExecution(
            start()
                .setWorkflowId("linked")
                .addLinks(Link.newBuilder().setWorkflowEvent(link))
                .build());

    assertThat(started.getStarted()).isTrue();
  }

  private static void refusedLink(Link.Builder link, String text) {
    refused(start -> start.addLinks(link), text);
  }

  private static void refused(Consumer<StartWorkflowExecutionRequest.Builder> with, String text) {
    var request = start();
    with.accept(request);
    Refusals.of(() -> stub.startWorkflowExecution(request.build()))
        .with(INVALID_ARGUMENT, text)
        .noDetail();
  }

  private static StartWorkflowExecutionRequest.Builder start() {
    return StartWorkflowExecutionRequest.newBuilder()
        .setNamespace("default")
        .setWorkflowId("w")
        .setWorkflowType(WorkflowType.newBuilder().setName("T"))
        .setTaskQueue(TaskQueue.newBuilder().setName("q"));
  }

  private static SignalWithStartWorkflowExecutionRequest.Builder signalWithStart() {
    return SignalWithStartWorkflowExecutionRequest.newBuilder()
        .setNamespace("default")
        .setWorkflowId("w")
        .setSignalName("s")
        .setWorkflowType(WorkflowType.newBuilder().setName("T"))
        .setTaskQueue(TaskQueue.newBuilder().setName("q"));
  }
}
