package dev.perdure.activity;

/// Why an attempt of an activity is to stop. Several reasons can hold at once.
///
/// @param notFound the server no longer waits for this attempt: the workflow ended, the attempt
///   timed out there, or it was already completed. What it returns is dropped
/// @param cancelRequested the workflow, or somebody through the workflow, asked for it
/// @param paused an operator paused the activity
/// @param reset an operator reset the activity to its first attempt
/// @param timedOut this attempt's start-to-close or heartbeat timeout is over, as seen here
/// @param workerShutdown the worker stops and its graceful shutdown timeout is over
public record ActivityCancellationDetails(
    boolean notFound,
    boolean cancelRequested,
    boolean paused,
    boolean reset,
    boolean timedOut,
    boolean workerShutdown) {}
