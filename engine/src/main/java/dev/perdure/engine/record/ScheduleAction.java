package dev.perdure.engine.record;

import java.time.Instant;

/// An action of a schedule that was decided on and is not over: its workflow is being started, or
/// others wait for its end.
///
/// @param number counts the schedule's actions
/// @param overlapping whether it runs beside others, so that nobody waits for its end
/// @param firstRunId the run that was started, empty until that is known
public record ScheduleAction(
    long number,
    Instant nominal,
    Instant actual,
    boolean manual,
    boolean overlapping,
    String workflowId,
    String firstRunId,
    Stop stop) {

  /// How far the schedule is in ending its workflow. The number is stored: never reuse one.
  public enum Stop {
    NOT(0),
    CANCELS(1),
    CANCELED(2),
    TERMINATES(3),
    TERMINATED(4);

    private final int number;

    Stop(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }

    static Stop of(int number) {
      for (var stop : values()) {
        if (stop.number == number) {
          return stop;
        }
      }
      return NOT;
    }
  }

  /// Whether it is not known yet if its workflow was started.
  public boolean isStarting() {
    return firstRunId.isEmpty();
  }

  /// Whether its workflow must be told to end.
  public boolean isStopping() {
    return !isStarting() && (stop == Stop.CANCELS || stop == Stop.TERMINATES);
  }

  public ScheduleAction started(String runId) {
    return new ScheduleAction(
        number, nominal, actual, manual, overlapping, workflowId, runId, stop);
  }

  public ScheduleAction with(Stop change) {
    return new ScheduleAction(
        number, nominal, actual, manual, overlapping, workflowId, firstRunId, change);
  }
}
