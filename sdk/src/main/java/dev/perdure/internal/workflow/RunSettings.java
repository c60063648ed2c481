package dev.perdure.internal.workflow;

import dev.perdure.converter.DataConverter;
import dev.perdure.worker.WorkerInterceptor;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// What all runs of one worker share.
///
/// @param namespace the worker's namespace
/// @param taskQueue the worker's task queue
/// @param converter turns values and exceptions into payloads and failures
/// @param failureExceptionTypes exceptions that fail the workflow and not just its task, besides
///   the failures that always do
/// @param deadlockLimit how long workflow code may run without waiting; zero for no limit, as in a
///   debugger
/// @param sdkName the SDK's name on the wire
/// @param sdkVersion the SDK's version on the wire
/// @param interceptors what stands around each run, the outermost first
public record RunSettings(
    String namespace,
    String taskQueue,
    DataConverter converter,
    Set<Class<? extends Throwable>> failureExceptionTypes,
    Duration deadlockLimit,
    String sdkName,
    String sdkVersion,
    List<WorkerInterceptor> interceptors) {
  /// The same without interceptors.
  public RunSettings(
      String namespace,
      String taskQueue,
      DataConverter converter,
      Set<Class<? extends Throwable>> failureExceptionTypes,
      Duration deadlockLimit,
      String sdkName,
      String sdkVersion) {
    this(
        namespace,
        taskQueue,
        converter,
        failureExceptionTypes,
        deadlockLimit,
        sdkName,
        sdkVersion,
        List.of());
  }

  /// How long workflow code may run without waiting unless a worker says otherwise.
  public static final Duration DEADLOCK_LIMIT = Duration.ofSeconds(2);
}
