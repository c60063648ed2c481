package dev.perdure.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.temporal.api.common.v1.Link;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.HistoryEventFilterType;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflow.v1.OnConflictOptions;
import io.temporal.api.workflowservice.v1.SignalWithStartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.SignalWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// How runs begin, over gRPC.
class StartTest {
  private final PerdureServer server = PerdureServer.inMemory();
  private final RawClient client = new RawClient(server.channel());

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void a_cron_schedule_starts_a_run_at_each_slot() {
    var _ = start(RawClient.startRequest("w").setCronSchedule("@every 1s"));

    var first = client.pollWorkflowTask();
    client.complete(first.getTaskToken(), RawClient.completeWorkflow("one"));
    var second = client.pollWorkflowTask();

    var started = second.getHistory().getEvents(0).getWorkflowExecutionStartedEventAttributes();
    assertThat(started.getContinuedExecutionRunId())
        .isEqualTo(first.getWorkflowExecution().getRunId());
    assertThat(started.getLastCompletionResult()).isEqualTo(RawClient.payloads("one"));
    assertThat(started.getCronSchedule()).isEqualTo("@every 1s");
  }

  @Test
  void a_client_that_waits_for_a_result_is_led_to_the_next_run() {
    var first = start(RawClient.startRequest("w").setCronSchedule("@every 1s"));
    client.complete(client.pollWorkflowTask().getTaskToken(), RawClient.completeWorkflow("one"));
    var wait =
        RawClient.historyRequest("w")
            .setExecution(RawClient.execution("w").toBuilder().setRunId(first))
            .setHistoryEventFilterType(HistoryEventFilterType.HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT)
            .build();
    var headers = new Metadata();
    headers.put(
        Metadata.Key.of("supported-features", Metadata.ASCII_STRING_MARSHALLER),
        "a,follows-next-run-id,b");

    var shown = client.stub().getWorkflowExecutionHistory(wait).getHistory().getEvents(0);
    var real =
        client
            .stub()
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
            .getWorkflowExecutionHistory(wait)
            .getHistory()
            .getEvents(0);

    assertThat(real.getEventType()).isEqualTo(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED);
    assertThat(shown.getWorkflowExecutionContinuedAsNewEventAttributes().getNewExecutionRunId())
        .isNotEmpty()
        .isEqualTo(real.getWorkflowExecutionCompletedEventAttributes().getNewExecutionRunId());
    assertThat(shown.getEventId()).isEqualTo(real.getEventId());
  }

  @Test
  void an_eager_start_brings_the_first_task_along() {
    var reply = client.stub().startWorkflowExecution(eager("w").build());

    assertThat(reply.getEagerWorkflowTask().getHistory().getEventsCount()).isEqualTo(3);
    client.complete(reply.getEagerWorkflowTask().getTaskToken(), RawClient.completeWorkflow("ok"));
    assertThat(client.closeEvent("w").getEventType())
        .isEqualTo(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED);
  }

  @Test
  void a_start_that_waits_brings_no_task_along() {
    var delayed = eager("a").setWorkflowStartDelay(Duration.newBuilder().setSeconds(60));
    var cron = eager("b").setCronSchedule("@hourly");

    assertThat(client.stub().startWorkflowExecution(delayed.build()).hasEagerWorkflowTask())
        .isFalse();
    assertThat(client.stub().startWorkflowExecution(cron.build()).hasEagerWorkflowTask()).isFalse();
    assertThat(client.history("a")).hasSize(1);
    assertThat(
            client
                .history("b")
                .getFirst()
                .getWorkflowExecutionStartedEventAttributes()
                .getEagerExecutionAccepted())
        .isFalse();
  }

  @Test
  void links_are_kept_where_they_were_brought() {
    var link = Link.newBuilder().setBatchJob(Link.BatchJob.newBuilder().setJobId("job")).build();
    var runId = start(RawClient.startRequest("w").addLinks(link));

    var signaled =
        client
            .stub()
            .signalWorkflowExecution(
                SignalWorkflowExecutionRequest.newBuilder()
                    .setNamespace("default")
                    .setWorkflowExecution(RawClient.execution("w"))
                    .setSignalName("s")
                    .setRequestId("signal-1")
                    .addLinks(link)
                    .build());

    assertThat(client.history("w").stream().filter(event -> event.getLinksCount() > 0))
        .extracting(HistoryEvent::getEventType)
        .containsExactly(
            EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
            EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED);
    assertThat(signaled.getLink().getWorkflowEvent().getRunId()).isEqualTo(runId);
    assertThat(signaled.getLink().getWorkflowEvent().getRequestIdRef().getRequestId())
        .isEqualTo("signal-1");
  }

  @Test
  void a_start_is_tied_to_the_run_that_is_there() {
    var runId = start(RawClient.startRequest("w"));
    var second =
        RawClient.startRequest("w")
            .setRequestId("second")
            .setWorkflowIdConflictPolicy(
                WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)
            .setOnConflictOptions(OnConflictOptions.newBuilder().setAttachRequestId(true))
            .build();

    var attached = client.stub().startWorkflowExecution(second);
    var repeated = client.stub().startWorkflowExecution(second);

    assertThat(attached.getRunId()).isEqualTo(runId);
    assertThat(attached.getStarted()).isFalse();
    assertThat(attached.getLink().getWorkflowEvent().getRequestIdRef().getRequestId())
        .isEqualTo("second");
    assertThat(repeated).isEqualTo(attached);
    assertThat(client.history("w").getLast().getEventType())
        .isEqualTo(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED);
    assertThat(client.history("w")).hasSize(3);
  }

  @Test
  void a_signal_with_start_wakes_a_run_before_its_time() {
    var runId =
        start(
            RawClient.startRequest("w")
                .setWorkflowStartDelay(Duration.newBuilder().setSeconds(3600)));
    var start = RawClient.startRequest("w").build();

    var signaled =
        client
            .stub()
            .signalWithStartWorkflowExecution(
                SignalWithStartWorkflowExecutionRequest.newBuilder()
                    .setNamespace("default")
                    .setWorkflowId("w")
                    .setWorkflowType(start.getWorkflowType())
                    .setTaskQueue(start.getTaskQueue())
                    .setSignalName("go")
                    .setRequestId("go-1")
                    .build());

    assertThat(signaled.getStarted()).isFalse();
    assertThat(signaled.getSignalLink().getWorkflowEvent().getRequestIdRef().getRequestId())
        .isEqualTo("go-1");
    assertThat(client.pollWorkflowTask().getWorkflowExecution().getRunId()).isEqualTo(runId);
  }

  private static StartWorkflowExecutionRequest.Builder eager(String id) {
    return RawClient.startRequest(id).setRequestEagerExecution(true);
  }

  private String start(StartWorkflowExecutionRequest.Builder request) {
    return client.stub().startWorkflowExecution(request.build()).getRunId();
  }
}
