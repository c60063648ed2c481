package dev.perdure.engine.sim;

import dev.perdure.engine.decision.Effect;
import dev.perdure.engine.decision.Message;
import java.util.HashMap;
import java.util.Map;

/// The messages that are on their way: what an entity owes is always one of them, or else its
/// answer is.
final class Post {
  private final Map<String, Integer> underWay = new HashMap<>();

  void sent(Effect.Tell tell) {
    underWay.merge(owed(tell), 1, Integer::sum);
    underWay.merge(answered(tell), 1, Integer::sum);
  }

  void arrived(Effect.Tell tell) {
    underWay.computeIfPresent(owed(tell), (_, count) -> count == 1 ? null : count - 1);
    underWay.computeIfPresent(answered(tell), (_, count) -> count == 1 ? null : count - 1);
  }

  void clear() {
    underWay.clear();
  }

  boolean isEmpty() {
    return underWay.isEmpty();
  }

  /// Whether what an entity owes is being told, or the answer is coming.
  boolean hasUnderWay(Effect.Tell tell) {
    return underWay.containsKey(owed(tell));
  }

  /// Names what the message's sender owes by it.
  private static String owed(Effect.Tell tell) {
    return switch (tell.message()) {
      case Message.StartChild m -> "child " + m.parent();
      case Message.ChildStarted m -> m.childId() + " " + m.owedId();
      case Message.ChildClosed m -> m.child().getWorkflowId() + " " + m.owedId();
      case Message.ParentClosed m -> m.parent().workflowId() + " " + m.owedId();
      case Message.SeekChild m -> m.parent().workflowId() + " " + m.owedId();
      case Message.StartScheduled m -> "start " + m.by();
      case Message.StopScheduled m -> "stop " + m.terminate() + m.by();
      case Message.ScheduledClosed m -> m.execution().getWorkflowId() + " " + m.owedId();
      case Message.SignalExternal m -> m.sender().getRunId() + " " + m.initiatedEventId();
      case Message.CancelExternal m -> m.sender().getRunId() + " " + m.initiatedEventId();
      default -> answered(tell);
    };
  }

  /// Names what the message's receiver need not tell any more.
  private static String answered(Effect.Tell tell) {
    return switch (tell.message()) {
      case Message.ChildStarted m -> "child " + m.parent();
      case Message.ChildNotStarted m -> "child " + m.parent();
      case Message.ChildStillWanted m -> "child " + m.parent();
      case Message.ParentClosed m -> tell.to().id() + " started " + m.firstRunId();
      case Message.ScheduledStarted m -> "start " + m.by();
      case Message.ScheduledNotStarted m -> "start " + m.by();
      case Message.ScheduledStillWanted m -> "start " + m.by();
      case Message.ScheduledStopped m -> "stop " + m.terminated() + m.by();
      case Message.Settled m -> tell.to().id() + " " + m.owedId();
      case Message.SignalAnswered m -> m.runId() + " " + m.initiatedEventId();
      case Message.CancelAnswered m -> m.runId() + " " + m.initiatedEventId();
      default -> "";
    };
  }
}
