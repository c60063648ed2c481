package dev.perdure.internal.coroutine;

import dev.perdure.internal.coroutine.ProcessorTime.Reading;
import org.jspecify.annotations.Nullable;

/// How long workflow code that runs was kept from running since it began: it waited for a carrier
/// or a processor, or the whole process stood still. Such time is no sign of a deadlock. Used by
/// the watch's thread only.
final class Starvation {
  /// A thread that had less than this of a tenth of a second was not kept from running: it waits in
  /// native code.
  private static final long LEAST_NANOS = 1_000_000;

  private final ProcessorTime processorTime;
  private long since;
  private long sampledAt;
  private @Nullable Reading last;
  private long nanos;

  Starvation(ProcessorTime processorTime) {
    this.processorTime = processorTime;
  }

  /// Looks at the thread that runs the code, and returns the nanoseconds that it lost so far.
  ///
  /// @param began when the code began to run; another moment than before is a new run
  /// @param stoodStill for how long the whole process has stood still since the last look
  long sample(Thread thread, long began, long now, long stoodStill) {
    boolean runnable = thread.getState() == Thread.State.RUNNABLE;
    Reading reading = runnable ? processorTime.read(thread) : null;
    if (began != since) {
      since = began;
      nanos = 0;
    } else {
      long lost = runnable ? lost(reading, now - sampledAt) : 0;
      nanos += Math.max(lost, stoodStill);
    }
    last = reading;
    sampledAt = now;
    return nanos;
  }

  private long lost(@Nullable Reading reading, long elapsed) {
    if (reading == null) {
      return elapsed; // it could run, but no carrier is free
    }
    if (last == null || last.carrier() != reading.carrier()) {
      return 0;
    }
    long had = reading.nanos() - last.nanos();
    return had < LEAST_NANOS ? 0 : Math.max(0, elapsed - had);
  }
}
