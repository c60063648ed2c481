package dev.perdure.engine.state;

import io.temporal.api.common.v1.Payloads;
import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.history.v1.ActivityTaskScheduledEventAttributes;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An activity that is not resolved yet: waiting for a worker, running, or waiting for a retry.
///
/// @param scheduledEventId the event that scheduled it
/// @param scheduled what that event says
/// @param timeouts its four timeouts, from the event
/// @param firstScheduledTime when the first attempt was scheduled
/// @param attempt the attempt, from 1
/// @param scheduledTime when this attempt is (or was) due
/// @param startedTime when a worker took this attempt, null while none has
/// @param epoch the server's boot if this attempt's worker runs in its process, else 0
/// @param stamp tells this attempt's dispatch from others
/// @param requestId the poll that took this attempt
/// @param identity the last worker's identity
/// @param lastStartedTime when the last attempt that a worker took was started
/// @param lastCompletedTime when the last attempt ended
/// @param lastFailure why it ended
/// @param heartbeatDetails the last details that a heartbeat brought, of any attempt
/// @param heartbeatTime when that was
/// @param cancelRequestedEventId the event by which the workflow asked it to stop, 0 if there is
///   none
public record PendingActivity(
    long scheduledEventId,
    ActivityTaskScheduledEventAttributes scheduled,
    Timeouts timeouts,
    Instant firstScheduledTime,
    int attempt,
    Instant scheduledTime,
    @Nullable Instant startedTime,
    long epoch,
    long stamp,
    String requestId,
    String identity,
    @Nullable Instant lastStartedTime,
    @Nullable Instant lastCompletedTime,
    @Nullable Failure lastFailure,
    @Nullable Payloads heartbeatDetails,
    @Nullable Instant heartbeatTime,
    long cancelRequestedEventId) {

  /// An activity's timeouts; zero where there is none.
  public record Timeouts(
      Duration scheduleToClose,
      Duration scheduleToStart,
      Duration startToClose,
      Duration heartbeat) {
    static Timeouts of(ActivityTaskScheduledEventAttributes event) {
      return new Timeouts(
          Times.duration(event.getScheduleToCloseTimeout()),
          Times.duration(event.getScheduleToStartTimeout()),
          Times.duration(event.getStartToCloseTimeout()),
          Times.duration(event.getHeartbeatTimeout()));
    }
  }

  /// A timeout and when it strikes.
  public record Deadline(Instant due, TimeoutType type) {}

  static PendingActivity scheduled(
      long eventId, ActivityTaskScheduledEventAttributes event, Instant time) {
    return new PendingActivity(
        eventId,
        event,
        Timeouts.of(event),
        time,
        1,
        time,
        null,
        0,
        1,
        "",
        "",
        null,
        null,
        null,
        null,
        null,
        0);
  }

  public boolean cancelRequested() {
    return cancelRequestedEventId != 0;
  }

  public String activityId() {
    return scheduled.getActivityId();
  }

  public String taskQueue() {
    return scheduled.getTaskQueue().getName();
  }

  public boolean isStarted() {
    return startedTime != null;
  }

  /// The earliest of the timeouts that can strike in this state, or null.
  public @Nullable Deadline deadline() {
    if (startedTime == null) {
      var waiting =
          earlier(
              null,
              scheduledTime,
              timeouts.scheduleToStart,
              TimeoutType.TIMEOUT_TYPE_SCHEDULE_TO_START);
      return earlier(
          waiting,
          firstScheduledTime,
          timeouts.scheduleToClose,
          TimeoutType.TIMEOUT_TYPE_SCHEDULE_TO_CLOSE);
    }
    // Before the attempt's own: one that started as soon as it was scheduled (an eager one) ends at
    // the same instant when only this timeout was asked for.
    var earliest =
        earlier(
            null,
            firstScheduledTime,
            timeouts.scheduleToClose,
            TimeoutType.TIMEOUT_TYPE_SCHEDULE_TO_CLOSE);
    earliest =
        earlier(
            earliest, startedTime, timeouts.startToClose, TimeoutType.TIMEOUT_TYPE_START_TO_CLOSE);
    var beat = heartbeatTime;
    var alive = beat != null && beat.isAfter(startedTime) ? beat : startedTime;
    earliest = earlier(earliest, alive, timeouts.heartbeat, TimeoutType.TIMEOUT_TYPE_HEARTBEAT);
    return earliest;
  }

  private static @Nullable Deadline earlier(
      @Nullable Deadline known, Instant start, Duration timeout, TimeoutType type) {
    if (timeout.isZero()) {
      return known;
    }
    var due = start.plus(timeout);
    return known == null || due.isBefore(known.due) ? new Deadline(due, type) : known;
  }

  PendingActivity started(
      int newAttempt, Instant time, String newRequestId, String newIdentity, long newEpoch) {
    return new PendingActivity(
        scheduledEventId,
        scheduled,
        timeouts,
        firstScheduledTime,
        newAttempt,
        scheduledTime,
        time,
        newEpoch,
        stamp,
        newRequestId,
        newIdentity,
        time,
        lastCompletedTime,
        lastFailure,
        heartbeatDetails,
        heartbeatTime,
        cancelRequestedEventId);
  }

  PendingActivity retried(int newAttempt, Instant endTime, Instant due, Failure failure) {
    return new PendingActivity(
        scheduledEventId,
        scheduled,
        timeouts,
        firstScheduledTime,
        newAttempt,
        due,
        null,
        0,
        stamp + 1,
        "",
        identity,
        lastStartedTime,
        endTime,
        failure,
        heartbeatDetails,
        heartbeatTime,
        cancelRequestedEventId);
  }

  PendingActivity heartbeat(Instant time, @Nullable Payloads details) {
    return new PendingActivity(
        scheduledEventId,
        scheduled,
        timeouts,
        firstScheduledTime,
        attempt,
        scheduledTime,
        startedTime,
        epoch,
        stamp,
        requestId,
        identity,
        lastStartedTime,
        lastCompletedTime,
        lastFailure,
        details == null ? heartbeatDetails : details,
        time,
        cancelRequestedEventId);
  }

  PendingActivity withStamp(long newStamp) {
    return new PendingActivity(
        scheduledEventId,
        scheduled,
        timeouts,
        firstScheduledTime,
        attempt,
        scheduledTime,
        startedTime,
        epoch,
        newStamp,
        requestId,
        identity,
        lastStartedTime,
        lastCompletedTime,
        lastFailure,
        heartbeatDetails,
        heartbeatTime,
        cancelRequestedEventId);
  }

  PendingActivity withCancelRequested(long eventId) {
    return new PendingActivity(
        scheduledEventId,
        scheduled,
        timeouts,
        firstScheduledTime,
        attempt,
        scheduledTime,
        startedTime,
        epoch,
        stamp,
        requestId,
        identity,
        lastStartedTime,
        lastCompletedTime,
        lastFailure,
        heartbeatDetails,
        heartbeatTime,
        eventId);
  }
}
