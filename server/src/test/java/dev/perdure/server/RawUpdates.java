package dev.perdure.server;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Channel;
import io.temporal.api.command.v1.Command;
import io.temporal.api.command.v1.ProtocolMessageCommandAttributes;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.enums.v1.UpdateWorkflowExecutionLifecycleStage;
import io.temporal.api.failure.v1.ApplicationFailureInfo;
import io.temporal.api.failure.v1.Failure;
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
import io.temporal.api.workflowservice.v1.ExecuteMultiOperationRequest.Operation;
import io.temporal.api.workflowservice.v1.ExecuteMultiOperationResponse;
import io.temporal.api.workflowservice.v1.PollWorkflowExecutionUpdateRequest;
import io.temporal.api.workflowservice.v1.PollWorkflowExecutionUpdateResponse;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedResponse;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.UpdateWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.UpdateWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// Updates made of raw calls, and what workers answer to them.
final class RawUpdates {
  static final UpdateWorkflowExecutionLifecycleStage ADMITTED =
      UpdateWorkflowExecutionLifecycleStage.UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_ADMITTED;
  static final UpdateWorkflowExecutionLifecycleStage ACCEPTED =
      UpdateWorkflowExecutionLifecycleStage.UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_ACCEPTED;
  static final UpdateWorkflowExecutionLifecycleStage COMPLETED =
      UpdateWorkflowExecutionLifecycleStage.UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED;

  private final Channel channel;

  RawUpdates(Channel channel) {
    this.channel = channel;
  }

  static UpdateWorkflowExecutionRequest.Builder request(
      String workflowId, String updateId, UpdateWorkflowExecutionLifecycleStage stage) {
    return UpdateWorkflowExecutionRequest.newBuilder()
        .setNamespace("default")
        .setWorkflowExecution(RawClient.execution(workflowId))
        .setWaitPolicy(WaitPolicy.newBuilder().setLifecycleStage(stage))
        .setRequest(
            Request.newBuilder()
                .setMeta(Meta.newBuilder().setUpdateId(updateId))
                .setInput(
                    Input.newBuilder().setName("change").setArgs(RawClient.payloads("input"))));
  }

  /// Brings an update without waiting for the answer. A call in the process is served by the thread
  /// that makes it: the update is with the run when this returns.
  Future<UpdateWorkflowExecutionResponse> ask(
      String workflowId, String updateId, UpdateWorkflowExecutionLifecycleStage stage) {
    return ask(request(workflowId, updateId, stage).build());
  }

  Future<UpdateWorkflowExecutionResponse> ask(UpdateWorkflowExecutionRequest request) {
    return WorkflowServiceGrpc.newFutureStub(channel)
        .withDeadlineAfter(20, TimeUnit.SECONDS)
        .updateWorkflowExecution(request);
  }

  PollWorkflowExecutionUpdateResponse poll(
      String workflowId, String updateId, UpdateWorkflowExecutionLifecycleStage stage) {
    return WorkflowServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(20, TimeUnit.SECONDS)
        .pollWorkflowExecutionUpdate(
            PollWorkflowExecutionUpdateRequest.newBuilder()
                .setNamespace("default")
                .setUpdateRef(
                    UpdateRef.newBuilder()
                        .setWorkflowExecution(RawClient.execution(workflowId))
                        .setUpdateId(updateId))
                .setWaitPolicy(WaitPolicy.newBuilder().setLifecycleStage(stage))
                .build());
  }

  static ExecuteMultiOperationRequest withStart(
      StartWorkflowExecutionRequest.Builder start, UpdateWorkflowExecutionRequest.Builder update) {
    return ExecuteMultiOperationRequest.newBuilder()
        .setNamespace("default")
        .addOperations(Operation.newBuilder().setStartWorkflow(start))
        .addOperations(Operation.newBuilder().setUpdateWorkflow(update))
        .build();
  }

  Future<ExecuteMultiOperationResponse> ask(ExecuteMultiOperationRequest request) {
    return WorkflowServiceGrpc.newFutureStub(channel)
        .withDeadlineAfter(20, TimeUnit.SECONDS)
        .executeMultiOperation(request);
  }

  /// Completes a workflow task, by what it says about updates and then by its commands.
  RespondWorkflowTaskCompletedResponse complete(
      ByteString token, List<Message> messages, Command... commands) {
    return WorkflowServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(20, TimeUnit.SECONDS)
        .respondWorkflowTaskCompleted(
            RespondWorkflowTaskCompletedRequest.newBuilder()
                .setNamespace("default")
                .setIdentity("worker")
                .setTaskToken(token)
                .addAllMessages(messages)
                .addAllCommands(inOrder(messages))
                .addAllCommands(List.of(commands))
                .build());
  }

  private static List<Command> inOrder(List<Message> messages) {
    var commands = new ArrayList<Command>();
    for (var message : messages) {
      if (!message.getBody().is(Rejection.class)) {
        commands.add(
            Command.newBuilder()
                .setCommandType(CommandType.COMMAND_TYPE_PROTOCOL_MESSAGE)
                .setProtocolMessageCommandAttributes(
                    ProtocolMessageCommandAttributes.newBuilder().setMessageId(message.getId()))
                .build());
      }
    }
    return commands;
  }

  static Message accept(Message request) throws InvalidProtocolBufferException {
    return answer(
        request,
        "accept",
        Acceptance.newBuilder()
            .setAcceptedRequestMessageId(request.getId())
            .setAcceptedRequestSequencingEventId(request.getEventId())
            .setAcceptedRequest(request.getBody().unpack(Request.class))
            .build());
  }

  static Message reject(Message request) {
    return answer(
        request,
        "reject",
        Rejection.newBuilder()
            .setRejectedRequestMessageId(request.getId())
            .setRejectedRequestSequencingEventId(request.getEventId())
            .setFailure(
                Failure.newBuilder()
                    .setMessage("no")
                    .setApplicationFailureInfo(ApplicationFailureInfo.newBuilder().setType("No")))
            .build());
  }

  static Message respond(String updateId, String result) {
    return answer(
        Message.newBuilder().setProtocolInstanceId(updateId).build(),
        "respond",
        Response.newBuilder()
            .setMeta(Meta.newBuilder().setUpdateId(updateId))
            .setOutcome(Outcome.newBuilder().setSuccess(RawClient.payloads(result)))
            .build());
  }

  private static Message answer(Message request, String kind, com.google.protobuf.Message body) {
    return Message.newBuilder()
        .setId(request.getProtocolInstanceId() + "/" + kind)
        .setProtocolInstanceId(request.getProtocolInstanceId())
        .setBody(Any.pack(body))
        .build();
  }
}
