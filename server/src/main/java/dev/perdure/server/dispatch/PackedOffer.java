package dev.perdure.server.dispatch;

import dev.perdure.engine.decision.Effect.DispatchActivityTask;
import dev.perdure.engine.decision.Effect.DispatchWorkflowTask;
import dev.perdure.engine.decision.Effect.QueueName;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.server.matching.Poller;
import dev.perdure.server.matching.Rank;
import dev.perdure.server.matching.Task;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The offer of a task that has to wait, in little memory: a queue that nobody polls may hold a
/// million of them, long after their entities have left memory.
///
/// Two offers of one task are equal, whatever is said of its priority or time.
final class PackedOffer implements Task {
  private final Dispatcher dispatcher;
  private final QueueName queue;
  private final String namespace;
  private final String workflowId;
  private final long runMost;
  private final long runLeast;
  private final int scheduledEventId;
  private final int stamp;
  private final long scheduledMillis;
  private final Rank rank;
  private final boolean isActivity;

  private PackedOffer(TaskOffer offer, UUID run) {
    this.dispatcher = offer.dispatcher();
    this.queue = dispatcher.names().queue(offer.queue());
    this.namespace = dispatcher.names().text(offer.key().namespace());
    this.workflowId = offer.key().id();
    this.runMost = run.getMostSignificantBits();
    this.runLeast = run.getLeastSignificantBits();
    this.scheduledEventId = (int) offer.dispatch().scheduledEventId();
    this.stamp = (int) offer.dispatch().stamp();
    this.scheduledMillis = offer.scheduledMillis();
    this.rank = offer.rank();
    this.isActivity = offer instanceof ActivityTaskOffer;
  }

  /// Packs an offer; one that cannot be stays as it is.
  static Task of(TaskOffer offer) {
    var run = uuid(offer.dispatch().runId());
    return run == null
            || !isInt(offer.dispatch().scheduledEventId())
            || !isInt(offer.dispatch().stamp())
        ? offer
        : new PackedOffer(offer, run);
  }

  private static boolean isInt(long number) {
    return (int) number == number;
  }

  private static @Nullable UUID uuid(String text) {
    if (text.length() != 36) {
      return null;
    }
    try {
      var uuid = UUID.fromString(text);
      return uuid.toString().equals(text) ? uuid : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  TaskOffer unpacked() {
    var key = EntityKey.workflow(namespace, workflowId);
    var runId = new UUID(runMost, runLeast).toString();
    var scheduled = Instant.ofEpochMilli(scheduledMillis);
    var priority = Ranks.priority(rank);
    return isActivity
        ? new ActivityTaskOffer(
            dispatcher,
            key,
            new DispatchActivityTask(
                runId, queue.normal(), scheduledEventId, stamp, scheduled, priority))
        : new WorkflowTaskOffer(
            dispatcher,
            key,
            new DispatchWorkflowTask(runId, queue, scheduledEventId, stamp, scheduled, priority));
  }

  @Override
  public void claim(Poller poller) {
    unpacked().claim(poller);
  }

  @Override
  public Rank rank() {
    return rank;
  }

  @Override
  public long scheduledMillis() {
    return scheduledMillis;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PackedOffer offer
        && runMost == offer.runMost
        && runLeast == offer.runLeast
        && scheduledEventId == offer.scheduledEventId
        && stamp == offer.stamp
        && isActivity == offer.isActivity
        && workflowId.equals(offer.workflowId)
        && namespace.equals(offer.namespace);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(runMost ^ runLeast) * 31 + scheduledEventId * 7 + stamp;
  }
}
