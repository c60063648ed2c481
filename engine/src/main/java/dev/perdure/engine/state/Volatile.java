package dev.perdure.engine.state;

import io.temporal.api.history.v1.WorkflowTaskStartedEventAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The part of a run's state that no record holds and any crash may take: queries and updates that
/// wait, a workflow task that is only there for updates, which activity attempts were offered to
/// workers, and what others are being told.
public final class Volatile {
  private final Map<String, PendingQuery> queries = new LinkedHashMap<>();
  private final Map<Long, Long> offered = new HashMap<>();
  private Map<String, PendingUpdate> updates = Map.of();
  private @Nullable PendingWorkflowTask speculativeTask;
  private final List<PendingActivity> voidOffers = new ArrayList<>();
  private Set<String> told = Set.of();
  private long changes;

  /// Whether nothing is here that would be missed.
  public boolean isExpendable() {
    return queries.isEmpty() && updates.isEmpty() && speculativeTask == null;
  }

  /// The queries that wait, in the order in which they came.
  public Map<String, PendingQuery> queries() {
    return queries;
  }

  /// The updates that wait to be accepted, in the order in which they came.
  public Map<String, PendingUpdate> updates() {
    return Collections.unmodifiableMap(updates);
  }

  /// Adds an update, or changes it in its place.
  public void putUpdate(PendingUpdate update) {
    if (updates.isEmpty()) {
      updates = new LinkedHashMap<>();
    }
    updates.put(update.updateId(), update);
  }

  public void removeUpdate(String updateId) {
    if (!updates.isEmpty()) {
      updates.remove(updateId);
    }
  }

  /// The workflow task whose events are not written: with updates that may all be rejected it
  /// leaves nothing behind. Its first attempt is its only one.
  public @Nullable PendingWorkflowTask speculativeTask() {
    return speculativeTask;
  }

  public void setSpeculativeTask(@Nullable PendingWorkflowTask task) {
    speculativeTask = task;
    changes++;
  }

  /// A worker takes the speculative task.
  ///
  /// @param epoch the server's boot if the worker runs in its process, else 0
  public void startSpeculativeTask(
      Instant time, WorkflowTaskStartedEventAttributes attributes, long epoch) {
    var task = speculativeTask;
    if (task != null) {
      setSpeculativeTask(
          task.withStarted(task.scheduledEventId() + 1, time, attributes).withEpoch(epoch));
    }
  }

  /// Whether this attempt was offered to workers already.
  public boolean isOffered(PendingActivity activity) {
    @Nullable Long stamp = offered.get(activity.scheduledEventId());
    return stamp != null && stamp == activity.stamp();
  }

  public void setOffered(PendingActivity activity) {
    offered.put(activity.scheduledEventId(), activity.stamp());
    changes++;
  }

  /// Notes that another workflow is being told of this.
  ///
  /// @param messageId names the message inside this workflow id
  /// @return whether it was not being told before
  public boolean setTold(String messageId) {
    if (told.isEmpty()) {
      told = new HashSet<>();
    }
    changes++;
    return told.add(messageId);
  }

  /// It is something new, and has to be told.
  void clearTold(String messageId) {
    if (!told.isEmpty() && told.remove(messageId)) {
      changes++;
    }
  }

  /// Whether another workflow is being told of this.
  public boolean isTold(String messageId) {
    return told.contains(messageId);
  }

  /// Rises whenever something here changes that decides when the run needs attention.
  long changes() {
    return changes;
  }

  void activityGone(PendingActivity activity) {
    offerVoid(activity);
    offered.remove(activity.scheduledEventId());
    changes++;
  }

  /// An attempt that was offered can no longer be had, and not because a worker has it.
  void offerVoid(PendingActivity activity) {
    if (!activity.isStarted() && isOffered(activity)) {
      voidOffers.add(activity);
      offered.remove(activity.scheduledEventId());
      changes++;
    }
  }

  /// The attempts whose offers are to be taken back, each of them once.
  public List<PendingActivity> takeVoidOffers() {
    if (voidOffers.isEmpty()) {
      return List.of();
    }
    var taken = List.copyOf(voidOffers);
    voidOffers.clear();
    return taken;
  }
}
