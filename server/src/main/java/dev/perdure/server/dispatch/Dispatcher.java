package dev.perdure.server.dispatch;

import dev.perdure.engine.decision.Effect;
import dev.perdure.engine.decision.Effect.AnswerQuery;
import dev.perdure.engine.decision.Effect.Call;
import dev.perdure.engine.decision.Effect.Dispatch;
import dev.perdure.engine.decision.Effect.DispatchActivityTask;
import dev.perdure.engine.decision.Effect.DispatchQuery;
import dev.perdure.engine.decision.Effect.DispatchWorkflowTask;
import dev.perdure.engine.decision.Effect.QueueName;
import dev.perdure.engine.decision.Effect.RejectQuery;
import dev.perdure.engine.decision.Effect.Tell;
import dev.perdure.engine.decision.Effect.UpdateDropped;
import dev.perdure.engine.decision.Effect.UpdateReached;
import dev.perdure.engine.decision.Effect.Withdraw;
import dev.perdure.engine.decision.Message;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.server.callback.CompletionCalls;
import dev.perdure.server.entity.Asker;
import dev.perdure.server.entity.EffectSink;
import dev.perdure.server.entity.Entities;
import dev.perdure.server.matching.Matching;
import dev.perdure.server.matching.Poller;
import dev.perdure.server.matching.QueueKey;
import dev.perdure.server.matching.Task;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries out the effects of decisions: offers tasks and queries to workers, and hands the answers
/// of queries and updates to their callers, and calls outside to theirs.
public final class Dispatcher implements EffectSink {
  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

  private final Matching matching;
  private final Queries queries;
  private final UpdateWaits updates;
  private final CompletionCalls calls;
  private final SharedNames names = new SharedNames();
  private @Nullable Entities entities;

  public Dispatcher(
      Matching matching, Queries queries, UpdateWaits updates, CompletionCalls calls) {
    this.calls = calls;
    this.matching = matching;
    this.queries = queries;
    this.updates = updates;
    matching.strandedTo(this::offerToAll);
  }

  /// Completes the circle: entities lead to effects, and a claim leads back to its entity.
  public void claimFrom(Entities claimedFrom) {
    entities = claimedFrom;
  }

  @Override
  public void perform(EntityKey key, Effect effect, long lsn) {
    switch (effect) {
      case DispatchWorkflowTask dispatch -> offer(key, dispatch);
      case DispatchActivityTask dispatch -> offer(key, dispatch);
      case DispatchQuery dispatch -> offer(key, dispatch, entities());
      case Tell(var to, var message) -> tell(key, to, message);
      case Call call -> calls.begin(key, call);
      case Withdraw(var offer) -> withdraw(key, offer);
      case AnswerQuery(var queryId, var result) -> queries.answered(queryId, result, lsn);
      case UpdateReached(var status) -> updates.reached(key, status, lsn);
      case UpdateDropped(var runId, var updateId, var rejection) ->
          updates.rejected(key, runId, updateId, rejection, lsn);
      case RejectQuery(var queryId, var rejection) -> queries.rejected(queryId, rejection, lsn);
    }
  }

  private void tell(EntityKey from, EntityKey to, Message message) {
    if (message instanceof Message.ScheduledNotStarted(var by)) {
      log.debug("{} does not start for action {} of {}: its id is taken", from, by.number(), to);
    }
    entities().tell(to, message);
  }

  /// Carries out an effect of a decision on a run that is not in memory: only queries have any.
  ///
  /// @param run takes the claim
  public void perform(EntityKey key, Effect effect, Asker run) {
    if (effect instanceof DispatchQuery dispatch) {
      offer(key, dispatch, run);
    } else {
      perform(key, effect, 0);
    }
  }

  /// Offers what waited in the queue of a worker that has gone to all workers.
  private void offerToAll(Task task) {
    switch (task) {
      case WorkflowTaskOffer offer ->
          matching.offer(normal(offer.key(), offer.dispatch().queue()), task);
      case PackedOffer offer -> offerToAll(offer.unpacked());
      case QueryOffer offer -> matching.offer(normal(offer.key(), offer.dispatch().queue()), task);
      default -> throw new IllegalStateException("no sticky queue holds " + task);
    }
  }

  private void offer(EntityKey key, DispatchWorkflowTask dispatch) {
    matching.offer(best(key, dispatch.queue()), new WorkflowTaskOffer(this, key, dispatch));
  }

  private void offer(EntityKey key, DispatchActivityTask dispatch) {
    matching.offer(activities(key, dispatch), new ActivityTaskOffer(this, key, dispatch));
  }

  private void withdraw(EntityKey key, Dispatch offer) {
    switch (offer) {
      case DispatchWorkflowTask dispatch -> {
        var task = new WorkflowTaskOffer(this, key, dispatch);
        if (!dispatch.queue().sticky().isEmpty()) {
          matching.withdraw(sticky(key, dispatch.queue()), task);
        }
        matching.withdraw(normal(key, dispatch.queue()), task);
      }
      case DispatchActivityTask dispatch ->
          matching.withdraw(activities(key, dispatch), new ActivityTaskOffer(this, key, dispatch));
    }
  }

  private void offer(EntityKey key, DispatchQuery dispatch, Asker run) {
    queries.offer(
        dispatch.queryId(),
        new QueryOffer(this, key, dispatch, run),
        best(key, dispatch.queue()),
        normal(key, dispatch.queue()));
  }

  /// The sticky queue while its worker is there, else the normal one.
  private QueueKey best(EntityKey key, QueueName queue) {
    if (!queue.sticky().isEmpty()) {
      var sticky = sticky(key, queue);
      if (matching.alive(sticky)) {
        return sticky;
      }
    }
    return normal(key, queue);
  }

  private static QueueKey activities(EntityKey key, DispatchActivityTask dispatch) {
    return new QueueKey(key.namespace(), dispatch.taskQueue(), QueueKey.Type.ACTIVITY);
  }

  private static QueueKey sticky(EntityKey key, QueueName queue) {
    return new QueueKey(key.namespace(), queue.sticky(), QueueKey.Type.WORKFLOW);
  }

  SharedNames names() {
    return names;
  }

  Matching matching() {
    return matching;
  }

  private static QueueKey normal(EntityKey key, QueueName queue) {
    return new QueueKey(key.namespace(), queue.normal(), QueueKey.Type.WORKFLOW);
  }

  static boolean isSticky(Poller poller, QueueName queue) {
    return poller.queue().name().equals(queue.sticky());
  }

  Entities entities() {
    return Objects.requireNonNull(entities, "claimFrom comes first");
  }

  private record QueryOffer(Dispatcher dispatcher, EntityKey key, DispatchQuery dispatch, Asker run)
      implements Task {
    @Override
    public void claim(Poller poller) {
      var worker = (WorkflowPoller) poller;
      run.askInternally(
          key,
          new Request.ClaimQuery(
              dispatch.runId(), dispatch.queryId(), isSticky(poller, dispatch.queue())),
          new Claim<>(
              dispatcher.matching, poller, this, query -> worker.take(query), worker::fail));
    }
  }
}
