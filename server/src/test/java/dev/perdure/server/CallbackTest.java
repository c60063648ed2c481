package dev.perdure.server;

import static dev.perdure.server.RawClient.completeWorkflow;
import static dev.perdure.server.RawClient.execution;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import io.temporal.api.command.v1.CancelWorkflowExecutionCommandAttributes;
import io.temporal.api.command.v1.Command;
import io.temporal.api.command.v1.CompleteWorkflowExecutionCommandAttributes;
import io.temporal.api.command.v1.ContinueAsNewWorkflowExecutionCommandAttributes;
import io.temporal.api.command.v1.FailWorkflowExecutionCommandAttributes;
import io.temporal.api.common.v1.Callback;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.enums.v1.CallbackState;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.failure.v1.ApplicationFailureInfo;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.workflow.v1.CallbackInfo;
import io.temporal.api.workflow.v1.OnConflictOptions;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Callbacks of starts: who asked for it is told over HTTP how the workflow has ended.
@Timeout(90)
class CallbackTest {
  @TempDir private Path directory;
  private CallbackTarget target;
  private PerdureServer server;
  private RawClient client;

  @BeforeEach
  void start() throws IOException {
    target = new CallbackTarget(0);
    startServer();
  }

  private void startServer() {
    var allowed = "[{\"Pattern\":\"127.0.0.1:*\",\"AllowInsecure\":true}]";
    server =
        PerdureServer.open(
            directory.resolve("test.db"),
            ServerOptions.defaults()
                .withDynamicConfig(Map.of("callback.allowedAddresses", allowed)));
    client = new RawClient(server.channel());
  }

  @AfterEach
  void stop() {
    server.close();
    target.close();
  }

  private Callback callback(String path) {
    return Callback.newBuilder()
        .setNexus(
            Callback.Nexus.newBuilder()
                .setUrl(target.url(path))
                .putHeader("Nexus-Operation-Token", "token")
                .putHeader("host", "elsewhere"))
        .build();
  }

  private String startWorkflow(String path) {
    return client
        .stub()
        .startWorkflowExecution(
            RawClient.startRequest("w").addCompletionCallbacks(callback(path)).build())
        .getRunId();
  }

  private void completeTask(Command... commands) {
    var _ = client.complete(client.pollWorkflowTask().getTaskToken(), commands);
  }

  private static Command completeWithJson(String json) {
    return Command.newBuilder()
        .setCommandType(CommandType.COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION)
        .setCompleteWorkflowExecutionCommandAttributes(
            CompleteWorkflowExecutionCommandAttributes.newBuilder()
                .setResult(
                    Payloads.newBuilder()
                        .addPayloads(
                            Payload.newBuilder()
                                .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
                                .setData(ByteString.copyFromUtf8(json)))))
        .build();
  }

  private static Command fail() {
    return Command.newBuilder()
        .setCommandType(CommandType.COMMAND_TYPE_FAIL_WORKFLOW_EXECUTION)
        .setFailWorkflowExecutionCommandAttributes(
            FailWorkflowExecutionCommandAttributes.newBuilder()
                .setFailure(
                    Failure.newBuilder()
                        .setMessage("no \"luck\"")
                        .setApplicationFailureInfo(
                            ApplicationFailureInfo.newBuilder().setType("Unlucky"))
                        .setCause(Failure.newBuilder().setMessage("why"))))
        .build();
  }

  private List<CallbackInfo> described(String runId) {
    return client
        .stub()
        .describeWorkflowExecution(
            DescribeWorkflowExecutionRequest.newBuilder()
                .setNamespace("default")
                .setExecution(execution("w").toBuilder().setRunId(runId))
                .build())
        .getCallbacksList();
  }

  /// Waits until the only callback of a run is as it should be.
  private CallbackInfo await(String runId, Predicate<CallbackInfo> condition)
      throws InterruptedException {
    while (true) {
      var info = described(runId).getFirst();
      if (condition.test(info)) {
        return info;
      }
      Thread.sleep(Duration.ofMillis(20));
    }
  }

  private CallbackInfo await(String runId, CallbackState state) throws InterruptedException {
    return await(runId, info -> info.getState() == state);
  }

  @Test
  void the_result_is_told_as_nexus_tells_it() throws Exception {
    var run = startWorkflow("/done");
    assertThat(described(run).getFirst().getState())
        .isEqualTo(CallbackState.CALLBACK_STATE_STANDBY);

    completeTask(completeWithJson("{\"a\":1}"));

    var told = target.next();
    assertThat(told.path()).isEqualTo("/done");
    assertThat(told.body()).isEqualTo("{\"a\":1}");
    assertThat(told.header("Content-Type")).isEqualTo("application/json");
    assertThat(told.header("Nexus-Operation-State")).isEqualTo("succeeded");
    assertThat(told.header("Nexus-Operation-Token")).isEqualTo("token");
    assertThat(told.header("Nexus-Operation-Start-Time")).endsWith(" GMT");
    assertThat(told.header("Nexus-Operation-Close-Time")).endsWith("Z");
    assertThat(told.header("Nexus-Link"))
        .isEqualTo(
            "<temporal:///namespaces/default/workflows/w/"
                + run
                + "/history?eventID=1&eventType=WorkflowExecutionStarted&referenceType=EventReference>;"
                + " type=\"temporal.api.common.v1.Link.WorkflowEvent\"");
    var info = await(run, CallbackState.CALLBACK_STATE_SUCCEEDED);
    assertThat(info.getAttempt()).isEqualTo(1);
    assertThat(info.getTrigger().hasWorkflowClosed()).isTrue();
    assertThat(info.getCallback()).isEqualTo(callback("/done"));
  }

  @Test
  void a_failure_is_told_with_its_causes() throws Exception {
    startWorkflow("/failed");

    completeTask(fail());

    var told = target.next();
    assertThat(told.header("Nexus-Operation-State")).isEqualTo("failed");
    assertThat(told.header("Content-Type")).isEqualTo("application/json");
    assertThat(told.body())
        .isEqualTo(
            "{\"message\":\"no \\\"luck\\\"\","
                + "\"metadata\":{\"type\":\"temporal.api.failure.v1.Failure\"},"
                + "\"details\":{\"cause\":{\"message\":\"why\"},"
                + "\"applicationFailureInfo\":{\"type\":\"Unlucky\"}},"
                + "\"cause\":{\"message\":\"why\","
                + "\"metadata\":{\"type\":\"temporal.api.failure.v1.Failure\"},\"details\":{}}}");
  }

  @Test
  void other_ends_are_told_as_failures_of_their_kind() throws Exception {
    startWorkflow("/canceled");
    completeTask(
        Command.newBuilder()
            .setCommandType(CommandType.COMMAND_TYPE_CANCEL_WORKFLOW_EXECUTION)
            .setCancelWorkflowExecutionCommandAttributes(
                CancelWorkflowExecutionCommandAttributes.getDefaultInstance())
            .build());
    var canceled = target.next();
    assertThat(canceled.header("Nexus-Operation-State")).isEqualTo("canceled");
    assertThat(canceled.body()).startsWith("{\"message\":\"operation canceled\"");

    startWorkflow("/terminated");
    client.terminate("w");
    var terminated = target.next();
    assertThat(terminated.header("Nexus-Operation-State")).isEqualTo("failed");
    assertThat(terminated.body())
        .startsWith("{\"message\":\"operation terminated\"")
        .contains("terminatedFailureInfo");
  }

  @Test
  void who_attached_himself_later_is_told_with_his_request() throws Exception {
    client.start("w");
    var start =
        RawClient.startRequest("w")
            .setRequestId("my request")
            .setWorkflowIdConflictPolicy(
                WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)
            .setOnConflictOptions(
                OnConflictOptions.newBuilder()
                    .setAttachRequestId(true)
                    .setAttachCompletionCallbacks(true))
            .addCompletionCallbacks(callback("/attached"));
    var _ = client.stub().startWorkflowExecution(start.build());

    completeTask(completeWorkflow("done"));

    assertThat(target.next().header("Nexus-Link"))
        .contains(
            "?eventType=WorkflowExecutionOptionsUpdated&referenceType=RequestIdReference"
                + "&requestID=my%20request>");
  }

  @Test
  void who_cannot_hear_is_told_again_and_who_refuses_is_not() throws Exception {
    target.waitForAnswers();
    target.answerNext(503);
    var run = startWorkflow("/busy");

    completeTask(completeWorkflow("done"));

    target.next();
    var busy = await(run, info -> info.getAttempt() == 1);
    assertThat(busy.getState())
        .isIn(CallbackState.CALLBACK_STATE_BACKING_OFF, CallbackState.CALLBACK_STATE_SCHEDULED);
    assertThat(busy.getLastAttemptFailure().getMessage())
        .isEqualTo("handler error (UNAVAILABLE): unexpected response status: 503");
    target.answerNext(400);
    target.next();
    var refused = await(run, CallbackState.CALLBACK_STATE_FAILED);
    assertThat(refused.getAttempt()).isEqualTo(2);
    assertThat(refused.getLastAttemptFailure().getApplicationFailureInfo().getNonRetryable())
        .isTrue();
    assertThat(target.isIdle()).isTrue();
  }

  @Test
  void who_was_away_is_told_after_a_restart_too() throws Exception {
    int port = target.port();
    var run = startWorkflow("/away");
    target.close();
    completeTask(completeWorkflow("done"));
    await(run, info -> info.getAttempt() > 0);

    server.close();
    target = new CallbackTarget(port);
    startServer();

    assertThat(target.next().path()).isEqualTo("/away");
    assertThat(await(run, CallbackState.CALLBACK_STATE_SUCCEEDED).getAttempt()).isGreaterThan(1);
  }

  @Test
  void the_end_of_the_chain_is_told_not_that_of_a_run_that_goes_on() throws Exception {
    var first = startWorkflow("/chain");
    completeTask(
        Command.newBuilder()
            .setCommandType(CommandType.COMMAND_TYPE_CONTINUE_AS_NEW_WORKFLOW_EXECUTION)
            .setContinueAsNewWorkflowExecutionCommandAttributes(
                ContinueAsNewWorkflowExecutionCommandAttributes.getDefaultInstance())
            .build());

    completeTask(completeWorkflow("done"));

    assertThat(target.next().header("Nexus-Link")).doesNotContain(first);
    assertThat(described(first).getFirst().getState())
        .isEqualTo(CallbackState.CALLBACK_STATE_STANDBY);
    assertThat(target.isIdle()).isTrue();
  }

  @Test
  void headers_that_are_none_end_the_calls() throws Exception {
    var run = startWithHeader("no header", "value");

    completeTask(completeWorkflow("done"));

    assertThat(await(run, CallbackState.CALLBACK_STATE_FAILED).getLastAttemptFailure().getMessage())
        .startsWith("the call cannot be made: ");
    assertThat(target.isIdle()).isTrue();
  }

  @Test
  void very_large_headers_are_refused() {
    assertThatThrownBy(() -> startWithHeader("x", "y".repeat(8 << 10)))
        .hasMessageContaining("INVALID_ARGUMENT")
        .hasMessageContaining("invalid header: header size longer than max allowed size of 8192");
    assertThat(catchThrowable(() -> described(""))).hasMessageContaining("NOT_FOUND");
  }

  private String startWithHeader(String name, String value) {
    var callback = callback("/headers").toBuilder();
    callback.getNexusBuilder().putHeader(name, value);
    return client
        .stub()
        .startWorkflowExecution(
            RawClient.startRequest("w").addCompletionCallbacks(callback).build())
        .getRunId();
  }

  @Test
  void a_run_that_was_left_behind_tells_who_was_called() throws Exception {
    target.waitForAnswers();
    target.answerNext(503);
    var first = startWorkflow("/first");
    completeTask(completeWorkflow("done"));
    target.next();
    await(first, info -> info.getAttempt() == 1);

    client.start("w");
    target.answerNext(200);

    assertThat(target.next().header("Nexus-Link")).contains(first);
    assertThat(await(first, CallbackState.CALLBACK_STATE_SUCCEEDED).getAttempt()).isEqualTo(2);
    assertThat(described("")).isEmpty();
  }
}
