package dev.perdure.worker;

import dev.perdure.converter.DataConverter;
import dev.perdure.converter.HeaderCodecBehavior;
import dev.perdure.internal.definition.Registry;
import dev.perdure.internal.wire.MessageCodec;
import dev.perdure.internal.wire.SdkVersion;
import dev.perdure.internal.workflow.RunSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/// What a replayer replays, and how. Everything but the workflows has a default; what the worker
/// had that ran the workflows, the replayer should have too.
public final class ReplayerBuilder {
  private final Registry.Builder registry = new Registry.Builder();
  private final List<Class<? extends Throwable>> workflowFailureExceptionTypes = new ArrayList<>();
  private final List<WorkerInterceptor> interceptors = new ArrayList<>();
  private String namespace = "ReplayNamespace";
  private DataConverter dataConverter = DataConverter.defaults();
  private HeaderCodecBehavior headerCodec = HeaderCodecBehavior.NO_CODEC;
  private boolean debugMode = WorkerBuilder.DEBUG;

  ReplayerBuilder() {}

  /// Adds workflows, as [WorkerBuilder#workflows] does.
  public ReplayerBuilder workflows(Class<?>... types) {
    for (Class<?> type : types) {
      registry.workflow(type, null);
    }
    return this;
  }

  /// Adds a workflow whose instances a factory makes, one for each replay.
  public <T> ReplayerBuilder workflow(Class<T> type, Supplier<? extends T> factory) {
    registry.workflow(type, factory);
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
    interceptors.addAll(List.of(added));
    return this;
  }

  /// Exceptions that fail the workflow, as with [WorkerBuilder#workflowFailureExceptionTypes].
  @SafeVarargs
  public final ReplayerBuilder workflowFailureExceptionTypes(Class<? extends Throwable>... types) {
    for (Class<? extends Throwable> type : types) {
      workflowFailureExceptionTypes.add(type);
    }
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
    Registry definitions = registry.build();
    if (!definitions.hasWorkflows()) {
      throw new IllegalStateException("The replayer has nothing to replay. Add workflows(…).");
    }
    Set<Class<? extends Throwable>> failureTypes = Set.copyOf(workflowFailureExceptionTypes);
    List<WorkerInterceptor> around = List.copyOf(interceptors);
    Duration limit = debugMode ? Duration.ZERO : RunSettings.DEADLOCK_LIMIT;
    String name = namespace;
    DataConverter converter = dataConverter;
    var codec = MessageCodec.of(converter, headerCodec != HeaderCodecBehavior.NO_CODEC);
    return new Replayer(
        definitions,
        taskQueue ->
            new RunSettings(
                name,
                taskQueue,
                converter,
                _ -> true, // none runs, so none need be registered
                failureTypes,
                limit,
                SdkVersion.NAME,
                SdkVersion.VERSION,
                around,
                codec));
  }
}
