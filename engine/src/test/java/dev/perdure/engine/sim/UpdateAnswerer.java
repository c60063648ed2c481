package dev.perdure.engine.sim;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.perdure.engine.decision.ClaimedWorkflowTask;
import io.temporal.api.command.v1.Command;
import io.temporal.api.command.v1.ProtocolMessageCommandAttributes;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.protocol.v1.Message;
import io.temporal.api.update.v1.Acceptance;
import io.temporal.api.update.v1.Meta;
import io.temporal.api.update.v1.Outcome;
import io.temporal.api.update.v1.Rejection;
import io.temporal.api.update.v1.Request;
import io.temporal.api.update.v1.Response;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/// What a worker says about updates: it accepts, rejects, completes at once or later, or forgets.
final class UpdateAnswerer {
  private final RandomGenerator random;

  UpdateAnswerer(RandomGenerator random) {
    this.random = random;
  }

  void answer(
      RespondWorkflowTaskCompletedRequest.Builder request,
      ClaimedWorkflowTask task,
      List<HistoryEvent> history) {
    request
        .getCapabilitiesBuilder()
        .setDiscardSpeculativeWorkflowTaskWithEvents(random.nextBoolean());
    boolean isInPlace = random.nextInt(4) != 0;
    for (var id : running(history)) {
      if (random.nextBoolean()) {
        add(request, respond(id), isInPlace);
      }
    }
    for (var message : task.messages()) {
      switch (random.nextInt(6)) {
        case 0 -> {}
        case 1, 2 -> request.addMessages(reject(message));
        case 3 -> add(request, accept(message), isInPlace);
        default -> {
          add(request, accept(message), isInPlace);
          add(request, respond(message.getProtocolInstanceId()), isInPlace);
        }
      }
    }
  }

  /// In its place among the commands, or behind them all.
  private static void add(
      RespondWorkflowTaskCompletedRequest.Builder request, Message message, boolean isInPlace) {
    request.addMessages(message);
    if (isInPlace) {
      int place = (int) request.getCommandsList().stream().filter(UpdateAnswerer::isOurs).count();
      request.addCommands(place, command(message.getId()));
    }
  }

  private static boolean isOurs(Command command) {
    return command.getCommandType() == CommandType.COMMAND_TYPE_PROTOCOL_MESSAGE;
  }

  private static Set<String> running(List<HistoryEvent> history) {
    var running = new LinkedHashSet<String>();
    for (var event : history) {
      if (event.hasWorkflowExecutionUpdateAcceptedEventAttributes()) {
        running.add(
            event.getWorkflowExecutionUpdateAcceptedEventAttributes().getProtocolInstanceId());
      } else if (event.hasWorkflowExecutionUpdateCompletedEventAttributes()) {
        running.remove(
            event.getWorkflowExecutionUpdateCompletedEventAttributes().getMeta().getUpdateId());
      }
    }
    return running;
  }

  private static Command command(String messageId) {
    return Command.newBuilder()
        .setCommandType(CommandType.COMMAND_TYPE_PROTOCOL_MESSAGE)
        .setProtocolMessageCommandAttributes(
            ProtocolMessageCommandAttributes.newBuilder().setMessageId(messageId))
        .build();
  }

  private static Message accept(Message message) {
    try {
      return message(
          message.getProtocolInstanceId(),
          "accept",
          Acceptance.newBuilder()
              .setAcceptedRequestMessageId(message.getId())
              .setAcceptedRequestSequencingEventId(message.getEventId())
              .setAcceptedRequest(message.getBody().unpack(Request.class))
              .build());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Message reject(Message message) {
    try {
      return message(
          message.getProtocolInstanceId(),
          "reject",
          Rejection.newBuilder()
              .setRejectedRequestMessageId(message.getId())
              .setRejectedRequest(message.getBody().unpack(Request.class))
              .setFailure(Failure.newBuilder().setMessage("no"))
              .build());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private Message respond(String id) {
    return message(
        id,
        "respond",
        Response.newBuilder()
            .setMeta(Meta.newBuilder().setUpdateId(id))
            .setOutcome(Outcome.newBuilder().setSuccess(Plan.payloads(random.nextInt(1_000_000))))
            .build());
  }

  private static Message message(String id, String kind, com.google.protobuf.Message body) {
    return Message.newBuilder()
        .setId(id + "/" + kind)
        .setProtocolInstanceId(id)
        .setBody(Any.pack(body))
        .build();
  }
}
