package dev.perdure.engine.update;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.perdure.engine.decision.CommandFailure;
import dev.perdure.engine.decision.CommandScope;
import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.Effect;
import dev.perdure.engine.decision.UpdateStatus;
import dev.perdure.engine.state.RunState;
import io.temporal.api.command.v1.Command;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.history.v1.WorkflowExecutionUpdateAcceptedEventAttributes;
import io.temporal.api.history.v1.WorkflowExecutionUpdateCompletedEventAttributes;
import io.temporal.api.protocol.v1.Message;
import io.temporal.api.update.v1.Acceptance;
import io.temporal.api.update.v1.Outcome;
import io.temporal.api.update.v1.Rejection;
import io.temporal.api.update.v1.Request;
import io.temporal.api.update.v1.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the answer of one workflow task says about updates.
///
/// Events are emitted at once, so that they stand where the worker wants them among those of its
/// commands. What becomes of the updates in memory, and what their callers are told, is held back
/// until the whole answer has turned out to be good.
public final class UpdateAnswers {
  private static final String PROTOCOL = "temporal.api.update.v1.";

  private final CommandScope scope;
  private final RunState run;
  private final List<Message> waiting;
  private Map<String, Answered> answered = Map.of();

  /// An update of which the answer says something.
  ///
  /// @param stage its stage now, null if it is over and leaves nothing
  /// @param request what a worker has told of an update that the server had lost, else null
  /// @param outcome its outcome, if it is over
  private record Answered(
      @Nullable UpdateStage stage,
      long acceptedEventId,
      @Nullable Request request,
      @Nullable Outcome outcome) {}

  /// @param messages the messages of the answer
  public UpdateAnswers(CommandScope scope, List<Message> messages) {
    this.scope = scope;
    this.run = scope.run();
    this.waiting = messages.isEmpty() ? List.of() : new ArrayList<>(messages);
  }

  /// What is wrong with the messages as such, null if nothing is: then the answer is not even
  /// looked at.
  public static @Nullable String problem(List<Message> messages) {
    for (var message : messages) {
      if (!message.hasBody()) {
        return "nil message body";
      }
      var type = typeName(message.getBody());
      if (type.isEmpty()) {
        return "no message name specified";
      }
      if (type.indexOf('.') < 0) {
        return "failed to extract protocol type: no . found in \"%s\"".formatted(type);
      }
    }
    return null;
  }

  private static String typeName(Any body) {
    var url = body.getTypeUrl();
    return url.substring(url.lastIndexOf('/') + 1);
  }

  /// The command that puts a message in its place among the commands.
  public @Nullable CommandFailure apply(Command command) {
    if (!command.hasProtocolMessageCommandAttributes()) {
      return bad("ProtocolMessageCommandAttributes is not set on ProtocolMessageCommand.");
    }
    var id = command.getProtocolMessageCommandAttributes().getMessageId();
    if (id.isEmpty()) {
      return bad("MessageID is not set on ProtocolMessageCommand.");
    }
    for (int i = 0; i < waiting.size(); i++) {
      if (waiting.get(i).getId().equals(id)) {
        return apply(waiting.remove(i));
      }
    }
    return bad("ProtocolMessageCommand referenced absent message ID " + id);
  }

  /// The messages that no command has named, after all commands.
  public @Nullable CommandFailure applyRest() {
    for (var message : waiting) {
      var failure = apply(message);
      if (failure != null) {
        return failure;
      }
    }
    return null;
  }

  private @Nullable CommandFailure apply(Message message) {
    var body = message.getBody();
    var type = typeName(body);
    if (body.getSerializedSize() > scope.draft().limits().blobBytes()) {
      return new CommandFailure(
          bad("").cause(), "Message type %s exceeds size limit.".formatted(type), true);
    }
    if (!type.startsWith(PROTOCOL) || type.indexOf('.', PROTOCOL.length()) >= 0) {
      return bad("unsupported protocol type " + type.substring(0, type.lastIndexOf('.')));
    }
    try {
      return switch (type.substring(PROTOCOL.length())) {
        case "Acceptance" -> accept(message, Acceptance.parseFrom(body.getValue()));
        case "Rejection" -> reject(message, Rejection.parseFrom(body.getValue()));
        case "Response" -> complete(message, Response.parseFrom(body.getValue()));
        default ->
            bad(
                "Message type *update.%s not supported"
                    .formatted(type.substring(PROTOCOL.length())));
      };
    } catch (InvalidProtocolBufferException e) {
      return bad("unable to unmarshal request: " + e.getMessage());
    }
  }

  private @Nullable CommandFailure accept(Message message, Acceptance acceptance) {
    var id = message.getProtocolInstanceId();
    var failure =
        find(id, acceptance.hasAcceptedRequest() ? acceptance.getAcceptedRequest() : null);
    if (failure != null || !run.isOpen()) {
      return failure; // A run that has closed takes no events: its end decides.
    }
    if (!(fate(id, UpdateHappening.ACCEPTANCE) instanceof UpdateFate.In(var stage))) {
      return impossible(id, "Acceptance");
    }
    if (acceptance.getAcceptedRequestSequencingEventId() == 0) {
      return bad("invalid *update.Acceptance: accepted_request_sequencing_event_id is not set");
    }
    if (acceptance.getAcceptedRequestMessageId().isEmpty()) {
      return bad("invalid *update.Acceptance: accepted_request_message_id is not set");
    }
    var attributes =
        WorkflowExecutionUpdateAcceptedEventAttributes.newBuilder()
            .setProtocolInstanceId(id)
            .setAcceptedRequestMessageId(Updates.requestMessageId(id))
            .setAcceptedRequestSequencingEventId(acceptance.getAcceptedRequestSequencingEventId());
    var request = request(id);
    if (request != null) {
      attributes.setAcceptedRequest(request);
    }
    var event =
        scope.emit(
            Draft.event(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED)
                .setWorkflowExecutionUpdateAcceptedEventAttributes(attributes));
    put(id, new Answered(stage, event.getEventId(), null, null));
    return null;
  }

  private @Nullable CommandFailure reject(Message message, Rejection rejection) {
    var id = message.getProtocolInstanceId();
    var failure = find(id, rejection.hasRejectedRequest() ? rejection.getRejectedRequest() : null);
    if (failure != null) {
      return failure;
    }
    if (!(fate(id, UpdateHappening.REJECTION) instanceof UpdateFate.Refused)) {
      return impossible(id, "Rejection");
    }
    put(id, new Answered(null, 0, null, Updates.failed(rejection.getFailure())));
    return null;
  }

  private @Nullable CommandFailure complete(Message message, Response response) {
    var id = message.getProtocolInstanceId();
    var failure = find(id, null);
    if (failure != null || !run.isOpen()) {
      return failure;
    }
    if (!(fate(id, UpdateHappening.RESPONSE) instanceof UpdateFate.In(var stage))) {
      return impossible(id, "Response");
    }
    var problem = problem(id, response);
    if (problem != null) {
      return bad("invalid *update.Response: " + problem);
    }
    long acceptedEventId = acceptedEventId(id);
    scope.emit(
        Draft.event(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED)
            .setWorkflowExecutionUpdateCompletedEventAttributes(
                WorkflowExecutionUpdateCompletedEventAttributes.newBuilder()
                    .setMeta(response.getMeta())
                    .setAcceptedEventId(acceptedEventId)
                    .setOutcome(response.getOutcome())));
    put(id, new Answered(stage, acceptedEventId, null, response.getOutcome()));
    return null;
  }

  private static @Nullable String problem(String id, Response response) {
    if (!response.hasMeta()) {
      return "meta is not set";
    }
    var metaId = response.getMeta().getUpdateId();
    if (metaId.isEmpty()) {
      return "meta.update_id is not set";
    }
    if (!metaId.equals(id)) {
      return "meta.update_id != " + id;
    }
    return response.hasOutcome() ? null : "outcome is not set";
  }

  /// Finds the update, or makes it anew from what the worker tells of it: a server that was started
  /// again has forgotten it.
  private @Nullable CommandFailure find(String id, @Nullable Request request) {
    if (answered.containsKey(id) || Updates.stage(run, id) != null) {
      return null;
    }
    var limits = scope.draft().limits().updates();
    if (Updates.count(run) >= limits.total()) {
      return bad(UpdateWorkflow.tooMany(limits.total()).message());
    }
    if (request == null || id.isEmpty()) {
      return bad(
          ("update %s wasn't found on the server. This is most likely a transient error which will"
                  + " be resolved automatically by retries")
              .formatted(id));
    }
    put(id, new Answered(UpdateStage.ADMITTED, 0, request, null));
    return null;
  }

  private void put(String id, Answered update) {
    if (answered.isEmpty()) {
      answered = new LinkedHashMap<>();
    }
    answered.put(id, update);
  }

  private @Nullable UpdateFate fate(String id, UpdateHappening happening) {
    var stage = stage(id);
    return stage == null ? null : UpdateLifecycle.fate(stage, happening);
  }

  private @Nullable UpdateStage stage(String id) {
    var update = answered.get(id);
    return update == null ? Updates.stage(run, id) : update.stage();
  }

  private long acceptedEventId(String id) {
    var update = answered.get(id);
    if (update != null) {
      return update.acceptedEventId();
    }
    var known = run.knownUpdate(id);
    return known == null ? 0 : known.acceptedEventId();
  }

  private @Nullable Request request(String id) {
    var update = answered.get(id);
    if (update != null) {
      return update.request();
    }
    var pending = run.unstored().updates().get(id);
    return pending == null ? null : pending.request();
  }

  private CommandFailure impossible(String id, String type) {
    var stage = stage(id);
    return bad(
        ("invalid state transition attempted for Update %s: received *update.%s message while in"
                + " state %s")
            .formatted(id, type, stage == null ? "Completed" : name(stage)));
  }

  private static String name(UpdateStage stage) {
    return stage.name().charAt(0) + stage.name().substring(1).toLowerCase(Locale.ROOT);
  }

  /// The answer was good: its updates move on, and their callers are told.
  ///
  /// @param isHeartbeat whether the worker is still busy with updates that it does not mention
  public void settle(boolean isHeartbeat) {
    var draft = scope.draft();
    for (var update : answered.entrySet()) {
      settle(draft, update.getKey(), update.getValue());
    }
    if (isHeartbeat || !run.isOpen() || run.unstored().updates().isEmpty()) {
      return;
    }
    for (var update : List.copyOf(run.unstored().updates().values())) {
      Updates.settle(draft, run, update.updateId(), UpdateHappening.TASK_COMPLETED);
    }
  }

  private void settle(Draft draft, String id, Answered update) {
    if (update.stage() == UpdateStage.ADMITTED) {
      return; // The run closed before it could be accepted.
    }
    run.unstored().removeUpdate(id);
    var outcome = update.outcome();
    if (outcome != null) {
      draft.effect(
          new Effect.UpdateReached(
              UpdateStatus.over(run.runId(), id, outcome, update.stage() != null)));
    } else if (run.isOpen()) {
      draft.effect(new Effect.UpdateReached(UpdateStatus.accepted(run.runId(), id)));
    }
  }

  private static CommandFailure bad(String message) {
    return new CommandFailure(
        WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_BAD_UPDATE_WORKFLOW_EXECUTION_MESSAGE,
        message);
  }
}
