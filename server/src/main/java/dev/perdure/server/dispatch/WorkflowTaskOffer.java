package dev.perdure.server.dispatch;

import dev.perdure.engine.decision.Effect.DispatchWorkflowTask;
import dev.perdure.engine.decision.Effect.QueueName;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.server.matching.Poller;

/// A workflow task that waits for a worker.
record WorkflowTaskOffer(Dispatcher dispatcher, EntityKey key, DispatchWorkflowTask dispatch)
    implements TaskOffer {
  @Override
  public void claim(Poller poller) {
    var worker = (WorkflowPoller) poller;
    var matching = dispatcher.matching();
    dispatcher
        .entities()
        .askInternally(
            key,
            new Request.ClaimWorkflowTask(
                dispatch.runId(),
                dispatch.scheduledEventId(),
                dispatch.stamp(),
                poller.queue().name(),
                Dispatcher.isSticky(poller, dispatch.queue()),
                worker.identity(),
                worker.requestId(),
                worker.epoch()),
            new Claim<>(
                matching,
                poller,
                this,
                task -> worker.take(task, matching.backlog(poller.queue())),
                worker::fail));
  }

  @Override
  public QueueName queue() {
    return dispatch.queue();
  }
}
