package dev.perdure.internal.worker;

import dev.perdure.common.MetricMeter;
import dev.perdure.converter.HeaderCodecBehavior;
import dev.perdure.worker.WorkerInterceptor;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/// How a worker runs.
///
/// @param identity who it is to the server
/// @param workflows how it runs workflow tasks
/// @param activities how it runs activity tasks
/// @param interceptors what stands around runs and attempts, the outermost first
/// @param meter where metrics go
/// @param headerCodec whether the codec applies to headers, too
/// @param gracefulShutdownTimeout how long activities may go on after the worker was closed
/// @param heartbeatInterval the time between two heartbeats of the worker; zero for none
/// @param onFatalError told why the worker cannot go on
public record WorkerSettings(
    WorkerIdentity identity,
    WorkflowSettings workflows,
    ActivitySettings activities,
    List<WorkerInterceptor> interceptors,
    MetricMeter meter,
    HeaderCodecBehavior headerCodec,
    Duration gracefulShutdownTimeout,
    Duration heartbeatInterval,
    Consumer<? super Throwable> onFatalError) {}
