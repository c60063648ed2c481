package dev.perdure.engine.state;

import io.temporal.api.history.v1.WorkflowTaskStartedEventAttributes;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The run's workflow task: at most one, waiting for a worker or running.
///
/// @param scheduledEventId its scheduled event, written or (transient) virtual
/// @param startedEventId its started event, written or virtual; 0 while it waits
/// @param attempt the attempt, from 1
/// @param isTransient whether it has no events before it is completed
/// @param stamp tells it from other tasks of the run
/// @param stickyQueue the sticky queue that it was scheduled on, empty for the normal one
/// @param scheduleToStart how long it may wait for a worker; zero for ever
/// @param startToClose how long it may run
/// @param originalScheduledTime when the first task was scheduled that its worker keeps alive
/// @param started what its started event says, null while it waits
/// @param epoch the server's boot if its worker runs in its process, else 0
public record PendingWorkflowTask(
    long scheduledEventId,
    long startedEventId,
    int attempt,
    boolean isTransient,
    long stamp,
    String stickyQueue,
    Duration scheduleToStart,
    Duration startToClose,
    Instant scheduledTime,
    Instant originalScheduledTime,
    @Nullable Instant startedTime,
    @Nullable WorkflowTaskStartedEventAttributes started,
    long epoch) {

  public boolean isStarted() {
    return startedTime != null;
  }

  /// When it times out: as a running task, or as one that no worker takes in time.
  public @Nullable Instant due() {
    if (startedTime != null) {
      return Times.deadline(startedTime, startToClose);
    }
    return Times.deadline(scheduledTime, scheduleToStart);
  }

  PendingWorkflowTask withStarted(
      long eventId, Instant time, WorkflowTaskStartedEventAttributes attributes) {
    return new PendingWorkflowTask(
        scheduledEventId,
        eventId,
        attempt,
        isTransient,
        stamp,
        stickyQueue,
        scheduleToStart,
        startToClose,
        scheduledTime,
        originalScheduledTime,
        time,
        attributes,
        epoch);
  }

  PendingWorkflowTask withOriginalScheduledTime(Instant time) {
    return new PendingWorkflowTask(
        scheduledEventId,
        startedEventId,
        attempt,
        isTransient,
        stamp,
        stickyQueue,
        scheduleToStart,
        startToClose,
        scheduledTime,
        time,
        startedTime,
        started,
        epoch);
  }

  PendingWorkflowTask withEpoch(long newEpoch) {
    return new PendingWorkflowTask(
        scheduledEventId,
        startedEventId,
        attempt,
        isTransient,
        stamp,
        stickyQueue,
        scheduleToStart,
        startToClose,
        scheduledTime,
        originalScheduledTime,
        startedTime,
        started,
        newEpoch);
  }

  PendingWorkflowTask kept(long newStamp, Duration newScheduleToStart) {
    return new PendingWorkflowTask(
        scheduledEventId,
        startedEventId,
        attempt,
        isTransient,
        newStamp,
        stickyQueue,
        newScheduleToStart,
        startToClose,
        scheduledTime,
        originalScheduledTime,
        startedTime,
        started,
        epoch);
  }
}
