package dev.perdure.server;

import dev.perdure.engine.Engine;
import dev.perdure.engine.EngineLimits;
import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Effect;
import dev.perdure.engine.decision.Ids;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.state.WorkflowState;
import dev.perdure.server.entity.StoredEntities;
import dev.perdure.server.store.Store;
import dev.perdure.server.store.StoreOptions;
import io.temporal.api.command.v1.Command;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/// A server that was killed after it had decided and written, and before any message to another
/// workflow had gone out, unless it is told to deliver one.
final class OwedMessages implements AutoCloseable {
  private final Engine engine = new Engine(EngineLimits.DEFAULT);
  private final Map<EntityKey, WorkflowState> states = new HashMap<>();
  private final List<Effect.Tell> owed = new ArrayList<>();
  private final Store store;
  private final StoredEntities entities;

  private final Ids ids =
      new Ids() {
        @Override
        public String next() {
          return UUID.randomUUID().toString();
        }

        @Override
        public double jitter() {
          return 0.5;
        }
      };

  OwedMessages(Path file) {
    store = Store.open(file, StoreOptions.DEFAULT);
    store.namespaces().register("default", null);
    entities = new StoredEntities(store, Runnable::run);
  }

  /// Starts a workflow.
  void start(String workflowId) {
    ask(key(workflowId), new Request.Start(RawClient.startRequest(workflowId).build(), false));
  }

  /// Has a worker complete the workflow task that is waiting.
  void complete(String workflowId, Command... commands) {
    var key = key(workflowId);
    for (var effect : engine.redrive(Objects.requireNonNull(states.get(key)), Instant.now())) {
      if (effect instanceof Effect.DispatchWorkflowTask task) {
        var claim =
            new Request.ClaimWorkflowTask(
                task.runId(),
                task.scheduledEventId(),
                task.stamp(),
                task.queue().normal(),
                false,
                "worker",
                "poll",
                0);
        var token = ask(key, claim).reply().token();
        ask(
            key,
            new Request.CompleteWorkflowTask(
                token,
                RespondWorkflowTaskCompletedRequest.newBuilder()
                    .addAllCommands(List.of(commands))
                    .build(),
                0));
        return;
      }
    }
    throw new IllegalStateException(workflowId + " has no workflow task");
  }

  /// Delivers the messages that are under way now, but not what they lead to.
  void deliver() {
    var now = List.copyOf(owed);
    owed.clear();
    now.forEach(tell -> ask(tell.to(), new Request.Deliver(tell.message())));
  }

  private <R> Decision<R> ask(EntityKey key, Request<R> request) {
    var state = states.computeIfAbsent(key, WorkflowState::empty);
    var decision = engine.decide(state, request, Instant.now(), ids);
    if (!decision.records().isEmpty()) {
      entities.append(key, state, decision.records());
    }
    for (var effect : decision.effects()) {
      if (effect instanceof Effect.Tell tell) {
        owed.add(tell);
      }
    }
    return decision;
  }

  private static EntityKey key(String workflowId) {
    return EntityKey.workflow("default", workflowId);
  }

  @Override
  public void close() {
    entities.begin();
    store.close();
  }
}
