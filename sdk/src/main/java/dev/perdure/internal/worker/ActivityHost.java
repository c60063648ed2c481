package dev.perdure.internal.worker;

import dev.perdure.client.Client;
import dev.perdure.converter.DataConverter;
import dev.perdure.worker.WorkerInterceptor;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What all activities of one worker share.
///
/// @param converter turns values into payloads and back
/// @param interceptors stand before each attempt, the first one outermost
/// @param processes where some activities run; null when none do
/// @param client the worker's client, for activities that need one
/// @param shutdown is counted down when the worker begins to stop
/// @param metrics what the worker tells of itself
record ActivityHost(
    DataConverter converter,
    List<WorkerInterceptor> interceptors,
    @Nullable ActivityProcessPool processes,
    Supplier<Client> client,
    CountDownLatch shutdown,
    WorkerMetrics metrics) {}
