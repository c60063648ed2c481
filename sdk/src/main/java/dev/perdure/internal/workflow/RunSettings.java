package dev.perdure.internal.workflow;

import dev.perdure.common.MetricMeter;
import dev.perdure.common.WorkerDeploymentVersion;
import dev.perdure.converter.DataConverter;
import dev.perdure.converter.WorkflowSerializationContext;
import dev.perdure.internal.wire.MessageCodec;
import dev.perdure.worker.WorkerInterceptor;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What all runs of one worker share.
///
/// @param namespace the worker's namespace
/// @param taskQueue the worker's task queue
/// @param converter turns values and exceptions into payloads and failures
/// @param localActivities whether the worker can run an activity type as a local activity
/// @param failureExceptionTypes exceptions that fail the workflow and not just its task, besides
///   the failures that always do
/// @param deadlockLimit how long workflow code may run without waiting; zero for no limit, as in a
///   debugger
/// @param sdkName the SDK's name on the wire
/// @param sdkVersion the SDK's version on the wire
/// @param interceptors what stands around each run, the outermost first
/// @param codec what payloads pass through on their way in and out
/// @param meter where metrics go
/// @param buildId which version of the code the worker runs; empty when it is not known
/// @param deploymentVersion the same as a version of a deployment; null for none
public record RunSettings(
    String namespace,
    String taskQueue,
    DataConverter converter,
    Predicate<String> localActivities,
    Set<Class<? extends Throwable>> failureExceptionTypes,
    Duration deadlockLimit,
    String sdkName,
    String sdkVersion,
    List<WorkerInterceptor> interceptors,
    MessageCodec codec,
    MetricMeter meter,
    String buildId,
    @Nullable WorkerDeploymentVersion deploymentVersion) {
  /// For runs that are only replayed: without interceptors and metrics, with every local activity,
  /// with what the converter wants for payloads, and of a version that is not known.
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
        _ -> true,
        failureExceptionTypes,
        deadlockLimit,
        sdkName,
        sdkVersion,
        List.of(),
        MessageCodec.of(converter, false),
        MetricMeter.noop(),
        "",
        null);
  }

  /// The same with the converter for one workflow.
  RunSettings of(String workflowId) {
    DataConverter own =
        converter.withContext(new WorkflowSerializationContext(namespace, workflowId));
    return own == converter
        ? this
        : new RunSettings(
            namespace,
            taskQueue,
            own,
            localActivities,
            failureExceptionTypes,
            deadlockLimit,
            sdkName,
            sdkVersion,
            interceptors,
            codec,
            meter,
            buildId,
            deploymentVersion);
  }

  /// How long workflow code may run without waiting unless a worker says otherwise.
  public static final Duration DEADLOCK_LIMIT = Duration.ofSeconds(2);
}
