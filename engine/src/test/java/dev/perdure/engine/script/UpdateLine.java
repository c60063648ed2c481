package dev.perdure.engine.script;

import com.google.protobuf.Any;
import dev.perdure.engine.decision.Request;
import io.temporal.api.command.v1.Command;
import io.temporal.api.command.v1.ProtocolMessageCommandAttributes;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.protocol.v1.Message;
import io.temporal.api.update.v1.Acceptance;
import io.temporal.api.update.v1.Input;
import io.temporal.api.update.v1.Meta;
import io.temporal.api.update.v1.Outcome;
import io.temporal.api.update.v1.Rejection;
import io.temporal.api.update.v1.Response;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.UpdateWorkflowExecutionRequest;
import org.jspecify.annotations.Nullable;

/// Updates, and what workers say about them, from the words of a script.
final class UpdateLine {
  private UpdateLine() {}

  static Request<?> update(Line line) {
    return new Request.Update(request(line));
  }

  static Request<?> poll(Line line) {
    return new Request.PollUpdate(line.option("run"), line.argument(0));
  }

  static Request<?> withStart(Line line, StartWorkflowExecutionRequest start) {
    return new Request.UpdateWithStart(start, request(line));
  }

  private static UpdateWorkflowExecutionRequest request(Line line) {
    return UpdateWorkflowExecutionRequest.newBuilder()
        .setNamespace("default")
        .setWorkflowExecution(
            WorkflowExecution.newBuilder().setWorkflowId("w").setRunId(line.option("run")))
        .setFirstExecutionRunId(line.option("first-run"))
        .setRequest(updateRequest(line))
        .build();
  }

  private static io.temporal.api.update.v1.Request.Builder updateRequest(Line line) {
    return io.temporal.api.update.v1.Request.newBuilder()
        .setMeta(meta(line.argument(0)))
        .setInput(
            Input.newBuilder()
                .setName("go")
                .setArgs(CommandLine.payloads(line.option("input", "in"))));
  }

  private static Meta.Builder meta(String updateId) {
    return Meta.newBuilder().setUpdateId(updateId);
  }

  /// Adds a message to a completion, and its command unless it is to come after all commands
  /// (`rest`) or says nothing that has a place (a rejection).
  ///
  /// @return whether the line is about a message at all
  static boolean add(RespondWorkflowTaskCompletedRequest.Builder request, Line line) {
    if (line.word().equals("protocol-message")) {
      request.addCommands(command(line.argument(0)));
      return true;
    }
    var body = body(line);
    if (body == null) {
      return false;
    }
    var message =
        Message.newBuilder()
            .setId(line.option("id", line.argument(0) + "/" + line.word()))
            .setProtocolInstanceId(line.argument(0));
    if (!line.has("no-body")) {
      message.setBody(body);
    }
    request.addMessages(message);
    if (!line.word().equals("reject") && !line.has("rest")) {
      request.addCommands(command(message.getId()));
    }
    return true;
  }

  private static Command command(String messageId) {
    return Command.newBuilder()
        .setCommandType(CommandType.COMMAND_TYPE_PROTOCOL_MESSAGE)
        .setProtocolMessageCommandAttributes(
            ProtocolMessageCommandAttributes.newBuilder().setMessageId(messageId))
        .build();
  }

  private static @Nullable Any body(Line line) {
    return switch (line.word()) {
      case "accept" -> {
        var acceptance = Acceptance.newBuilder();
        if (!line.has("empty")) {
          acceptance
              .setAcceptedRequestMessageId(line.argument(0) + "/request")
              .setAcceptedRequestSequencingEventId(Long.parseLong(line.option("after", "1")));
        }
        if (line.has("with-request")) {
          acceptance.setAcceptedRequest(updateRequest(line));
        }
        yield Any.pack(acceptance.build());
      }
      case "reject" -> {
        var rejection =
            Rejection.newBuilder()
                .setRejectedRequestMessageId(line.argument(0) + "/request")
                .setFailure(CommandLine.failure(line));
        if (line.has("with-request")) {
          rejection.setRejectedRequest(updateRequest(line));
        }
        yield Any.pack(rejection.build());
      }
      case "respond" ->
          Any.pack(
              Response.newBuilder()
                  .setMeta(meta(line.option("meta", line.argument(0))))
                  .setOutcome(
                      Outcome.newBuilder()
                          .setSuccess(CommandLine.payloads(line.option("result", "done"))))
                  .build());
      case "foreign-message" -> Any.newBuilder().setTypeUrl(line.option("type")).build();
      default -> null;
    };
  }
}
