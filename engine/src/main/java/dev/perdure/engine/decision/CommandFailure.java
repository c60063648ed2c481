package dev.perdure.engine.decision;

import dev.perdure.engine.state.TaskProblem;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;

/// Why a workflow task fails because of one of its commands.
///
/// @param cause for the event
/// @param message for people; empty where the cause says it all
/// @param terminates whether the run ends with it: what the command carries is too large to keep,
///   and trying again would not make it smaller
public record CommandFailure(WorkflowTaskFailedCause cause, String message, boolean terminates) {
  public CommandFailure(WorkflowTaskFailedCause cause, String message) {
    this(cause, message, false);
  }

  /// The cause as texts spell it (`BadStartTimerAttributes`), with the message behind it.
  public String text() {
    var name = TaskProblem.causeName(cause);
    return message.isEmpty() ? name : name + ": " + message;
  }
}
