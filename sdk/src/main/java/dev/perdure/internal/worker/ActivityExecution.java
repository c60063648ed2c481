package dev.perdure.internal.worker;

import dev.perdure.activity.ActivityCancellationDetails;
import dev.perdure.internal.definition.ActivityDefinition;
import dev.perdure.internal.worker.ActivityOutcome.Cancelled;
import dev.perdure.internal.worker.ActivityOutcome.Failed;

/// One attempt of an activity that the server gave to this worker: passes on its heartbeats and its
/// cancellation while it runs, and reports how it ended.
final class ActivityExecution {
  private final PolledActivityInfo info;
  private final ActivityServer server;
  private final Heartbeats heartbeats;
  private final LocalTimeout timeout;
  private final ActivityAttempt attempt;

  ActivityExecution(
      PolledActivityInfo info,
      ActivityDefinition definition,
      ActivityServer server,
      ActivitySettings settings,
      WorkerTimers timers,
      ActivityHost host) {
    this.info = info;
    this.server = server;
    this.heartbeats =
        new Heartbeats(
            Heartbeats.interval(
                info.heartbeatTimeout(),
                settings.defaultThrottleInterval(),
                settings.maxThrottleInterval()),
            timers,
            Thread::startVirtualThread,
            details -> server.heartbeat(info, details, this::cancel));
    this.timeout =
        new LocalTimeout(
            info.startToCloseTimeout(),
            info.heartbeatTimeout(),
            timers,
            () -> cancel(Cancellation.TIMED_OUT));
    this.attempt =
        new ActivityAttempt(
            info,
            info.task().getInput(),
            info.task().getHeader(),
            definition,
            info.converter(),
            host,
            details -> {
              timeout.heartbeat();
              heartbeats.record(details);
            });
  }

  /// Runs the attempt from its arguments to its report.
  void run() {
    timeout.start();
    ActivityOutcome outcome;
    try {
      outcome = attempt.run();
      timeout.end();
      if (outcome instanceof Failed || outcome instanceof Cancelled) {
        flushHeartbeats();
      }
    } finally {
      timeout.end();
      heartbeats.end();
    }
    server.report(info, outcome);
  }

  /// Asks the attempt to stop.
  void cancel(ActivityCancellationDetails reason) {
    attempt.cancel(reason);
  }

  private void flushHeartbeats() {
    try {
      heartbeats.flush();
    } catch (InterruptedException e) {
      // Nobody interrupts an activity's thread after its method ended but the owner of the thread.
      Thread.currentThread().interrupt();
    }
  }
}
