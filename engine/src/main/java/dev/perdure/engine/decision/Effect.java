package dev.perdure.engine.decision;

import dev.perdure.engine.record.CompletionCallback;
import dev.perdure.engine.record.EntityKey;
import io.temporal.api.query.v1.WorkflowQueryResult;
import java.time.Instant;

/// What the shell must do in memory after a decision. Never stored: `redrive` finds it again from
/// the state.
///
/// Timers are not effects: the shell arms one per entity, at the state's `nextDue()`. An offer may
/// be stale by the time somebody takes it: then its claim is rejected, and the shell drops it.
public sealed interface Effect {
  /// Offer a task to pollers.
  sealed interface Dispatch extends Effect {
    String runId();

    long scheduledEventId();

    /// Tells this dispatch from earlier ones of the same task; a claim carries it back.
    long stamp();

    Instant scheduledTime();

    TaskPriority priority();
  }

  /// Offer a workflow task to pollers; a taker claims it with [Request.ClaimWorkflowTask].
  ///
  /// @param queue where to offer it
  record DispatchWorkflowTask(
      String runId,
      QueueName queue,
      long scheduledEventId,
      long stamp,
      Instant scheduledTime,
      TaskPriority priority)
      implements Dispatch {}

  /// Offer an activity task to pollers; a taker claims it with [Request.ClaimActivityTask].
  record DispatchActivityTask(
      String runId,
      String taskQueue,
      long scheduledEventId,
      long stamp,
      Instant scheduledTime,
      TaskPriority priority)
      implements Dispatch {}

  /// Take back an offer of a task that nobody can have any more. Without it the offer would wait
  /// for a poller, who might never come, to find out.
  record Withdraw(Dispatch offer) implements Effect {}

  /// Offer a query that no workflow task carries to pollers of workflow tasks; a taker claims it
  /// with [Request.ClaimQuery].
  record DispatchQuery(String runId, String queryId, QueueName queue) implements Effect {}

  /// A workflow task answered a query that it carried.
  record AnswerQuery(String queryId, WorkflowQueryResult result) implements Effect {}

  /// A query can no longer be answered.
  record RejectQuery(String queryId, Rejection rejection) implements Effect {}

  /// Tell another workflow id (or the same one, by a turn of its own) something, with
  /// [Request.Deliver]: in memory, at once, and again after a while if that fails. Nothing of it
  /// waits for the disk: the target's records come after the sender's in the journal.
  record Tell(EntityKey to, Message message) implements Effect {}

  /// Tell somebody outside the server, over HTTP, how a run has ended, once that is on disk; then
  /// say with [Request.CallbackAnswered] what came of it. One that is being told already need not
  /// be told twice.
  ///
  /// @param owedId names it inside its workflow id
  /// @param endedRunId the run that has ended, which need not be the current one
  record Call(String owedId, String endedRunId, CompletionCallback callback) implements Effect {}

  /// An update got as far as this. Nothing waits for a caller that asks later: it finds the update
  /// in the history, or (one that was rejected) brings it anew.
  record UpdateReached(UpdateStatus status) implements Effect {}

  /// An update that was not accepted is forgotten.
  record UpdateDropped(String runId, String updateId, Rejection rejection) implements Effect {}

  /// A workflow task queue: a worker's own sticky one, with the normal one behind it, or just the
  /// normal one. If no poller of the sticky one was seen lately, offer on the normal one at once.
  ///
  /// @param sticky the sticky queue's name, empty when there is none
  record QueueName(String sticky, String normal) {}
}
