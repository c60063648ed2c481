package dev.perdure.verification.golden;

import java.util.List;

/// Lines that we write otherwise than the recorded server, and why.
///
/// @param program the program that shows it, empty for all
record Changed(String program, String official, String ours) {
  /// The recorded server is 1.29.1; we follow what later servers do instead.
  private static final List<Changed> LATER =
      List.of(
          new Changed(
              "",
              "A valid StartToClose or ScheduleToCloseTimeout is not set on"
                  + " ScheduleActivityTaskCommand.",
              "a valid StartToCloseTimeout or ScheduleToCloseTimeout must be set on the activity."),
          new Changed(
              "activity-not-taken-in-time",
              "RETRY_STATE_NON_RETRYABLE_FAILURE",
              "RETRY_STATE_TIMEOUT"),
          new Changed(
              "activity-out-of-time-for-a-retry",
              "\"activity ScheduleToClose timeout\"",
              "\"Not enough time to schedule next retry before activity ScheduleToClose timeout,"
                  + " giving up retrying\""),
          new Changed(
              "",
              "    failure.message: \"UnhandledCommand\"\n    failure.server_failure_info: {}\n",
              ""));

  /// Here we say more, or say it more clearly.
  private static final List<Changed> CLEARER =
      List.of(
          new Changed(
              "",
              "invalid history builder state for action: add-activitytask-scheduled-event,",
              "an activity with this id is pending,"),
          new Changed(
              "",
              "invalid history builder state for action: add-timer-canceled-event,",
              "no timer with this id is pending,"));

  /// What we are to write where the official server wrote `text`.
  static String expected(String program, String text) {
    for (var list : List.of(LATER, CLEARER)) {
      for (var change : list) {
        if (change.program.isEmpty() || change.program.equals(program)) {
          text = text.replace(change.official, change.ours);
        }
      }
    }
    return text;
  }
}
