package dev.perdure.server.entity;

import dev.perdure.engine.Engine;
import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Effect;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.record.JournalRecord;
import dev.perdure.engine.state.RunState;
import dev.perdure.engine.state.RunSummary;
import dev.perdure.engine.state.WorkflowState;
import dev.perdure.server.clock.EngineClock;
import dev.perdure.server.store.HistoryPage;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Requests and reads about runs that their workflow ids have left behind.
///
/// Such a run is closed and never changes, so it is read from the store for each request, into a
/// state of its own that is thrown away.
public final class ClosedRuns {
  private static final Logger log = LoggerFactory.getLogger(ClosedRuns.class);
  private static final Rejection UNREADABLE =
      new Rejection(Rejection.Code.UNAVAILABLE, "The run could not be read; try again.", null);

  private final Engine engine;
  private final EngineClock clock;
  private final Entities entities;
  private final StoredEntities store;
  private final RunEffects effects;

  /// Carries out the effects of a decision on a run that is not in memory.
  @FunctionalInterface
  public interface RunEffects {
    /// Carries out one effect.
    ///
    /// @param run takes the claims that the effect leads to
    void perform(EntityKey key, Effect effect, Asker run);
  }

  public ClosedRuns(
      Engine engine,
      EngineClock clock,
      Entities entities,
      StoredEntities store,
      RunEffects effects) {
    this.engine = engine;
    this.clock = clock;
    this.entities = entities;
    this.store = store;
    this.effects = effects;
  }

  /// Asks for a decision about a run, wherever it is.
  ///
  /// @param runId the run, or empty for the current one
  public <R> void askWhereItIs(EntityKey key, String runId, Request<R> request, Answer<R> answer) {
    entities.askRun(
        key,
        runId,
        request,
        answer,
        () -> {
          var _ =
              store
                  .records(key, runId)
                  .whenComplete(
                      (found, failure) -> {
                        if (failure != null) {
                          answer.rejected(UNREADABLE);
                        } else if (found.isEmpty()) {
                          // The entity's own state knows the right words for that.
                          entities.ask(key, request, answer);
                        } else {
                          ask(key, found.get(), request, answer);
                        }
                      });
        });
  }

  /// Nobody sees what this throws, and the caller must not wait for ever.
  private <R> void ask(
      EntityKey key, List<JournalRecord> records, Request<R> request, Answer<R> answer) {
    try {
      new Run(key, records).askInternally(key, request, answer);
    } catch (Throwable e) {
      log.error("A request about a closed run of {} failed", key, e);
      answer.rejected(EntityLane.INTERNAL);
    }
  }

  /// A run as the store has it, in a state of its own.
  public CompletableFuture<Optional<RunState>> run(EntityKey key, String runId) {
    return store
        .records(key, runId)
        .thenApply(
            found ->
                found.flatMap(
                    records -> {
                      var state = WorkflowState.empty(key);
                      records.forEach(state::apply);
                      return Optional.ofNullable(state.current());
                    }));
  }

  /// A page of a run's history.
  public CompletableFuture<Optional<HistoryPage>> history(
      EntityKey key, String runId, long firstEventId, int maxEvents) {
    return store.history(key, runId, firstEventId, maxEvents);
  }

  /// What the store knows of a run.
  ///
  /// @param runId the run, or empty for the current one
  public CompletableFuture<Optional<RunSummary>> summary(EntityKey key, String runId) {
    return store.summary(key, runId);
  }

  /// A run of its own. A query's claim comes back to the state that the query was decided on.
  private final class Run implements Asker {
    private final WorkflowState state;
    private final RandomIds ids = new RandomIds(clock);

    Run(EntityKey key, List<JournalRecord> records) {
      this.state = WorkflowState.empty(key);
      records.forEach(state::apply);
    }

    @Override
    public synchronized <R> void askInternally(
        EntityKey key, Request<R> request, Answer<R> answer) {
      if (!answer.wanted()) {
        return;
      }
      var decision = engine.decide(state, request, clock.instant(), ids);
      if (!decision.records().isEmpty()) {
        throw new IllegalStateException("A closed run changed by " + request);
      }
      decision.effects().forEach(effect -> effects.perform(key, effect, this));
      switch (decision.outcome()) {
        // What was read is durable, so nothing has to be waited for.
        case Decision.Accepted<R>(R reply) -> answer.accepted(reply).run();
        case Decision.Rejected<R>(Rejection rejection) -> answer.rejected(rejection);
      }
    }
  }
}
