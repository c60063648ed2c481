package dev.perdure.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Decision.Outcome;
import dev.perdure.engine.decision.Effect;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.UpdateStatus;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.state.WorkflowState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/// The callers that wait for updates, and are told when what they are told is durable.
final class WaitingCallers {
  private final Map<Update, List<Consumer<Outcome<UpdateStatus>>>> callers = new LinkedHashMap<>();

  private record Update(EntityKey key, String runId, String updateId) {}

  void await(EntityKey key, UpdateStatus status, Consumer<Outcome<UpdateStatus>> caller) {
    callers
        .computeIfAbsent(new Update(key, status.runId(), status.updateId()), _ -> new ArrayList<>())
        .add(caller);
  }

  void reached(
      EntityKey key, UpdateStatus status, WorkflowState state, Consumer<Runnable> whenDurable) {
    var run = Objects.requireNonNull(state.run(status.runId()));
    assertThat(run.knownUpdate(status.updateId()) != null)
        .as("what a rejected update leaves behind: %s", status)
        .isEqualTo(status.isInHistory());
    var update = new Update(key, status.runId(), status.updateId());
    var told = new ArrayList<>(callers.getOrDefault(update, List.of()));
    if (status.outcome() != null) {
      callers.remove(update);
    }
    whenDurable.accept(() -> told.forEach(caller -> caller.accept(Decision.accept(status))));
  }

  void dropped(
      EntityKey key,
      String runId,
      String updateId,
      Rejection rejection,
      Consumer<Runnable> whenDurable) {
    var told = callers.remove(new Update(key, runId, updateId));
    if (told != null) {
      whenDurable.accept(() -> told.forEach(caller -> caller.accept(Decision.reject(rejection))));
    }
  }

  /// Whether the offer is that of the task which memory alone knows.
  static boolean isForUpdates(Effect offer, WorkflowState state) {
    var run = state.current();
    var task = run == null ? null : run.unstored().speculativeTask();
    return task != null
        && !task.isStarted()
        && offer instanceof Effect.DispatchWorkflowTask dispatch
        && dispatch.stamp() == task.stamp();
  }

  /// A crash: connections break, and callers ask again.
  void clear() {
    callers.clear();
  }

  int count() {
    return callers.size();
  }
}
