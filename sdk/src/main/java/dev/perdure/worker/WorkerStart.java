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
import java.util.concurrent.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes a running worker of what its builder was told, which nobody else changes.
final class WorkerStart {
  private static final Logger log = LoggerFactory.getLogger(WorkerStart.class);
  private static final int POLLS_MIN = 5;
  private static final int POLLS_MAX = 20;

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
    if (definitions.hasWorkflows()) {
      requireSlotForEachQueue();
    }
    WorkerDeploymentConfig deployment = told.deploymentConfig;
    if (deployment != null
        && deployment.useWorkerVersioning()
        && deployment.defaultVersioningBehavior() == VersioningBehavior.UNSPECIFIED) {
      definitions.requireVersioningBehavior();
    }
    return Worker.start(told, definitions, settings(version(definitions)));
  }

  /// A poll of the one queue would keep the only slot from the other one for a minute.
  private void requireSlotForEachQueue() {
    if (caches() && told.tuner != null && told.tuner.workflowSlots().maximumSlots().orElse(2) < 2) {
      throw new IllegalStateException(
          ("The tuner of the worker for \"%s\" has one slot for workflow tasks. While runs are"
               + " cached it needs 2 at least: one for new runs, and one for those in the cache.")
              .formatted(told.taskQueue));
    }
  }

  private boolean caches() {
    return told.maxCachedWorkflows > 0 || told.workflowCache != null;
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
        polls(told.workflowTaskPollerBehavior, slots.workflowSlots()),
        told.nonstickyToStickyPollRatio,
        told.stickyQueueScheduleToStartTimeout,
        told.workflowFailureExceptionTypes,
        told.debugMode);
  }

  private ActivitySettings activities(WorkerTuner slots) {
    warnOfFewThreads(slots.activitySlots());
    return new ActivitySettings(
        !told.noRemoteActivities,
        slots.activitySlots(),
        slots.localActivitySlots(),
        polls(told.activityTaskPollerBehavior, slots.activitySlots()),
        told.maxActivitiesPerSecond,
        told.maxTaskQueueActivitiesPerSecond,
        told.disableEagerActivityExecution ? 0 : told.maxEagerActivityReservationsPerWorkflowTask,
        told.maxHeartbeatThrottleInterval,
        told.defaultHeartbeatThrottleInterval,
        told.activityExecutor,
        told.activityProcesses);
  }

  /// Unless it is told, a worker leaves half of its slots to tasks that come eagerly.
  private static PollerBehavior polls(@Nullable PollerBehavior told, SlotSupplier slots) {
    return told == null
        ? PollerBehavior.simpleMaximum(
            Math.clamp(slots.maximumSlots().orElse(Integer.MAX_VALUE) / 2, POLLS_MIN, POLLS_MAX))
        : told;
  }

  /// What has a slot and no thread waits within its timeouts, where nobody sees why.
  private void warnOfFewThreads(SlotSupplier slots) {
    if (!told.noRemoteActivities
        && told.activityExecutor instanceof ThreadPoolExecutor pool
        && slots.maximumSlots().orElse(0) > pool.getMaximumPoolSize()) {
      log.warn(
          "The worker for \"{}\" may run {} activities at once, but its executor has only {}"
              + " threads. Give it more, or set maxConcurrentActivities({}).",
          told.taskQueue,
          slots.maximumSlots().getAsInt(),
          pool.getMaximumPoolSize(),
          pool.getMaximumPoolSize());
    }
  }

  /// Two workflow tasks at least while runs are cached: one of each queue.
  private WorkerTuner fixedSlots() {
    return WorkerTuner.fixed(
        caches() ? Math.max(2, told.maxConcurrentWorkflowTasks) : told.maxConcurrentWorkflowTasks,
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
