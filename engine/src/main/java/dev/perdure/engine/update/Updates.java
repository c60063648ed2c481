package dev.perdure.engine.update;

import com.google.protobuf.Any;
import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.Effect;
import dev.perdure.engine.decision.UpdateStatus;
import dev.perdure.engine.state.KnownUpdate;
import dev.perdure.engine.state.PendingUpdate;
import dev.perdure.engine.state.RunState;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.protocol.v1.Message;
import io.temporal.api.update.v1.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The updates of a run: those that wait in memory, and those that its history tells of.
public final class Updates {
  private Updates() {}

  /// How many updates the run has had so far, without those that were rejected.
  public static int count(RunState run) {
    return run.knownUpdates().size() + run.unstored().updates().size();
  }

  /// The update's stage, null if the run does not know it.
  static @Nullable UpdateStage stage(RunState run, String updateId) {
    var pending = run.unstored().updates().get(updateId);
    if (pending != null) {
      return pending.isSent() ? UpdateStage.SENT : UpdateStage.ADMITTED;
    }
    var known = run.knownUpdate(updateId);
    return known == null ? null : stage(known);
  }

  private static UpdateStage stage(KnownUpdate update) {
    if (update.isCompleted()) {
      return UpdateStage.COMPLETED;
    }
    return update.isAccepted() ? UpdateStage.ACCEPTED : UpdateStage.ADMITTED;
  }

  /// How far the update is, null if the run does not know it.
  static @Nullable UpdateStatus status(RunState run, String updateId) {
    var stage = stage(run, updateId);
    return switch (stage) {
      case null -> null;
      case ADMITTED, SENT -> run.isOpen() ? UpdateStatus.admitted(run.runId(), updateId) : null;
      case ACCEPTED ->
          run.isOpen()
              ? UpdateStatus.accepted(run.runId(), updateId)
              : UpdateStatus.over(
                  run.runId(), updateId, failed(UpdateLifecycle.CLOSED_TOO_EARLY), true);
      case COMPLETED -> UpdateStatus.over(run.runId(), updateId, outcome(run, updateId), true);
    };
  }

  private static Outcome outcome(RunState run, String updateId) {
    var known = run.knownUpdate(updateId);
    if (known == null) {
      throw new IllegalStateException("update " + updateId + " is not completed");
    }
    return run.events()
        .get((int) known.completedEventId() - 1)
        .event()
        .getWorkflowExecutionUpdateCompletedEventAttributes()
        .getOutcome();
  }

  static Outcome failed(Failure failure) {
    return Outcome.newBuilder().setFailure(failure).build();
  }

  /// The messages by which a workflow task brings its updates to the worker.
  ///
  /// @param isAgain whether updates go along that an earlier task took: that one may be lost,
  ///   unless its worker has just said that it is still busy with them
  public static List<Message> send(RunState run, long startedEventId, boolean isAgain) {
    var updates = run.unstored().updates();
    if (updates.isEmpty()) {
      return List.of();
    }
    var messages = new ArrayList<Message>();
    for (var update : List.copyOf(updates.values())) {
      if (!update.isSent() || isAgain) {
        run.unstored().putUpdate(update.sent());
        messages.add(message(update, startedEventId));
      }
    }
    return messages;
  }

  private static Message message(PendingUpdate update, long startedEventId) {
    return Message.newBuilder()
        .setId(requestMessageId(update.updateId()))
        .setProtocolInstanceId(update.updateId())
        .setEventId(startedEventId - 1)
        .setBody(Any.pack(update.request()))
        .build();
  }

  static String requestMessageId(String updateId) {
    return updateId + "/request";
  }

  /// Whether an update waits for a workflow task to take it along.
  public static boolean hasUnsent(RunState run) {
    var updates = run.unstored().updates();
    if (updates.isEmpty()) {
      return false;
    }
    for (var update : updates.values()) {
      if (!update.isSent()) {
        return true;
      }
    }
    return false;
  }

  /// The answer of the workflow task that took updates along was bad, so none of it counts.
  public static void badAnswer(Draft draft, RunState run) {
    for (var update : List.copyOf(run.unstored().updates().values())) {
      settle(draft, run, update.updateId(), UpdateHappening.BAD_ANSWER);
    }
  }

  /// The run has closed.
  public static void closed(Draft draft, RunState run) {
    var happening =
        isContinued(run.events().getLast().event())
            ? UpdateHappening.RUN_CONTINUED
            : UpdateHappening.RUN_CLOSED;
    for (var update : List.copyOf(run.unstored().updates().values())) {
      settle(draft, run, update.updateId(), happening);
    }
    for (var known : run.knownUpdates().entrySet()) {
      if (!known.getValue().isCompleted()) {
        settle(draft, run, known.getKey(), happening);
      }
    }
  }

  /// Something ends the update from outside: whoever waits for it is answered.
  static void settle(Draft draft, RunState run, String updateId, UpdateHappening happening) {
    var stage = stage(run, updateId);
    if (stage == null) {
      return;
    }
    switch (UpdateLifecycle.fate(stage, happening)) {
      case UpdateFate.Failed(var failure) -> {
        run.unstored().removeUpdate(updateId);
        draft.effect(
            new Effect.UpdateReached(
                UpdateStatus.over(
                    run.runId(), updateId, failed(failure), stage == UpdateStage.ACCEPTED)));
      }
      case UpdateFate.Dropped(var rejection) -> {
        run.unstored().removeUpdate(updateId);
        draft.effect(new Effect.UpdateDropped(run.runId(), updateId, rejection));
      }
      case UpdateFate.In _, UpdateFate.Refused _, UpdateFate.Impossible _ -> {}
    }
  }

  private static boolean isContinued(HistoryEvent close) {
    return switch (close.getEventType()) {
      case EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW -> true;
      case EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED ->
          !close.getWorkflowExecutionCompletedEventAttributes().getNewExecutionRunId().isEmpty();
      case EVENT_TYPE_WORKFLOW_EXECUTION_FAILED ->
          !close.getWorkflowExecutionFailedEventAttributes().getNewExecutionRunId().isEmpty();
      case EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT ->
          !close.getWorkflowExecutionTimedOutEventAttributes().getNewExecutionRunId().isEmpty();
      default -> false;
    };
  }
}
