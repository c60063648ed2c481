package dev.perdure.internal.worker;

import java.time.Duration;
import java.util.function.Consumer;

/// How a worker runs.
///
/// @param identity who it is to the server
/// @param workflows how it runs workflow tasks
/// @param activities how it runs activity tasks
/// @param gracefulShutdownTimeout how long activities may go on after the worker was closed
/// @param onFatalError told why the worker cannot go on
public record WorkerSettings(
    WorkerIdentity identity,
    WorkflowSettings workflows,
    ActivitySettings activities,
    Duration gracefulShutdownTimeout,
    Consumer<? super Throwable> onFatalError) {}
