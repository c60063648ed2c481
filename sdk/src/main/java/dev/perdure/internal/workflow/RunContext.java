package dev.perdure.internal.workflow;

import com.google.protobuf.Timestamp;
import dev.perdure.common.MetricMeter;
import dev.perdure.common.VersioningBehavior;
import dev.perdure.common.VersioningIntent;
import dev.perdure.converter.DataConverter;
import dev.perdure.failure.Failure;
import dev.perdure.internal.coroutine.Scheduler;
import dev.perdure.internal.definition.WorkflowDefinition;
import dev.perdure.internal.metric.NoopMeter;
import dev.perdure.internal.metric.ScopedMeter;
import dev.perdure.internal.replay.Activation;
import dev.perdure.internal.replay.SmallMap;
import dev.perdure.internal.replay.WorkflowMachines;
import dev.perdure.internal.wire.UserMetadataPayloads;
import dev.perdure.worker.WorkerInterceptor;
import dev.perdure.worker.WorkflowInboundCalls;
import dev.perdure.worker.WorkflowOutboundCalls;
import dev.perdure.workflow.DynamicWorkflowConfig;
import dev.perdure.workflow.ReadOnlyContextException;
import io.temporal.api.history.v1.WorkflowExecutionStartedEventAttributes;
import io.temporal.api.sdk.v1.UserMetadata;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What the parts of one run share. Only the thread that has the baton touches it.
final class RunContext {
  final RunSettings settings;
  final WorkflowDefinition definition;
  final String workflowId;
  final String runId;
  final WorkflowMachines machines = new WorkflowMachines();
  final Scheduler scheduler;
  final CancelScope rootScope = new CancelScope(null);
  final SmallMap<Integer, ResultPromise<?>> activities = new SmallMap<>();
  final SmallMap<Integer, RunPromise<@Nullable Void>> timers = new SmallMap<>();
  final SmallMap<Integer, ChildHandle<?, ?>> children = new SmallMap<>();

  /// Signals and cancel requests to other workflows.
  final SmallMap<Integer, RunPromise<@Nullable Void>> requests = new SmallMap<>();

  final Handlers handlers;
  final HandlersInProgress inProgress = new HandlersInProgress();
  final Signals signals;
  final Updates updates;
  final ForgottenFailures forgotten = new ForgottenFailures();

  WorkflowExecutionStartedEventAttributes started =
      WorkflowExecutionStartedEventAttributes.getDefaultInstance();
  Timestamp startTime = Timestamp.getDefaultInstance();
  Activation activation =
      new Activation(
          true, Timestamp.getDefaultInstance(), 0, 0, false, List.of(), false, null, List.of());

  /// The workflow's object; null until the run begins.
  @Nullable Object instance;

  /// What news of the run go through, from the outermost interceptor on.
  WorkflowInboundCalls inbound = new RunInbound(this);

  /// What the run's wishes go through, from the innermost interceptor on.
  WorkflowOutboundCalls outbound = RunOutbound.INSTANCE;

  /// Whether logs are silent and commands are only compared.
  boolean replaying = true;

  /// What the workflow tells about where it is.
  String currentDetails = "";

  /// Why the workflow's cancellation was requested; null when it was not.
  @Nullable String cancelReason;

  /// What runs now may not change anything: as in `A query`. Null when it may.
  @Nullable String readOnly;

  /// What else than a failure fails the workflow, as its definition or the instance itself says.
  Set<Class<? extends Throwable>> failureExceptionTypes;

  /// What a new version of the worker's deployment means to the run.
  VersioningBehavior versioningBehavior;

  private String randomSeed = "";
  private @Nullable WorkflowRandom random;

  /// @param failed told what a handler throws that is no answer to its caller
  RunContext(
      RunSettings settings,
      WorkflowDefinition definition,
      String workflowId,
      String runId,
      Consumer<Throwable> failed) {
    this.settings = settings;
    this.definition = definition;
    this.workflowId = workflowId;
    this.runId = runId;
    this.handlers = new Handlers(this);
    this.signals = new Signals(this, failed);
    this.updates = new Updates(this, failed);
    this.failureExceptionTypes = definition.failureExceptionTypes();
    this.versioningBehavior = definition.versioningBehavior();
    this.scheduler = new Scheduler(settings.deadlockLimit());
  }

  /// Puts the interceptors around the run. They are workflow code, so it must be able to run.
  void intercept() {
    List<WorkerInterceptor> interceptors = settings.interceptors();
    if (interceptors.isEmpty()) {
      return;
    }
    for (WorkerInterceptor interceptor : interceptors.reversed()) {
      inbound = interceptor.interceptWorkflow(inbound);
    }
    inbound.init(RunOutbound.INSTANCE);
  }

  /// Refuses what is asked for if only reading is allowed now, or nothing because the run is being
  /// evicted.
  void requireWritable(String verb) {
    scheduler.throwIfStopped();
    if (readOnly != null) {
      throw new ReadOnlyContextException(
          "%s only reads: it cannot %s. Do that in the workflow's run method, a signal or an update."
              .formatted(readOnly, verb));
    }
  }

  /// The workflow's instance is there: its methods can be called, and if its type was not known
  /// before, it says how it wants to be treated.
  void bind(Object instance) throws Throwable {
    this.instance = instance;
    DynamicWorkflowConfig config = definition.dynamicConfig(instance);
    if (config != null) {
      failureExceptionTypes = config.failureExceptionTypes();
      versioningBehavior = config.versioningBehavior();
    }
  }

  /// The workflow type's name, which of a dynamic workflow only its start tells.
  String workflowType() {
    String type = started.getWorkflowType().getName();
    return type.isEmpty() ? definition.name() : type;
  }

  /// Whether an exception fails the workflow or an update. All others fail the workflow task.
  boolean isFailure(Throwable exception) {
    return exception instanceof Failure
        || isAny(settings.failureExceptionTypes(), exception)
        || isAny(failureExceptionTypes, exception);
  }

  private static boolean isAny(Set<Class<? extends Throwable>> types, Throwable exception) {
    return types.stream().anyMatch(type -> type.isInstance(exception));
  }

  /// Whether what goes to a task queue stays with workers that are compatible with this one.
  boolean staysCompatible(@Nullable VersioningIntent intent, String queue) {
    return switch (intent) {
      case COMPATIBLE -> true;
      case DEFAULT -> false;
      case null -> queue.equals(settings.taskQueue());
    };
  }

  /// Where metrics of the workflow's code go; silent while it does again what it did before.
  MetricMeter meter() {
    MetricMeter meter = settings.meter();
    return meter instanceof NoopMeter
        ? meter
        : new ScopedMeter(
            meter,
            Map.of(
                "namespace",
                settings.namespace(),
                "task_queue",
                settings.taskQueue(),
                "workflow_type",
                workflowType()),
            () -> !replaying);
  }

  /// What user interfaces show beside a command; null for nothing, as in replay, where nothing is
  /// sent.
  @Nullable UserMetadata metadata(@Nullable String summary) {
    return metadata(summary, null, settings.converter());
  }

  @Nullable UserMetadata metadata(
      @Nullable String summary, @Nullable String details, DataConverter converter) {
    return replaying ? null : UserMetadataPayloads.encode(summary, details, converter);
  }

  void seed(String seed) {
    randomSeed = seed;
    random = null;
  }

  WorkflowRandom random() {
    if (random == null) {
      random = new WorkflowRandom(randomSeed);
    }
    return random;
  }
}
