package dev.perdure.engine.decision;

import dev.perdure.engine.state.RunState;
import io.temporal.api.command.v1.Command;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What the commands of one workflow task completion share.
public final class CommandScope {
  private final Draft draft;
  private final RunState run;
  private final long completedEventId;
  private final String identity;
  private final List<Long> eagerActivities = new ArrayList<>();
  private final Set<String> childrenAskedFor = new HashSet<>();
  private boolean hasUnhandledEvents;

  /// @param completedEventId the event of the completion
  /// @param identity the worker's
  public CommandScope(Draft draft, RunState run, long completedEventId, String identity) {
    this.draft = draft;
    this.run = run;
    this.completedEventId = completedEventId;
    this.identity = identity;
    this.hasUnhandledEvents = !run.buffer().isEmpty();
  }

  public Draft draft() {
    return draft;
  }

  public RunState run() {
    return run;
  }

  public long completedEventId() {
    return completedEventId;
  }

  public String identity() {
    return identity;
  }

  /// Whether events came in that this workflow task has not seen: then it may not close the run.
  public boolean hasUnhandledEvents() {
    return hasUnhandledEvents;
  }

  /// A command has dealt with one of the events that came in.
  public void recheckUnhandledEvents() {
    hasUnhandledEvents = !run.buffer().isEmpty();
  }

  /// Activities that the worker wants to start itself.
  public List<Long> eagerActivities() {
    return eagerActivities;
  }

  /// The workflow ids of the children that this completion has asked for so far.
  public Set<String> childrenAskedFor() {
    return childrenAskedFor;
  }

  /// A builder for a command's event.
  public static HistoryEvent.Builder event(EventType type, Command command) {
    var event = Draft.event(type);
    if (command.hasUserMetadata()) {
      event.setUserMetadata(command.getUserMetadata());
    }
    return event;
  }

  public HistoryEvent emit(HistoryEvent.Builder event) {
    return draft.emit(run.runId(), event);
  }
}
