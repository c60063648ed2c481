package dev.perdure.server.entity;

import dev.perdure.engine.decision.Done;
import dev.perdure.engine.decision.Message;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.state.EntityState;
import dev.perdure.server.timer.Timers;

/// The turn of a message from one entity to another.
///
/// Its sender owes it until the answer has come, and would find that at its next load; until then
/// nobody else knows of it, so one that could not be delivered is delivered again from here.
final class TellTurn implements Turn, Answer<Done> {
  final EntityKey to;
  final Timers.Alarm alarm = new Timers.Alarm(this::tellAgain);

  /// The lane's when the message came.
  final long generation;

  /// How often it could not be delivered.
  int failures;

  private final EntityLane lane;
  private final Message message;

  TellTurn(EntityLane lane, EntityKey to, Message message, long generation) {
    this.lane = lane;
    this.to = to;
    this.message = message;
    this.generation = generation;
  }

  private void tellAgain() {
    lane.lane.add(() -> lane.tell(this));
  }

  @Override
  public void run(Entity entity, EntityState state) {
    lane.decide(entity, state, new Request.Deliver(message), this);
  }

  /// In the lane: the entity could not be read, or the turn threw.
  @Override
  public void failed(Rejection rejection) {
    lane.tellLater(this);
  }

  @Override
  public Runnable accepted(Done reply) {
    return () -> {};
  }

  /// Outside of the lane: the entity cannot take it just now. (If the journal has failed, the lane
  /// begins anew and knows nothing of this turn any more.)
  @Override
  public void rejected(Rejection rejection) {
    lane.lane.add(() -> lane.tellLater(this));
  }
}
