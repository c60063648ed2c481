package dev.perdure.internal.worker;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Notices here that an attempt timed out at the server, also when the server cannot be reached or
/// the activity never heartbeats. It comes a few seconds late, so that the server is always first.
final class LocalTimeout {
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final Duration startToClose;
  private final Duration heartbeat;
  private final WorkerTimers timers;
  private final Runnable timedOut;
  private long started;
  private long lastHeartbeat;
  private WorkerTimers.@Nullable Alarm alarm;
  private boolean ended;

  /// @param startToClose zero for none
  /// @param heartbeat zero for none
  LocalTimeout(Duration startToClose, Duration heartbeat, WorkerTimers timers, Runnable timedOut) {
    this.startToClose = startToClose;
    this.heartbeat = heartbeat;
    this.timers = timers;
    this.timedOut = timedOut;
  }

  synchronized void start() {
    started = timers.nanoTime();
    lastHeartbeat = started;
    arm();
  }

  synchronized void heartbeat() {
    if (!heartbeat.isZero()) {
      lastHeartbeat = timers.nanoTime();
    }
  }

  synchronized void end() {
    ended = true;
    if (alarm != null) {
      alarm.cancel();
    }
  }

  private void ring() {
    synchronized (this) {
      alarm = null;
      if (ended || left() > 0) {
        arm();
        return;
      }
      ended = true;
    }
    timedOut.run();
  }

  /// Heartbeats do not touch the alarm: it finds out when it rings.
  private void arm() {
    if (!ended && !(startToClose.isZero() && heartbeat.isZero())) {
      alarm = timers.after(Duration.ofNanos(left()), this::ring);
    }
  }

  private long left() {
    long now = timers.nanoTime();
    long left = Long.MAX_VALUE;
    if (!startToClose.isZero()) {
      left = started + startToClose.plus(GRACE).toNanos() - now;
    }
    if (!heartbeat.isZero()) {
      left = Math.min(left, lastHeartbeat + heartbeat.plus(GRACE).toNanos() - now);
    }
    return left;
  }
}
