package dev.perdure.engine.state;

import io.temporal.api.activity.v1.ActivityOptions;
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
/// @param pause who holds it back, null if nobody does
/// @param resetRequested whether its attempts were to begin anew while one was running
/// @param heartbeatResetRequested whether the next attempt is not to see what this one reported
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
    long cancelRequestedEventId,
    @Nullable Pause pause,
    boolean resetRequested,
    boolean heartbeatResetRequested) {

  /// By whom, since when and why an activity is held back.
  ///
  /// @param requestId names the request, so that a repeat of it is none
  public record Pause(Instant time, String identity, String reason, String requestId) {}

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
        0,
        null,
        false,
        false);
  }

  /// As it is in a run that was reset: its time begins now.
  PendingActivity scheduledAnew(Instant time) {
    var next = new Change(this);
    next.firstScheduledTime = time;
    next.scheduledTime = time;
    return next.made();
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

  public String type() {
    return scheduled.getActivityType().getName();
  }

  /// Its options as they are now, in the protocol's form.
  public ActivityOptions options() {
    var options =
        ActivityOptions.newBuilder()
            .setTaskQueue(scheduled.getTaskQueue())
            .setScheduleToCloseTimeout(scheduled.getScheduleToCloseTimeout())
            .setScheduleToStartTimeout(scheduled.getScheduleToStartTimeout())
            .setStartToCloseTimeout(scheduled.getStartToCloseTimeout())
            .setHeartbeatTimeout(scheduled.getHeartbeatTimeout())
            .setRetryPolicy(scheduled.getRetryPolicy());
    if (scheduled.hasPriority()) {
      options.setPriority(scheduled.getPriority());
    }
    return options.build();
  }

  public boolean isStarted() {
    return startedTime != null;
  }

  public boolean isPaused() {
    return pause != null;
  }

  /// Whether a worker may take it from `scheduledTime` on.
  public boolean isWaiting() {
    return startedTime == null && pause == null;
  }

  /// The earliest of the timeouts that can strike in this state, or null. None does while the
  /// activity is paused.
  public @Nullable Deadline deadline() {
    if (pause != null) {
      return null;
    }
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
      int newAttempt, Instant time, String requestId, String identity, long epoch) {
    var next = new Change(this);
    next.attempt = newAttempt;
    next.startedTime = time;
    next.lastStartedTime = time;
    next.requestId = requestId;
    next.identity = identity;
    next.epoch = epoch;
    return next.made();
  }

  PendingActivity retried(int newAttempt, Instant endTime, Instant due, Failure failure) {
    var next = new Change(this);
    next.attempt = newAttempt;
    next.scheduledTime = due;
    next.startedTime = null;
    next.epoch = 0;
    next.stamp++;
    next.requestId = "";
    next.lastCompletedTime = endTime;
    next.lastFailure = failure;
    if (pause == null) {
      next.resetRequested = false;
    }
    return next.made();
  }

  PendingActivity paused(Pause by) {
    var next = new Change(this);
    next.pause = by;
    next.withdrawOffer();
    return next.made();
  }

  PendingActivity unpaused() {
    var next = new Change(this);
    next.pause = null;
    next.withdrawOffer();
    return next.made();
  }

  /// Its attempts are counted anew.
  PendingActivity withFirstAttempt() {
    var next = new Change(this);
    next.attempt = 1;
    return next.made();
  }

  /// The attempt that runs hears of it, and the next one begins anew.
  PendingActivity withResetRequested(boolean heartbeatToo) {
    var next = new Change(this);
    next.attempt = 1;
    next.resetRequested = true;
    next.heartbeatResetRequested |= heartbeatToo;
    return next.made();
  }

  PendingActivity withoutHeartbeat() {
    var next = new Change(this);
    next.heartbeatDetails = null;
    next.heartbeatTime = null;
    next.heartbeatResetRequested = false;
    return next.made();
  }

  /// Scheduled again, with nothing left of what went wrong before.
  PendingActivity scheduledAgain(Instant due) {
    var next = new Change(this);
    next.scheduledTime = due;
    next.lastFailure = null;
    next.resetRequested = false;
    if (heartbeatResetRequested) {
      next.heartbeatDetails = null;
      next.heartbeatTime = null;
      next.heartbeatResetRequested = false;
    }
    next.withdrawOffer();
    return next.made();
  }

  PendingActivity withOptions(ActivityTaskScheduledEventAttributes options) {
    var next = new Change(this);
    next.scheduled = options;
    next.timeouts = Timeouts.of(options);
    next.withdrawOffer();
    return next.made();
  }

  /// As it is after more retries, which are not told one by one.
  PendingActivity withRetriesSkipped(int retries) {
    var next = new Change(this);
    next.stamp += retries;
    return next.made();
  }

  /// @param details null to keep what was said before
  PendingActivity heartbeat(Instant time, @Nullable Payloads details) {
    var next = new Change(this);
    next.heartbeatTime = time;
    if (details != null) {
      next.heartbeatDetails = details;
    }
    return next.made();
  }

  PendingActivity withCancelRequested(long eventId) {
    var next = new Change(this);
    next.cancelRequestedEventId = eventId;
    return next.made();
  }

  /// What can change, by name: among so many arguments two would be swapped some day.
  private static final class Change {
    private final PendingActivity old;
    private ActivityTaskScheduledEventAttributes scheduled;
    private Timeouts timeouts;
    private Instant firstScheduledTime;
    private int attempt;
    private Instant scheduledTime;
    private @Nullable Instant startedTime;
    private long epoch;
    private long stamp;
    private String requestId;
    private String identity;
    private @Nullable Instant lastStartedTime;
    private @Nullable Instant lastCompletedTime;
    private @Nullable Failure lastFailure;
    private @Nullable Payloads heartbeatDetails;
    private @Nullable Instant heartbeatTime;
    private long cancelRequestedEventId;
    private @Nullable Pause pause;
    private boolean resetRequested;
    private boolean heartbeatResetRequested;

    Change(PendingActivity old) {
      this.old = old;
      scheduled = old.scheduled;
      timeouts = old.timeouts;
      firstScheduledTime = old.firstScheduledTime;
      attempt = old.attempt;
      scheduledTime = old.scheduledTime;
      startedTime = old.startedTime;
      epoch = old.epoch;
      stamp = old.stamp;
      requestId = old.requestId;
      identity = old.identity;
      lastStartedTime = old.lastStartedTime;
      lastCompletedTime = old.lastCompletedTime;
      lastFailure = old.lastFailure;
      heartbeatDetails = old.heartbeatDetails;
      heartbeatTime = old.heartbeatTime;
      cancelRequestedEventId = old.cancelRequestedEventId;
      pause = old.pause;
      resetRequested = old.resetRequested;
      heartbeatResetRequested = old.heartbeatResetRequested;
    }

    /// What was offered to workers is void. The token of an attempt that runs stays good.
    void withdrawOffer() {
      if (startedTime == null) {
        stamp++;
      }
    }

    PendingActivity made() {
      return new PendingActivity(
          old.scheduledEventId,
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
          cancelRequestedEventId,
          pause,
          resetRequested,
          heartbeatResetRequested);
    }
  }
}
