package dev.perdure.worker;

import dev.perdure.common.MetricMeter;
import dev.perdure.converter.DataConverter;
import dev.perdure.converter.HeaderCodecBehavior;
import dev.perdure.internal.definition.Registry;
import dev.perdure.internal.wire.MessageCodec;
import dev.perdure.internal.wire.SdkVersion;
import dev.perdure.internal.workflow.RunSettings;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/// What a replayer replays, and how. Everything but the workflows has a default; what the worker
/// had that ran the workflows, the replayer should have too.
public final class ReplayerBuilder implements Cloneable {
  // Values that never change, so that a copy is a copy.
  private Registrations registrations = Registrations.NONE;
  private List<Class<? extends Throwable>> workflowFailureExceptionTypes = List.of();
  private List<WorkerInterceptor> interceptors = List.of();
  private String namespace = "ReplayNamespace";
  private DataConverter dataConverter = DataConverter.defaults();
  private HeaderCodecBehavior headerCodec = HeaderCodecBehavior.NO_CODEC;
  private String buildId = "";
  private boolean debugMode = DebugMode.DEFAULT;

  ReplayerBuilder() {}

  /// A builder that was told the same, and goes its own way from here.
  ReplayerBuilder copy() {
    try {
      return (ReplayerBuilder) clone();
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }

  /// Adds workflows, as [WorkerBuilder#workflows] does.
  public ReplayerBuilder workflows(Class<?>... types) {
    for (Class<?> type : types) {
      registrations = registrations.with(registry -> registry.workflow(type, null));
    }
    return this;
  }

  /// Adds a workflow whose instances a factory makes, one for each replay.
  public <T> ReplayerBuilder workflow(Class<T> type, Supplier<? extends T> factory) {
    registrations = registrations.with(registry -> registry.workflow(type, factory));
    return this;
  }

  /// The namespace that workflow code sees; `ReplayNamespace` without it.
  public ReplayerBuilder namespace(String namespace) {
    this.namespace = namespace;
    return this;
  }

  /// How values and failures become bytes, as with [dev.perdure.client.ClientOptions].
  public ReplayerBuilder dataConverter(DataConverter converter) {
    this.dataConverter = converter;
    return this;
  }

  /// Whether headers pass through the data converter's codec, as with
  /// [dev.perdure.client.ClientOptions]; not without it.
  public ReplayerBuilder headerCodecBehavior(HeaderCodecBehavior behavior) {
    this.headerCodec = behavior;
    return this;
  }

  /// Adds interceptors, as [WorkerBuilder#interceptors] does.
  public ReplayerBuilder interceptors(WorkerInterceptor... added) {
    for (WorkerInterceptor each : added) {
      interceptors = Registrations.joined(interceptors, each);
    }
    return this;
  }

  /// Exceptions that fail the workflow, as with [WorkerBuilder#workflowFailureExceptionTypes].
  @SafeVarargs
  public final ReplayerBuilder workflowFailureExceptionTypes(Class<? extends Throwable>... types) {
    for (Class<? extends Throwable> type : types) {
      workflowFailureExceptionTypes = Registrations.joined(workflowFailureExceptionTypes, type);
    }
    return this;
  }

  /// The build id that workflow code sees in the last task of a history that has not ended; empty
  /// without it. Earlier tasks have it from the history.
  public ReplayerBuilder buildId(String buildId) {
    this.buildId = buildId;
    return this;
  }

  /// Lets workflow code stop in a debugger, as with [WorkerBuilder#debugMode].
  public ReplayerBuilder debugMode(boolean debug) {
    this.debugMode = debug;
    return this;
  }

  /// The replayer.
  ///
  /// @throws dev.perdure.common.InvalidDefinitionException with everything that is wrong with the
  ///   workflows
  public Replayer build() {
    Registry definitions = registrations.registry();
    if (!definitions.hasWorkflows()) {
      throw new IllegalStateException("The replayer has nothing to replay. Add workflows(…).");
    }
    return new Replayer(definitions, copy());
  }

  /// How runs of a task queue go.
  RunSettings settings(String taskQueue) {
    return new RunSettings(
        namespace,
        taskQueue,
        dataConverter,
        _ -> true, // none runs, so none need be registered
        Set.copyOf(workflowFailureExceptionTypes),
        debugMode ? Duration.ZERO : RunSettings.DEADLOCK_LIMIT,
        SdkVersion.NAME,
        SdkVersion.VERSION,
        interceptors,
        MessageCodec.of(dataConverter, headerCodec != HeaderCodecBehavior.NO_CODEC),
        MetricMeter.noop(),
        buildId,
        null);
  }
}
