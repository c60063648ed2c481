package dev.perdure.engine.schedule;

import com.google.protobuf.ByteString;
import dev.perdure.engine.decision.Effect;
import dev.perdure.engine.decision.Message;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.record.ScheduleAction;
import dev.perdure.engine.record.ScheduleAction.Stop;
import dev.perdure.engine.record.ScheduledBy;
import dev.perdure.engine.state.ScheduleState;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.SearchAttributes;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a schedule has to tell workflows, found in its state: start, and end.
final class ScheduleOutbox {
  private static final String START = "start ";
  private static final String CANCEL = "cancel ";
  private static final String TERMINATE = "terminate ";

  private ScheduleOutbox() {}

  /// Tells what is not being told already.
  static void tell(ScheduleDraft draft) {
    var state = draft.state();
    for (var action : state.progress().actions()) {
      if (action.isStarting() && state.setTold(startOf(action))) {
        draft.effect(start(state, action, null));
      } else if (action.isStopping() && state.setTold(stopOf(action))) {
        draft.effect(stop(state, action));
      }
    }
  }

  /// Everything that must be told in this state.
  static List<Effect> redrive(ScheduleState state) {
    var effects = new ArrayList<Effect>();
    if (state.isGone()) {
      return effects;
    }
    for (var action : state.progress().actions()) {
      if (action.isStarting()) {
        state.setTold(startOf(action));
        effects.add(start(state, action, null));
      } else if (action.isStopping()) {
        state.setTold(stopOf(action));
        effects.add(stop(state, action));
      }
    }
    return effects;
  }

  /// What was told about an action so far is on its way no more, or does not matter.
  static void answered(ScheduleState state, long number) {
    state.clearTold(START + number);
    state.clearTold(CANCEL + number);
    state.clearTold(TERMINATE + number);
  }

  private static String startOf(ScheduleAction action) {
    return START + action.number();
  }

  private static String stopOf(ScheduleAction action) {
    return (action.stop() == Stop.TERMINATES ? TERMINATE : CANCEL) + action.number();
  }

  private static ScheduledBy by(ScheduleState state, ScheduleAction action) {
    return new ScheduledBy(state.key().id(), state.defined().incarnation(), action.number());
  }

  private static String identity(EntityKey key) {
    return "temporal-scheduler-%s-%s".formatted(key.namespace(), key.id());
  }

  private static Effect stop(ScheduleState state, ScheduleAction action) {
    return new Effect.Tell(
        EntityKey.workflow(state.key().namespace(), action.workflowId()),
        new Message.StopScheduled(
            by(state, action),
            action.firstRunId(),
            action.stop() == Stop.TERMINATES,
            identity(state.key())));
  }

  /// @param after the run that the workflow id has had last; null if that is not known
  static Effect start(ScheduleState state, ScheduleAction action, @Nullable String after) {
    return new Effect.Tell(
        EntityKey.workflow(state.key().namespace(), action.workflowId()),
        new Message.StartScheduled(by(state, action), request(state, action), after));
  }

  private static StartWorkflowExecutionRequest request(ScheduleState state, ScheduleAction action) {
    var start = FormerStarts.of(state, action);
    var wanted = start.workflow();
    boolean mayRepeat = action.manual() || start.keepsWorkflowId();
    var request =
        StartWorkflowExecutionRequest.newBuilder()
            .setNamespace(state.key().namespace())
            .setWorkflowId(action.workflowId())
            .setWorkflowType(wanted.getWorkflowType())
            .setTaskQueue(wanted.getTaskQueue())
            .setWorkflowExecutionTimeout(wanted.getWorkflowExecutionTimeout())
            .setWorkflowTaskTimeout(wanted.getWorkflowTaskTimeout())
            .setIdentity(identity(state.key()))
            .setRequestId(requestId(by(state, action)))
            .setWorkflowIdReusePolicy(
                mayRepeat
                    ? WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE
                    : WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE)
            .setMemo(wanted.getMemo())
            .setSearchAttributes(
                searchAttributes(state.key(), action, wanted.getSearchAttributes()))
            .setUserMetadata(wanted.getUserMetadata());
    if (wanted.hasWorkflowRunTimeout()) {
      request.setWorkflowRunTimeout(wanted.getWorkflowRunTimeout());
    }
    if (wanted.hasInput()) {
      request.setInput(wanted.getInput());
    }
    if (wanted.hasRetryPolicy()) {
      request.setRetryPolicy(wanted.getRetryPolicy());
    }
    if (wanted.hasHeader()) {
      request.setHeader(wanted.getHeader());
    }
    if (wanted.hasPriority()) {
      request.setPriority(wanted.getPriority());
    }
    if (!action.overlapping()) {
      carry(state, request);
    }
    return request.build();
  }

  private static void carry(ScheduleState state, StartWorkflowExecutionRequest.Builder request) {
    var carried = state.carried();
    if (carried.result() != null) {
      request.setLastCompletionResult(carried.result());
    }
    if (carried.failure() != null) {
      request.setContinuedFailure(carried.failure());
    }
  }

  private static SearchAttributes searchAttributes(
      EntityKey schedule, ScheduleAction action, SearchAttributes wanted) {
    var time = action.nominal().truncatedTo(ChronoUnit.SECONDS);
    return wanted.toBuilder()
        .putIndexedFields(
            "TemporalScheduledStartTime",
            json("Datetime", DateTimeFormatter.ISO_INSTANT.format(time)))
        .putIndexedFields("TemporalScheduledById", json("Keyword", schedule.id()))
        .build();
  }

  private static Payload json(String type, String value) {
    return Payload.newBuilder()
        .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
        .putMetadata("type", ByteString.copyFromUtf8(type))
        .setData(ByteString.copyFromUtf8(quoted(value)))
        .build();
  }

  private static String quoted(String value) {
    var quoted = new StringBuilder(value.length() + 2).append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ') {
        quoted.append("\\u%04x".formatted((int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  /// The same one whenever the action is told again.
  private static String requestId(ScheduledBy by) {
    return UUID.nameUUIDFromBytes(
            (by.incarnation() + " " + by.number()).getBytes(StandardCharsets.UTF_8))
        .toString();
  }
}
