package dev.perdure.verification.golden;

import static dev.perdure.verification.golden.Commands.activity;
import static dev.perdure.verification.golden.Commands.cancelWorkflow;
import static dev.perdure.verification.golden.Commands.completeWorkflow;
import static dev.perdure.verification.golden.Commands.continueAsNew;
import static dev.perdure.verification.golden.Commands.failWorkflow;
import static dev.perdure.verification.golden.Commands.marker;
import static dev.perdure.verification.golden.Commands.memo;
import static dev.perdure.verification.golden.Commands.searchAttributes;
import static dev.perdure.verification.golden.Commands.timer;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Durations;
import dev.perdure.verification.wire.Wire;
import io.temporal.api.common.v1.Memo;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.RetryPolicy;
import io.temporal.api.common.v1.SearchAttributes;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.api.sdk.v1.UserMetadata;
import io.temporal.api.workflow.v1.OnConflictOptions;
import io.temporal.api.workflowservice.v1.RequestCancelWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.ResetWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.SignalWithStartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.TerminateWorkflowExecutionRequest;
import java.util.List;

/// Runs: how they start, close, follow one another and are reset.
final class RunPrograms {
  private RunPrograms() {}

  static List<Program> all() {
    return List.of(
        new Program("run-with-all-options", RunPrograms::allOptions),
        new Program("run-failed", RunPrograms::failed),
        new Program("run-canceled", RunPrograms::canceled),
        new Program("run-terminated-while-its-task-runs", RunPrograms::terminatedWhileTaskRuns),
        new Program("run-timed-out", RunPrograms::timedOut),
        new Program("run-continued-as-new", RunPrograms::continuedAsNew),
        new Program("run-retried", RunPrograms::retried),
        new Program("run-of-cron", RunPrograms::cron),
        new Program("run-delayed", RunPrograms::delayed),
        new Program("run-delayed-and-signaled", RunPrograms::delayedAndSignaled),
        new Program("run-signaled-with-start", RunPrograms::signaledWithStart),
        new Program("run-replaced", RunPrograms::replaced),
        new Program("run-used-by-a-second-start", RunPrograms::used),
        new Program("run-id-refused", RunPrograms::idRefused),
        new Program("run-markers-memo-and-attributes", RunPrograms::properties),
        new Program("run-reset", RunPrograms::reset),
        new Program("run-reset-to-an-activity", RunPrograms::resetWithActivity),
        new Program("run-reset-refused", RunPrograms::resetRefused));
  }

  private static void allOptions(Stage stage) {
    stage.start(
        options ->
            options
                .setInput(Stage.payloads("input"))
                .setWorkflowExecutionTimeout(Wire.seconds(300))
                .setWorkflowRunTimeout(Wire.seconds(200))
                .setWorkflowTaskTimeout(Wire.seconds(20))
                .setRetryPolicy(RetryPolicy.newBuilder().setMaximumAttempts(3))
                .setMemo(Memo.newBuilder().putFields("note", Stage.payload("memo")))
                .setSearchAttributes(keyword("BuildIds", "KeywordList", "[\"a\"]"))
                .setUserMetadata(UserMetadata.newBuilder().setSummary(Stage.payload("summary"))));
    stage.step(completeWorkflow());
    stage.showHistory();
  }

  private static void failed(Stage stage) {
    stage.start();
    stage.step(failWorkflow());
    stage.showHistory();
  }

  private static void canceled(Stage stage) {
    stage.start();
    stage.step(timer("t", 60_000));
    requestCancel(stage);
    requestCancel(stage);
    stage.step(cancelWorkflow());
    requestCancel(stage);
    stage.showHistory();
  }

  private static void requestCancel(Stage stage) {
    stage
        .calls()
        .requestCancelWorkflowExecution(
            RequestCancelWorkflowExecutionRequest.newBuilder()
                .setNamespace(Wire.NAMESPACE)
                .setWorkflowExecution(stage.execution())
                .setReason("enough")
                .setIdentity("client")
                .setRequestId("cancel")
                .build());
  }

  private static void terminatedWhileTaskRuns(Stage stage) {
    stage.start();
    stage.workflowTask();
    stage.signal("waits");
    stage
        .calls()
        .terminateWorkflowExecution(
            TerminateWorkflowExecutionRequest.newBuilder()
                .setNamespace(Wire.NAMESPACE)
                .setWorkflowExecution(stage.execution())
                .setReason("out")
                .setDetails(Stage.payloads("why"))
                .setIdentity("client")
                .build());
    stage.showHistory();
    stage.refused("a signal afterwards", () -> stage.signal("late"));
  }

  private static void timedOut(Stage stage) {
    stage.start(options -> options.setWorkflowRunTimeout(Wire.seconds(1)));
    stage.step(timer("t", 60_000));
    stage.await(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT);
    stage.showHistory();
  }

  private static void continuedAsNew(Stage stage) {
    var first =
        stage.start(
            options ->
                options
                    .setMemo(Memo.newBuilder().putFields("note", Stage.payload("memo")))
                    .setRetryPolicy(RetryPolicy.newBuilder().setMaximumAttempts(3)));
    stage.pass(1_100); // Below a second, the next run would be held back for the rest of it.
    stage.step(continueAsNew());
    stage.step(completeWorkflow());
    stage.showHistory(stage.name(), first);
    stage.showHistory();
  }

  private static void retried(Stage stage) {
    var first =
        stage.start(
            options ->
                options.setRetryPolicy(
                    RetryPolicy.newBuilder()
                        .setInitialInterval(Durations.fromSeconds(1))
                        .setMaximumAttempts(2)));
    stage.step(failWorkflow());
    stage.step(failWorkflow());
    stage.showHistory(stage.name(), first);
    stage.showHistory();
  }

  private static void cron(Stage stage) {
    var first = stage.start(options -> options.setCronSchedule("@every 1s"));
    stage.step(completeWorkflow());
    var second = stage.workflowTask();
    var runId = second.getWorkflowExecution().getRunId();
    stage.complete(second, failWorkflow());
    var third = stage.workflowTask();
    stage.complete(third, cancelWorkflow());
    stage.showHistory(stage.name(), first);
    stage.showHistory(stage.name(), runId);
    stage.showHistory();
  }

  private static void delayed(Stage stage) {
    stage.start(options -> options.setWorkflowStartDelay(Wire.seconds(1)));
    stage.showHistory();
    stage.step(completeWorkflow());
    stage.showHistory();
  }

  private static void delayedAndSignaled(Stage stage) {
    stage.start(options -> options.setWorkflowStartDelay(Wire.seconds(2)));
    stage.signal("early");
    stage.showHistory();
    stage.step(completeWorkflow());
    stage.showHistory();
  }

  private static void signaledWithStart(Stage stage) {
    for (int i = 0; i < 2; i++) {
      stage
          .calls()
          .signalWithStartWorkflowExecution(
              SignalWithStartWorkflowExecutionRequest.newBuilder()
                  .setNamespace(Wire.NAMESPACE)
                  .setWorkflowId(stage.name())
                  .setWorkflowType(stage.startRequest().getWorkflowType())
                  .setTaskQueue(stage.queue())
                  .setRequestId("request " + i)
                  .setSignalName("signal " + i)
                  .setSignalInput(Stage.payloads("in"))
                  .setIdentity("client")
                  .build());
    }
    stage.step(completeWorkflow());
    stage.showHistory();
  }

  private static void replaced(Stage stage) {
    var first = stage.start();
    stage.start(
        options ->
            options
                .setRequestId("second")
                .setWorkflowIdConflictPolicy(
                    WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING));
    stage.showHistory(stage.name(), first);
    stage.showHistory();
  }

  private static void used(Stage stage) {
    stage.start();
    var reply =
        stage
            .calls()
            .startWorkflowExecution(
                stage
                    .startRequest()
                    .setRequestId("second")
                    .setWorkflowIdConflictPolicy(
                        WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)
                    .setOnConflictOptions(OnConflictOptions.newBuilder().setAttachRequestId(true))
                    .build());
    stage.show("second start: started " + reply.getStarted());
    var again = stage.calls().startWorkflowExecution(stage.startRequest().build());
    stage.show(
        "first start again: started "
            + again.getStarted()
            + ", the same run "
            + again.getRunId().equals(reply.getRunId()));
    stage.step(completeWorkflow());
    stage.showHistory();
  }

  private static void idRefused(Stage stage) {
    stage.start();
    stage.refused("running", () -> stage.start(options -> options.setRequestId("second")));
    stage.step(completeWorkflow());
    stage.refused(
        "duplicates refused",
        () ->
            stage.start(
                options ->
                    options
                        .setRequestId("third")
                        .setWorkflowIdReusePolicy(
                            WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE)));
    stage.refused(
        "only after a failure",
        () ->
            stage.start(
                options ->
                    options
                        .setRequestId("fourth")
                        .setWorkflowIdReusePolicy(
                            WorkflowIdReusePolicy
                                .WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE_FAILED_ONLY)));
  }

  private static void properties(Stage stage) {
    stage.start();
    stage.step(
        marker("m"),
        memo("note"),
        searchAttributes(keyword("BuildIds", "KeywordList", "[\"a\",\"b\"]")),
        timer("t", 10));
    stage.step(completeWorkflow());
    stage.showHistory();
  }

  private static SearchAttributes keyword(String name, String type, String json) {
    return SearchAttributes.newBuilder()
        .putIndexedFields(
            name,
            Payload.newBuilder()
                .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
                .putMetadata("type", ByteString.copyFromUtf8(type))
                .setData(ByteString.copyFromUtf8(json))
                .build())
        .build();
  }

  private static void reset(Stage stage) {
    var first = stage.start();
    stage.step(marker("m"), timer("t", 60_000));
    stage.signal("one");
    stage.step(marker("n"));
    stage.signal("two");
    stage.step(completeWorkflow());
    stage.calls().resetWorkflowExecution(reset(stage, first, 4));
    stage.step(completeWorkflow());
    stage.showHistory(stage.name(), first);
    stage.showHistory();
  }

  private static void resetWithActivity(Stage stage) {
    var first = stage.start();
    stage.step(activity(stage, "a"));
    stage.completeActivity(stage.activityTask());
    stage.step(timer("t", 60_000));
    stage.signal("one");
    stage.workflowTask();
    stage.calls().resetWorkflowExecution(reset(stage, first, 10));
    stage.step(completeWorkflow());
    stage.showHistory(stage.name(), first);
    stage.showHistory();
  }

  private static void resetRefused(Stage stage) {
    var first = stage.start();
    stage.step(marker("m"), timer("t", 60_000));
    for (var id : new long[] {1, 2, 5, 100}) {
      stage.refused(
          "to event " + id, () -> stage.calls().resetWorkflowExecution(reset(stage, first, id)));
    }
    stage.showHistory();
  }

  private static ResetWorkflowExecutionRequest reset(
      Stage stage, String runId, long finishEventId) {
    return ResetWorkflowExecutionRequest.newBuilder()
        .setNamespace(Wire.NAMESPACE)
        .setWorkflowExecution(
            WorkflowExecution.newBuilder().setWorkflowId(stage.name()).setRunId(runId))
        .setReason("again")
        .setWorkflowTaskFinishEventId(finishEventId)
        .setRequestId("reset " + finishEventId)
        .setIdentity("client")
        .build();
  }
}
