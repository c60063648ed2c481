package dev.perdure.server.dispatch;

import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.UpdateStatus;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.update.UpdateLifecycle;
import dev.perdure.server.entity.EntityStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/// The callers that wait for updates to get on, by what they wait for. In memory only: after a
/// crash they ask again, with the same update id.
public final class UpdateWaits {
  private final ConcurrentHashMap<Update, List<Wait>> waits = new ConcurrentHashMap<>();
  private final EntityStore store;

  /// Callers that may wait for the same update at the same time.
  private static final int MOST_WAITS = 1000;

  /// Names an update of a run.
  public record Update(EntityKey key, String runId, String updateId) {}

  /// Waits for an update to get on.
  public interface Wait {
    /// The update gets as far as this, in this turn: [#reached] follows when that is durable.
    void reaching(UpdateStatus status);

    /// The update comes to nothing, in this turn: [#rejected] follows.
    void rejecting();

    /// The update is as far as this, and that is durable. The wait decides whether that is far
    /// enough; one that goes on is told again.
    void reached(UpdateStatus status);

    void rejected(Rejection rejection);
  }

  public UpdateWaits(EntityStore store) {
    this.store = store;
  }

  /// Tells of what happens to the update from now on. Called in the turn that found how far it is.
  ///
  /// @return false when too many wait for this update already
  public boolean await(Update update, Wait wait) {
    var isAdded = new AtomicBoolean();
    waits.compute(
        update,
        (_, there) -> {
          var all = there == null ? new ArrayList<Wait>(1) : there;
          if (all.size() < MOST_WAITS) {
            isAdded.set(all.add(wait));
          }
          return all;
        });
    return isAdded.get();
  }

  public void forget(Update update, Wait wait) {
    waits.computeIfPresent(
        update,
        (_, all) -> {
          all.remove(wait);
          return all.isEmpty() ? null : all;
        });
  }

  /// An update got on. That counts when it is durable.
  void reached(EntityKey key, UpdateStatus status, long lsn) {
    var update = new Update(key, status.runId(), status.updateId());
    // Whoever asks from now on finds the new state; those who are told only half may go on waiting.
    for (var wait : at(update)) {
      wait.reaching(status);
      store.release(lsn, () -> wait.reached(status), () -> wait.rejected(UpdateLifecycle.LOST));
    }
  }

  void rejected(EntityKey key, String runId, String updateId, Rejection rejection, long lsn) {
    var update = new Update(key, runId, updateId);
    for (var wait : at(update)) {
      wait.rejecting();
      store.release(lsn, () -> wait.rejected(rejection), () -> wait.rejected(UpdateLifecycle.LOST));
    }
  }

  private List<Wait> at(Update update) {
    var found = new ArrayList<Wait>(0);
    waits.computeIfPresent(
        update,
        (_, all) -> {
          found.addAll(all);
          return all;
        });
    return found;
  }

  /// The state that all wait for was dropped: callers have to ask again.
  public void clear() {
    for (var update : waits.keySet()) {
      at(update).forEach(wait -> wait.rejected(UpdateLifecycle.LOST));
    }
  }
}
