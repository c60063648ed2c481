package dev.perdure.server.dispatch;

import dev.perdure.engine.decision.Effect.DispatchActivityTask;
import dev.perdure.engine.decision.Effect.QueueName;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.server.matching.Poller;

/// An attempt of an activity that waits for a worker.
record ActivityTaskOffer(Dispatcher dispatcher, EntityKey key, DispatchActivityTask dispatch)
    implements TaskOffer {
  @Override
  public void claim(Poller poller) {
    var worker = (ActivityPoller) poller;
    dispatcher
        .entities()
        .askInternally(
            key,
            new Request.ClaimActivityTask(
                dispatch.runId(),
                dispatch.scheduledEventId(),
                dispatch.stamp(),
                worker.identity(),
                worker.requestId(),
                worker.epoch()),
            new Claim<>(dispatcher.matching(), poller, this, worker::take, worker::fail));
  }

  @Override
  public QueueName queue() {
    return new QueueName("", dispatch.taskQueue());
  }
}
