package dev.perdure.internal.replay;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.perdure.internal.replay.UpdateMachine.Input;
import dev.perdure.internal.replay.UpdateMachine.Output;
import dev.perdure.internal.replay.UpdateMachine.State;
import dev.perdure.workflow.NondeterminismException;
import io.temporal.api.command.v1.Command;
import io.temporal.api.command.v1.ProtocolMessageCommandAttributes;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.protocol.v1.Message;
import io.temporal.api.update.v1.Acceptance;
import io.temporal.api.update.v1.Outcome;
import io.temporal.api.update.v1.Rejection;
import io.temporal.api.update.v1.Request;
import io.temporal.api.update.v1.Response;
import java.util.ArrayList;
import java.util.List;

/// The updates of one run that are under way, and the messages about them.
///
/// An acceptance and an outcome are messages with a command that gives them their place among the
/// others; a rejection has none, so it leaves no trace in the history.
final class UpdateMessages {
  private final CommandQueue commands;
  private final List<Job> jobs;
  private final SmallMap<String, Update> byInstance = new SmallMap<>();

  /// Updates that the history brings and not a message, until somebody decides about them.
  private final SmallMap<String, Update> admitted = new SmallMap<>();

  private List<Message> arrived = List.of();
  private List<Message> rejections = List.of();

  UpdateMessages(CommandQueue commands, List<Job> jobs) {
    this.commands = commands;
    this.jobs = jobs;
  }

  private static final class Update {
    final String instanceId;
    final String messageId;
    final long sequencingEventId;
    Request request;
    State state = new State.Requested();

    /// The event with which the history accepts it; 0 outside of replay.
    long acceptedEventId;

    Update(String instanceId, String messageId, long sequencingEventId, Request request) {
      this.instanceId = instanceId;
      this.messageId = messageId;
      this.sequencingEventId = sequencingEventId;
      this.request = request;
    }

    List<Output> take(Input input) {
      var transition = UpdateMachine.next(state, input);
      state = transition.state();
      return transition.outputs();
    }

    String describe() {
      return "update %s (id %s)"
          .formatted(request.getInput().getName(), request.getMeta().getUpdateId());
    }

    /// A message of ours; `suffix` tells it from others about the same request.
    Message message(String suffix, com.google.protobuf.Message body) {
      return Message.newBuilder()
          .setId(messageId + suffix)
          .setProtocolInstanceId(instanceId)
          .setBody(Any.pack(body))
          .build();
    }
  }

  /// Adds the messages that came with a workflow task.
  void arrived(List<Message> messages) {
    arrived = messages;
  }

  /// Remembers the request in an event.
  void admitted(HistoryEvent event) {
    Request request = event.getWorkflowExecutionUpdateAdmittedEventAttributes().getRequest();
    String id = request.getMeta().getUpdateId();
    admitted.put(id, new Update(id, id + "/request", event.getEventId(), request));
  }

  /// Makes jobs of the updates that the code must look at now: of those that came with the task,
  /// or, where the history goes on and code repeats what it did, of those that were accepted then.
  /// What was rejected left no trace.
  void lookAhead(List<HistoryEvent> ahead) {
    rejections = List.of();
    if (ahead.isEmpty()) {
      requestArrived();
      return;
    }
    for (HistoryEvent event : ahead) {
      if (event.getEventType() == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED) {
        requestAccepted(event);
      }
    }
    admitted.drain();
  }

  private void requestArrived() {
    for (Update update : admitted.drain()) {
      request(update, true);
    }
    for (Message message : arrived) {
      request(
          new Update(
              message.getProtocolInstanceId(), message.getId(), message.getEventId(), in(message)),
          true);
    }
    arrived = List.of();
  }

  private void requestAccepted(HistoryEvent event) {
    var accepted = event.getWorkflowExecutionUpdateAcceptedEventAttributes();
    Update update = admitted.remove(accepted.getProtocolInstanceId());
    if (update == null) {
      update =
          new Update(
              accepted.getProtocolInstanceId(),
              accepted.getAcceptedRequestMessageId(),
              accepted.getAcceptedRequestSequencingEventId(),
              accepted.getAcceptedRequest());
    }
    update.acceptedEventId = event.getEventId();
    request(update, false);
  }

  private static Request in(Message message) {
    try {
      return message.getBody().unpack(Request.class);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(
          "The server sent a message of type %s, which this version of the SDK does not know."
              .formatted(message.getBody().getTypeUrl()),
          e);
    }
  }

  /// A request that is repeated while its update is under way changes nothing.
  private void request(Update update, boolean validates) {
    if (byInstance.get(update.instanceId) == null) {
      byInstance.put(update.instanceId, update);
      jobs.add(new Job.Update(update.instanceId, update.request, validates));
    }
  }

  void accept(String instanceId) {
    Update update = find(instanceId);
    update.take(new Input.Accept());
    commands.add(new Accepting(update));
  }

  void reject(String instanceId, Failure failure) {
    Update update = find(instanceId);
    if (update.acceptedEventId > 0) {
      throw new NondeterminismException(
          "event %d of the history accepts the %s, but the workflow code refuses it there: %s"
              .formatted(update.acceptedEventId, update.describe(), failure.getMessage()));
    }
    update.take(new Input.Reject());
    byInstance.remove(instanceId);
    var rejection =
        Rejection.newBuilder()
            .setRejectedRequestMessageId(update.messageId)
            .setRejectedRequestSequencingEventId(update.sequencingEventId)
            .setRejectedRequest(update.request)
            .setFailure(failure);
    rejections = new ArrayList<>(rejections);
    rejections.add(update.message("/reject", rejection.build()));
  }

  void complete(String instanceId, Outcome outcome) {
    Update update = find(instanceId);
    update.take(new Input.Complete());
    byInstance.remove(instanceId);
    commands.add(new Completing(update, outcome));
  }

  private Update find(String instanceId) {
    Update update = byInstance.get(instanceId);
    if (update == null) {
      throw new IllegalStateException("No update %s is under way.".formatted(instanceId));
    }
    return update;
  }

  /// The messages to send: those of the commands, in their order, then the rejections.
  List<Message> outgoing() {
    List<Message> result = commands.messages();
    if (rejections.isEmpty()) {
      return result;
    }
    List<Message> all = new ArrayList<>(result);
    all.addAll(rejections);
    return all;
  }

  private static Command command(Message message) {
    return Command.newBuilder()
        .setCommandType(CommandType.COMMAND_TYPE_PROTOCOL_MESSAGE)
        .setProtocolMessageCommandAttributes(
            ProtocolMessageCommandAttributes.newBuilder().setMessageId(message.getId()))
        .build();
  }

  private static final class Accepting implements PendingCommand {
    private final Update update;

    Accepting(Update update) {
      this.update = update;
    }

    @Override
    public EventType event() {
      return EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED;
    }

    @Override
    public String describe() {
      return "accepting the " + update.describe();
    }

    @Override
    public void recorded(HistoryEvent event) {
      String recorded =
          event.getWorkflowExecutionUpdateAcceptedEventAttributes().getProtocolInstanceId();
      if (!recorded.equals(update.instanceId)) {
        throw new NondeterminismException(
            "event %d of the history accepts update %s, but the workflow code accepted the %s there."
                .formatted(event.getEventId(), recorded, update.describe()));
      }
      update.take(new Input.AcceptanceRecorded());
      // A handler may run for long, and its arguments were decoded: only the names are kept.
      var kept = update.request.toBuilder();
      kept.getInputBuilder().clearArgs().clearHeader();
      update.request = kept.build();
    }

    @Override
    public Command build() {
      return command(message());
    }

    @Override
    public Message message() {
      return update.message(
          "/accept",
          Acceptance.newBuilder()
              .setAcceptedRequestMessageId(update.messageId)
              .setAcceptedRequestSequencingEventId(update.sequencingEventId)
              .setAcceptedRequest(update.request)
              .build());
    }
  }

  private static final class Completing implements PendingCommand {
    private final Update update;
    private final Outcome outcome;

    Completing(Update update, Outcome outcome) {
      this.update = update;
      this.outcome = outcome;
    }

    @Override
    public EventType event() {
      return EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED;
    }

    @Override
    public String describe() {
      return "completing the " + update.describe();
    }

    @Override
    public void recorded(HistoryEvent event) {
      var recorded = event.getWorkflowExecutionUpdateCompletedEventAttributes();
      if (!recorded.getMeta().getUpdateId().equals(update.request.getMeta().getUpdateId())) {
        throw new NondeterminismException(
            "event %d of the history completes update %s, but the workflow code completed the %s there."
                .formatted(
                    event.getEventId(), recorded.getMeta().getUpdateId(), update.describe()));
      }
      update.take(new Input.CompletionRecorded());
    }

    @Override
    public Command build() {
      return command(message());
    }

    @Override
    public Message message() {
      return update.message(
          "/complete",
          Response.newBuilder().setMeta(update.request.getMeta()).setOutcome(outcome).build());
    }
  }
}
