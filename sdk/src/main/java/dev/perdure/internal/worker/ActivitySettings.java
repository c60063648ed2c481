package dev.perdure.internal.worker;

import dev.perdure.worker.ActivityProcesses;
import dev.perdure.worker.PollerBehavior;
import dev.perdure.worker.SlotSupplier;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/// How a worker runs activity tasks.
///
/// @param remote whether it takes activities from the task queue, or runs only local ones
/// @param slots how many activities at once
/// @param localSlots how many local activities at once
/// @param pollers how many polls at once
/// @param perSecond how many activities this worker starts in a second; 0 for no limit
/// @param queuePerSecond how many activities the server gives out in a second, to all workers of
///   the queue; 0 for no limit
/// @param eagerLimit how many activities may come back with the workflow task that scheduled them;
///   0 for none
/// @param maxThrottleInterval the longest time between two heartbeats that leave
/// @param defaultThrottleInterval the same for activities without heartbeat timeout
/// @param executor runs activities; null for a virtual thread each
/// @param processes where some activities run; null for none
public record ActivitySettings(
    boolean remote,
    SlotSupplier slots,
    SlotSupplier localSlots,
    PollerBehavior pollers,
    double perSecond,
    double queuePerSecond,
    int eagerLimit,
    Duration maxThrottleInterval,
    Duration defaultThrottleInterval,
    @Nullable Executor executor,
    @Nullable ActivityProcesses processes) {

  /// Whether activities may come back with the workflow task that scheduled them. The server does
  /// not count those, so not where it is to limit their number.
  boolean runsEagerly() {
    return remote && eagerLimit > 0 && queuePerSecond == 0;
  }

  /// The scale of the polls: no more of them than slots.
  PollScale pollScale(long nanoTime) {
    return PollScale.of(pollers, slots.maximumSlots().orElse(Integer.MAX_VALUE), nanoTime);
  }

  /// What runs activities.
  Executor threads() {
    return executor == null ? onVirtualThreads() : executor;
  }

  private static Executor onVirtualThreads() {
    ThreadFactory threads = Thread.ofVirtual().name("perdure-activity-", 1).factory();
    return task -> threads.newThread(task).start();
  }
}
