package dev.perdure.verification.golden;

import static dev.perdure.verification.golden.Commands.completeWorkflow;
import static dev.perdure.verification.golden.Commands.message;
import static dev.perdure.verification.golden.Commands.timer;

import com.google.protobuf.Any;
import dev.perdure.verification.wire.Wire;
import io.temporal.api.enums.v1.UpdateWorkflowExecutionLifecycleStage;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.protocol.v1.Message;
import io.temporal.api.update.v1.Acceptance;
import io.temporal.api.update.v1.Input;
import io.temporal.api.update.v1.Meta;
import io.temporal.api.update.v1.Outcome;
import io.temporal.api.update.v1.Rejection;
import io.temporal.api.update.v1.Request;
import io.temporal.api.update.v1.Response;
import io.temporal.api.update.v1.UpdateRef;
import io.temporal.api.update.v1.WaitPolicy;
import io.temporal.api.workflowservice.v1.ExecuteMultiOperationRequest;
import io.temporal.api.workflowservice.v1.PollWorkflowExecutionUpdateRequest;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest.Capabilities;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedResponse;
import io.temporal.api.workflowservice.v1.UpdateWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.UpdateWorkflowExecutionResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Updates, and the workflow tasks that leave no trace.
final class UpdatePrograms {
  private UpdatePrograms() {}

  static List<Program> all() {
    return List.of(
        new Program("update-completed", UpdatePrograms::completed),
        new Program("update-accepted-then-completed", UpdatePrograms::acceptedFirst),
        new Program("update-rejected", UpdatePrograms::rejected),
        new Program("update-rejected-with-first-task", UpdatePrograms::rejectedWithFirstTask),
        new Program("update-not-processed", UpdatePrograms::notProcessed),
        new Program("update-beside-a-signal", UpdatePrograms::besideSignal),
        new Program("update-and-close", UpdatePrograms::closes),
        new Program("update-absent-message", UpdatePrograms::absentMessage),
        new Program("update-with-start", UpdatePrograms::withStart),
        new Program("update-with-start-of-existing", UpdatePrograms::withStartOfExisting));
  }

  /// A workflow that has had its first task and waits.
  private static void begin(Stage stage) {
    stage.start();
    stage.step(timer("t", 60_000));
  }

  private static UpdateWorkflowExecutionRequest request(
      Stage stage, String id, UpdateWorkflowExecutionLifecycleStage wait) {
    return UpdateWorkflowExecutionRequest.newBuilder()
        .setNamespace(Wire.NAMESPACE)
        .setWorkflowExecution(stage.execution())
        .setWaitPolicy(WaitPolicy.newBuilder().setLifecycleStage(wait))
        .setRequest(
            Request.newBuilder()
                .setMeta(Meta.newBuilder().setUpdateId(id).setIdentity("client"))
                .setInput(Input.newBuilder().setName("up").setArgs(Stage.payloads(id))))
        .build();
  }

  private static CompletableFuture<UpdateWorkflowExecutionResponse> update(
      Stage stage, String id, UpdateWorkflowExecutionLifecycleStage wait) {
    return stage.meanwhile(() -> stage.calls().updateWorkflowExecution(request(stage, id, wait)));
  }

  private static CompletableFuture<UpdateWorkflowExecutionResponse> update(Stage stage, String id) {
    return update(
        stage,
        id,
        UpdateWorkflowExecutionLifecycleStage.UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED);
  }

  private static Message accept(Message request) {
    return Message.newBuilder()
        .setId("accept " + request.getProtocolInstanceId())
        .setProtocolInstanceId(request.getProtocolInstanceId())
        .setBody(
            Any.pack(
                Acceptance.newBuilder()
                    .setAcceptedRequestMessageId(request.getId())
                    .setAcceptedRequestSequencingEventId(request.getEventId())
                    .build()))
        .build();
  }

  private static Message respond(String updateId) {
    return Message.newBuilder()
        .setId("respond " + updateId)
        .setProtocolInstanceId(updateId)
        .setBody(
            Any.pack(
                Response.newBuilder()
                    .setMeta(Meta.newBuilder().setUpdateId(updateId).setIdentity("client"))
                    .setOutcome(Outcome.newBuilder().setSuccess(Stage.payloads("updated")))
                    .build()))
        .build();
  }

  private static Message reject(Message request) {
    return Message.newBuilder()
        .setId("reject " + request.getProtocolInstanceId())
        .setProtocolInstanceId(request.getProtocolInstanceId())
        .setBody(
            Any.pack(
                Rejection.newBuilder()
                    .setRejectedRequestMessageId(request.getId())
                    .setRejectedRequestSequencingEventId(request.getEventId())
                    .setFailure(Stage.failure("not now"))
                    .build()))
        .build();
  }

  /// Completes a task with messages, each with a command that says when.
  private static RespondWorkflowTaskCompletedResponse complete(
      Stage stage,
      PollWorkflowTaskQueueResponse task,
      List<Message> messages,
      io.temporal.api.command.v1.Command... after) {
    var commands = new ArrayList<io.temporal.api.command.v1.Command>();
    messages.forEach(message -> commands.add(message(message.getId())));
    commands.addAll(List.of(after));
    return stage
        .calls()
        .respondWorkflowTaskCompleted(
            stage
                .completion(task)
                .addAllCommands(commands)
                .addAllMessages(messages)
                .setCapabilities(
                    Capabilities.newBuilder().setDiscardSpeculativeWorkflowTaskWithEvents(true))
                .build());
  }

  private static void completed(Stage stage) {
    begin(stage);
    var update = update(stage, "u");
    var task = stage.workflowTask();
    stage.showTask(task);
    complete(stage, task, List.of(accept(task.getMessages(0)), respond("u")));
    stage.show("update", Stage.answer(update));
    stage.show("the same again", Stage.answer(update(stage, "u")));
    stage.showHistory();
  }

  private static void acceptedFirst(Stage stage) {
    begin(stage);
    var update =
        update(
            stage,
            "u",
            UpdateWorkflowExecutionLifecycleStage
                .UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_ACCEPTED);
    var task = stage.workflowTask();
    complete(stage, task, List.of(accept(task.getMessages(0))));
    stage.show("update", Stage.answer(update));
    stage.signal("go on");
    complete(stage, stage.workflowTask(), List.of(respond("u")), completeWorkflow());
    stage.show(
        "polled",
        stage
            .calls()
            .pollWorkflowExecutionUpdate(
                PollWorkflowExecutionUpdateRequest.newBuilder()
                    .setNamespace(Wire.NAMESPACE)
                    .setUpdateRef(
                        UpdateRef.newBuilder()
                            .setWorkflowExecution(stage.execution())
                            .setUpdateId("u"))
                    .setWaitPolicy(
                        WaitPolicy.newBuilder()
                            .setLifecycleStage(
                                UpdateWorkflowExecutionLifecycleStage
                                    .UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED))
                    .build()));
    stage.showHistory();
  }

  private static void rejected(Stage stage) {
    begin(stage);
    var update = update(stage, "u");
    var task = stage.workflowTask();
    stage.showTask(task);
    // A rejection needs no command.
    var reply =
        stage
            .calls()
            .respondWorkflowTaskCompleted(
                stage
                    .completion(task)
                    .addMessages(reject(task.getMessages(0)))
                    .setCapabilities(
                        Capabilities.newBuilder().setDiscardSpeculativeWorkflowTaskWithEvents(true))
                    .build());
    stage.show("completion", reply);
    stage.show("update", Stage.answer(update));
    stage.signal("go on");
    stage.step(completeWorkflow());
    stage.showHistory();
  }

  private static void rejectedWithFirstTask(Stage stage) {
    stage.start();
    var update = update(stage, "u");
    stage.pass(500); // No client sees that an update was admitted.
    var task = stage.workflowTask();
    stage.showTask(task);
    complete(stage, task, List.of(reject(task.getMessages(0))));
    stage.show("update", Stage.answer(update));
    stage.showHistory();
  }

  private static void notProcessed(Stage stage) {
    begin(stage);
    var update = update(stage, "u");
    stage.show("completion", stage.step());
    stage.show("update", Stage.answer(update));
    stage.showHistory();
  }

  private static void besideSignal(Stage stage) {
    begin(stage);
    var update = update(stage, "u");
    var task = stage.workflowTask();
    stage.signal("meanwhile");
    complete(stage, task, List.of(accept(task.getMessages(0)), respond("u")));
    Stage.answer(update);
    stage.step(completeWorkflow());
    stage.showHistory();
  }

  private static void closes(Stage stage) {
    begin(stage);
    var update = update(stage, "u");
    var task = stage.workflowTask();
    complete(stage, task, List.of(accept(task.getMessages(0))), completeWorkflow());
    stage.show("update", Stage.answer(update));
    stage.showHistory();
    stage.refused("an update afterwards", () -> Stage.answer(update(stage, "v")));
  }

  private static void absentMessage(Stage stage) {
    begin(stage);
    stage.signal("go on");
    stage.refused("a message that is not there", () -> stage.step(message("absent")));
    stage.step(completeWorkflow());
    stage.showHistory();
  }

  private static void withStart(Stage stage) {
    var reply = stage.meanwhile(() -> stage.calls().executeMultiOperation(both(stage, "start")));
    var task = stage.workflowTask();
    stage.showTask(task);
    complete(stage, task, List.of(accept(task.getMessages(0)), respond("u")), timer("t", 60_000));
    stage.show("reply", Stage.answer(reply));
    stage.showHistory();
  }

  private static void withStartOfExisting(Stage stage) {
    begin(stage);
    var reply = stage.meanwhile(() -> stage.calls().executeMultiOperation(both(stage, "second")));
    var task = stage.workflowTask();
    stage.showTask(task);
    complete(stage, task, List.of(accept(task.getMessages(0)), respond("u")));
    stage.show("reply", Stage.answer(reply));
    stage.showHistory();
  }

  private static ExecuteMultiOperationRequest both(Stage stage, String requestId) {
    return ExecuteMultiOperationRequest.newBuilder()
        .setNamespace(Wire.NAMESPACE)
        .addOperations(
            ExecuteMultiOperationRequest.Operation.newBuilder()
                .setStartWorkflow(
                    stage
                        .startRequest()
                        .setRequestId(requestId)
                        .setWorkflowIdConflictPolicy(
                            WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)))
        .addOperations(
            ExecuteMultiOperationRequest.Operation.newBuilder()
                .setUpdateWorkflow(
                    request(
                        stage,
                        "u",
                        UpdateWorkflowExecutionLifecycleStage
                            .UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED)))
        .build();
  }
}
