package dev.perdure.internal.worker;

import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// How a worker runs activity tasks.
///
/// @param slots how many activities at once
/// @param pollers how many polls at once
/// @param perSecond how many activities this worker starts in a second; 0 for no limit
/// @param queuePerSecond how many activities the server gives out in a second, to all workers of
///   the queue; 0 for no limit
/// @param eager whether activities may come back with the workflow task that scheduled them
/// @param maxThrottleInterval the longest time between two heartbeats that leave
/// @param defaultThrottleInterval the same for activities without heartbeat timeout
/// @param executor runs activities; null for a virtual thread each
public record ActivitySettings(
    int slots,
    int pollers,
    double perSecond,
    double queuePerSecond,
    boolean eager,
    Duration maxThrottleInterval,
    Duration defaultThrottleInterval,
    @Nullable Executor executor) {}
