package dev.perdure.worker;

import dev.perdure.client.Client;
import dev.perdure.client.ClientInterceptor;
import dev.perdure.common.VersioningBehavior;
import dev.perdure.converter.DataConverter;
import dev.perdure.internal.definition.Registry;
import dev.perdure.internal.worker.ActivitySettings;
import dev.perdure.internal.worker.BuildId;
import dev.perdure.internal.worker.RunCache;
import dev.perdure.internal.worker.WorkerIdentity;
import dev.perdure.internal.worker.WorkerSettings;
import dev.perdure.internal.worker.WorkerVersion;
import dev.perdure.internal.worker.WorkflowSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Makes a running worker of what its builder was told, which nobody else changes.
final class WorkerStart {
  private final WorkerBuilder told;
  private final Client client;

  WorkerStart(WorkerBuilder told) {
    this.told = told;
    this.client = told.client;
  }

  Worker start() {
    if (told.registrations.isEmpty()) {
      throw new IllegalStateException(
          "The worker for \"%s\" has nothing to run. Add workflows(…) or activities(…)."
              .formatted(told.taskQueue));
    }
    Registry definitions = told.registrations.registry();
    requireConverterForProcesses();
    WorkerDeploymentConfig deployment = told.deploymentConfig;
    if (deployment != null
        && deployment.useWorkerVersioning()
        && deployment.defaultVersioningBehavior() == VersioningBehavior.UNSPECIFIED) {
      definitions.requireVersioningBehavior();
    }
    return Worker.start(told, definitions, settings(version(definitions)));
  }

  private void requireConverterForProcesses() {
    DataConverter own = client.dataConverter();
    DataConverter defaults = DataConverter.defaults();
    if (told.activityProcesses != null
        && told.activityProcesses.dataConverter() == null
        && (!own.payloadConverter().equals(defaults.payloadConverter())
            || !own.failureConverter().equals(defaults.failureConverter()))) {
      throw new IllegalStateException(
          "The client has converters of its own, which processes of activities do not know. Name"
              + " what makes them: ActivityProcesses.withDataConverter(…).");
    }
  }

  private WorkerVersion version(Registry definitions) {
    if (told.deploymentConfig == null) {
      return new WorkerVersion(
          told.buildId == null ? BuildId.of(definitions.classes()) : told.buildId, null);
    }
    if (told.buildId != null) {
      throw new IllegalStateException(
          "The worker for \"%s\" has a build id and a deployment. The deployment's version has the build id."
              .formatted(told.taskQueue));
    }
    return new WorkerVersion(told.deploymentConfig.version().buildId(), told.deploymentConfig);
  }

  private WorkerSettings settings(WorkerVersion version) {
    WorkerTuner slots = told.tuner == null ? fixedSlots() : told.tuner;
    return new WorkerSettings(
        identity(version),
        workflows(slots),
        activities(slots),
        allInterceptors(),
        client.options().metricMeter(),
        client.options().headerCodecBehavior(),
        told.gracefulShutdownTimeout,
        told.workerHeartbeatInterval,
        told.onFatalError);
  }

  private WorkerIdentity identity(WorkerVersion version) {
    String name = told.identity == null ? client.identity() : told.identity;
    String key = UUID.randomUUID().toString().replace("-", "");
    return new WorkerIdentity(
        client.namespace(), told.taskQueue, name + "-" + key, name, key, version);
  }

  private WorkflowSettings workflows(WorkerTuner slots) {
    return new WorkflowSettings(
        slots.workflowSlots(),
        told.workflowCache == null
            ? new RunCache(told.maxCachedWorkflows)
            : told.workflowCache.runs(),
        told.workflowTaskPollerBehavior,
        told.nonstickyToStickyPollRatio,
        told.stickyQueueScheduleToStartTimeout,
        told.workflowFailureExceptionTypes,
        told.debugMode);
  }

  private ActivitySettings activities(WorkerTuner slots) {
    return new ActivitySettings(
        !told.noRemoteActivities,
        slots.activitySlots(),
        slots.localActivitySlots(),
        told.activityTaskPollerBehavior,
        told.maxActivitiesPerSecond,
        told.maxTaskQueueActivitiesPerSecond,
        told.disableEagerActivityExecution ? 0 : told.maxEagerActivityReservationsPerWorkflowTask,
        told.maxHeartbeatThrottleInterval,
        told.defaultHeartbeatThrottleInterval,
        told.activityExecutor,
        told.activityProcesses);
  }

  /// Two workflow tasks at least while runs are cached: one of each queue.
  private WorkerTuner fixedSlots() {
    return WorkerTuner.fixed(
        told.maxCachedWorkflows > 0 || told.workflowCache != null
            ? Math.max(2, told.maxConcurrentWorkflowTasks)
            : told.maxConcurrentWorkflowTasks,
        told.maxConcurrentActivities,
        told.maxConcurrentLocalActivities);
  }

  private List<WorkerInterceptor> allInterceptors() {
    List<WorkerInterceptor> all = new ArrayList<>();
    for (ClientInterceptor interceptor : client.options().interceptors()) {
      if (interceptor instanceof WorkerInterceptor both) {
        all.add(both);
      }
    }
    all.addAll(told.interceptors);
    return List.copyOf(all);
  }
}
