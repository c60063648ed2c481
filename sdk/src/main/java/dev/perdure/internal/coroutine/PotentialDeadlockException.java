package dev.perdure.internal.coroutine;

import java.time.Duration;

/// Workflow code ran on for too long without waiting, so it probably blocks on something that the
/// scheduler does not know. The stack trace is that of the code that blocks.
public final class PotentialDeadlockException extends RuntimeException {
  PotentialDeadlockException(Duration limit, StackTraceElement[] stack) {
    super(message(limit, stack), null, false, true);
    setStackTrace(stack);
  }

  private static String message(Duration limit, StackTraceElement[] stack) {
    double seconds = limit.toMillis() / 1000.0;
    return ("[TMPRL1101] Potential deadlock detected: workflow didn't yield within %s second(s)."
            + " It is at %s. Workflow code waits with Workflow.sleep, Workflow.await and promises;"
            + " what blocks or computes for long belongs in an activity.")
        .formatted(
            seconds == Math.rint(seconds) ? "" + (long) seconds : "" + seconds, place(stack));
  }

  /// The first frame that is neither the JDK's nor ours is the line to look at.
  private static String place(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      if (!isInternal(frame.getClassName())) {
        return frame.toString();
      }
    }
    return stack.length == 0 ? "an unknown place" : stack[0].toString();
  }

  static boolean isInternal(String className) {
    return className.startsWith("java.")
        || className.startsWith("jdk.")
        || className.startsWith("dev.perdure.internal.");
  }
}
