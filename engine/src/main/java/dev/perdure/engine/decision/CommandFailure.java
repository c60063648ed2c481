package dev.perdure.engine.decision;

import io.temporal.api.enums.v1.WorkflowTaskFailedCause;

/// Why a workflow task fails because of one of its commands.
///
/// @param cause for the event
/// @param message for people; empty where the cause says it all
/// @param terminates whether the run ends with it: what the command carries is too large to keep,
///   and trying again would not make it smaller
public record CommandFailure(WorkflowTaskFailedCause cause, String message, boolean terminates) {
  private static final String PREFIX = "WORKFLOW_TASK_FAILED_CAUSE_";

  public CommandFailure(WorkflowTaskFailedCause cause, String message) {
    this(cause, message, false);
  }

  /// The cause as texts spell it (`BadStartTimerAttributes`), with the message behind it.
  public String text() {
    var name = causeName(cause);
    return message.isEmpty() ? name : name + ": " + message;
  }

  /// The cause as texts spell it: `BadStartTimerAttributes`.
  public static String causeName(WorkflowTaskFailedCause cause) {
    var constant = cause.name();
    var name = new StringBuilder();
    boolean upper = true;
    for (int i = constant.startsWith(PREFIX) ? PREFIX.length() : 0; i < constant.length(); i++) {
      char c = constant.charAt(i);
      if (c == '_') {
        upper = true;
      } else {
        name.append(upper ? c : Character.toLowerCase(c));
        upper = false;
      }
    }
    return name.toString();
  }
}
