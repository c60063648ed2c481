package dev.perdure.engine.message;

import dev.perdure.engine.child.ChildMessages;
import dev.perdure.engine.child.FollowParent;
import dev.perdure.engine.child.SoughtChild;
import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Decision.Outcome;
import dev.perdure.engine.decision.Done;
import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.Message;
import dev.perdure.engine.external.CancelFromOutside;
import dev.perdure.engine.external.ExternalAnswers;
import dev.perdure.engine.external.SignalFromOutside;
import dev.perdure.engine.run.ScheduledRun;
import dev.perdure.engine.run.StartChildRun;

/// Another workflow id has something to say. It is always heard; only a workflow that is busy
/// closing has it said again.
public final class DeliverMessage {
  private DeliverMessage() {}

  public static Outcome<Done> decide(Draft draft, Message message) {
    switch (message) {
      case Message.StartChild m -> StartChildRun.decide(draft, m);
      case Message.ChildStillWanted m -> Outbox.startAgain(draft, m);
      case Message.ChildStarted m -> ChildMessages.started(draft, m);
      case Message.ChildNotStarted m -> ChildMessages.notStarted(draft, m);
      case Message.ChildClosed m -> ChildMessages.closed(draft, m);
      case Message.ParentClosed m -> FollowParent.decide(draft, m);
      case Message.SeekChild m -> SoughtChild.decide(draft, m);
      case Message.StartScheduled m -> ScheduledRun.start(draft, m);
      case Message.StopScheduled m -> ScheduledRun.stop(draft, m);
      case Message.ToSchedule m ->
          throw new IllegalArgumentException("for a schedule, not a workflow: " + m);
      case Message.Settled m -> Settle.decide(draft, m.owedId());
      case Message.SignalExternal m -> {
        return SignalFromOutside.decide(draft, m);
      }
      case Message.SignalAnswered m -> ExternalAnswers.signal(draft, m);
      case Message.CancelExternal m -> CancelFromOutside.decide(draft, m);
      case Message.CancelAnswered m -> ExternalAnswers.cancel(draft, m);
    }
    return Decision.accept(Done.DONE);
  }
}
