package dev.perdure.server.callback;

import dev.perdure.engine.decision.CallbackReply;
import dev.perdure.engine.decision.Effect;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.state.RunState;
import dev.perdure.engine.state.WorkflowState;
import dev.perdure.server.entity.Answer;
import dev.perdure.server.entity.ClosedRuns;
import dev.perdure.server.entity.Entities;
import dev.perdure.server.entity.Look;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Tells those who want to know how runs have ended.
///
/// A call is made once its run's end is on disk, and what came of it goes back to the workflow id,
/// which owes it until then: a call that is lost with the process is made again, so one may come
/// twice. There are no more of them than workflows in memory owe.
public final class CompletionCalls implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final long AGAIN_MILLIS = 1_000;

  private final ScheduledExecutorService scheduler;
  private final Caller caller = new Caller(TIMEOUT);
  private final Turns turns = new Turns();
  private final Set<Wanted> underWay = ConcurrentHashMap.newKeySet();
  private @Nullable Entities entities;
  private @Nullable ClosedRuns closedRuns;

  private record Wanted(EntityKey key, String owedId) {}

  public CompletionCalls(ScheduledExecutorService scheduler) {
    this.scheduler = scheduler;
  }

  /// Completes the circle: entities lead to calls, and a call leads back to its entity.
  public void about(Entities open, ClosedRuns closed) {
    entities = open;
    closedRuns = closed;
  }

  /// Makes a call, unless it is being made already.
  public void begin(EntityKey key, Effect.Call call) {
    if (underWay.add(new Wanted(key, call.owedId()))) {
      turns.take(address(call), () -> look(key, call));
    }
  }

  private static String address(Effect.Call call) {
    var url = URI.create(call.callback().callback().getNexus().getUrl());
    return url.getScheme() + "://" + url.getRawAuthority();
  }

  /// Finds out how the run has ended, when that is on disk.
  private void look(EntityKey key, Effect.Call call) {
    entities().look(key, new EndLook(key, call));
  }

  private final class EndLook implements Look {
    private final EntityKey key;
    private final Effect.Call call;

    EndLook(EntityKey key, Effect.Call call) {
      this.key = key;
      this.call = call;
    }

    @Override
    public Runnable at(WorkflowState state) {
      var run = state.run(call.endedRunId());
      if (run == null || run.isOpen()) {
        return () -> lookBehind(key, call);
      }
      var ending = Ending.of(run);
      return () -> send(key, call, ending);
    }

    @Override
    public boolean dropped() {
      return false;
    }

    @Override
    public void rejected(Rejection rejection) {
      lookLater(key, call);
    }
  }

  /// The run may be one that its workflow id has left behind.
  private void lookBehind(EntityKey key, Effect.Call call) {
    var _ =
        closedRuns()
            .run(key, call.endedRunId())
            .whenComplete(
                (found, failure) -> {
                  if (failure != null) {
                    lookLater(key, call);
                  } else {
                    found(key, call, found);
                  }
                });
  }

  private void found(EntityKey key, Effect.Call call, Optional<RunState> run) {
    if (run.isPresent() && !run.get().isOpen()) {
      send(key, call, Ending.of(run.get()));
    } else {
      over(key, call, CallOutcome.failedForGood("the run was deleted"));
    }
  }

  private void lookLater(EntityKey key, Effect.Call call) {
    try {
      var _ = scheduler.schedule(() -> look(key, call), AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // The server is closed: the call is made when it starts again.
    }
  }

  private void send(EntityKey key, Effect.Call call, Ending ending) {
    try {
      caller.call(
          CompletionRequest.of(call.callback(), ending), outcome -> over(key, call, outcome));
    } catch (IllegalArgumentException e) {
      over(key, call, CallOutcome.failedForGood("the call cannot be made: " + e.getMessage()));
    }
  }

  private void over(EntityKey key, Effect.Call call, CallOutcome outcome) {
    underWay.remove(new Wanted(key, call.owedId()));
    turns.over(address(call));
    note(key, call, outcome, Map.of());
  }

  private void note(
      EntityKey key,
      Effect.Call call,
      CallOutcome outcome,
      Map<String, Optional<RunState>> former) {
    entities()
        .askInternally(
            key,
            new Request.CallbackAnswered(
                call.owedId(), outcome.problem(), outcome.isRetryable(), former),
            new Noted(() -> bring(key, call, outcome)));
  }

  /// The run is one that its workflow id has left behind; one that cannot be read goes without.
  private void bring(EntityKey key, Effect.Call call, CallOutcome outcome) {
    var _ =
        closedRuns()
            .run(key, call.endedRunId())
            .whenComplete(
                (found, failure) ->
                    note(
                        key,
                        call,
                        outcome,
                        Map.of(call.endedRunId(), failure == null ? found : Optional.empty())));
  }

  /// If it cannot be noted, the entity is read again, and owes the call as before.
  private record Noted(Runnable bring) implements Answer<CallbackReply> {
    @Override
    public Runnable accepted(CallbackReply reply) {
      return reply == CallbackReply.BRING_RUN ? bring : () -> {};
    }

    @Override
    public void rejected(Rejection rejection) {}
  }

  private ClosedRuns closedRuns() {
    return Objects.requireNonNull(closedRuns, "about comes first");
  }

  private Entities entities() {
    return Objects.requireNonNull(entities, "about comes first");
  }

  @Override
  public void close() {
    caller.close();
  }
}
