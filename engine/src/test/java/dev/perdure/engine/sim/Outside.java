package dev.perdure.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.decision.CallbackReply;
import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Effect;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.record.CompletionCallback;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.record.JournalRecord;
import dev.perdure.engine.sim.Faults.Kind;
import dev.perdure.engine.state.RunState;
import dev.perdure.engine.state.WorkflowState;
import io.temporal.api.common.v1.Callback;
import io.temporal.api.enums.v1.CallbackState;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Those outside the server who want to know how runs have ended, and cannot always be reached.
final class Outside {
  private final Agenda agenda;
  private final Faults faults;
  private final Server server;
  private final Set<String> underWay = new HashSet<>();
  private final Set<String> told = new HashSet<>();

  Outside(Agenda agenda, Faults faults, Server server) {
    this.agenda = agenda;
    this.faults = faults;
    this.server = server;
  }

  static Callback callback(String name) {
    return Callback.newBuilder()
        .setNexus(Callback.Nexus.newBuilder().setUrl("https://there/" + name))
        .build();
  }

  /// Calls once the end is on disk. The call may arrive and still fail.
  void call(EntityKey key, Effect.Call call) {
    if (!underWay.add(key + call.owedId())) {
      return;
    }
    int boot = server.boots();
    server.whenDurable(
        () ->
            agenda.after(
                faults.delay(500),
                () -> {
                  told.add(call.endedRunId() + " " + call.callback().id());
                  if (boot == server.boots()) {
                    var problem = faults.strikes(Kind.FAILED_CALLBACK) ? "no answer" : null;
                    answer(key, call, problem, Map.of());
                  }
                }));
  }

  private void answer(
      EntityKey key,
      Effect.Call call,
      @Nullable String problem,
      Map<String, Optional<RunState>> former) {
    int boot = server.boots();
    var outcome =
        server.ask(
            key, new Request.CallbackAnswered(call.owedId(), problem, true, former), _ -> {});
    if (boot != server.boots()) {
      return;
    }
    if (outcome instanceof Decision.Accepted<CallbackReply>(var reply)
        && reply == CallbackReply.BRING_RUN) {
      var ended = server.durable(key, call.endedRunId()).orElse(Optional.empty());
      answer(key, call, problem, Map.of(call.endedRunId(), ended));
    } else {
      underWay.remove(key + call.owedId());
    }
  }

  boolean isCalled(EntityKey key, Effect.Call call) {
    return underWay.contains(key + call.owedId());
  }

  /// The server has died, and all its calls with it.
  void clear() {
    underWay.clear();
  }

  /// All who wanted to know of this run's end were told, if it has ended for them.
  ///
  /// @param records the run's
  void verify(EntityKey key, List<JournalRecord> records) {
    var state = WorkflowState.empty(key);
    records.forEach(state::apply);
    var run = state.current();
    if (run == null) {
      return;
    }
    for (CompletionCallback callback : run.callbacks()) {
      boolean isTriggered = callback.state() != CallbackState.CALLBACK_STATE_STANDBY;
      if (isTriggered) {
        assertThat(told).as("who was told").contains(run.runId() + " " + callback.id());
      } else {
        assertThat(run.status())
            .as("a run whose end nobody is told of")
            .isNotIn(
                WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED,
                WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_CANCELED);
      }
    }
  }
}
