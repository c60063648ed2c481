package dev.perdure.internal.coroutine;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tells how much processor time threads have had.
@FunctionalInterface
interface ProcessorTime {
  /// How much a thread has had; null while it is a virtual one that nothing runs.
  @Nullable Reading read(Thread thread);

  /// The time of the platform thread on which a thread runs.
  ///
  /// @param carrier that thread's id
  /// @param nanos nanoseconds of processor time that it has had
  record Reading(long carrier, long nanos) {}

  /// The JVM's. It measures platform threads only; but a virtual thread that runs says in its text
  /// on which one, as in `VirtualThread[#23,run]/runnable@ForkJoinPool-1-worker-1`.
  static ProcessorTime system() {
    return JvmTimes.INSTANCE;
  }

  /// Asks the JVM's management beans, which are loaded with the first use.
  final class JvmTimes implements ProcessorTime {
    private static final JvmTimes INSTANCE = new JvmTimes();

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Map<String, Long> carriers = new HashMap<>();

    @Override
    public synchronized @Nullable Reading read(Thread thread) {
      if (!thread.isVirtual()) {
        return reading(thread.threadId());
      }
      String text = thread.toString();
      int at = text.indexOf('@', text.lastIndexOf('/') + 1);
      return at < 0 ? null : reading(carrier(text.substring(at + 1)));
    }

    private Reading reading(long carrier) {
      return new Reading(carrier, carrier < 0 ? 0 : threads.getThreadCpuTime(carrier));
    }

    /// A carrier's id; negative when there is none of that name.
    private long carrier(String name) {
      Long known = carriers.get(name);
      if (known != null && threads.getThreadInfo(known) != null) {
        return known;
      }
      carriers.clear();
      for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
        if (thread != null) {
          carriers.put(thread.getThreadName(), thread.getThreadId());
        }
      }
      return carriers.getOrDefault(name, -1L);
    }
  }
}
