package dev.perdure.internal.definition;

import dev.perdure.common.Details;
import dev.perdure.common.VersioningBehavior;
import dev.perdure.internal.reference.Declarations;
import dev.perdure.internal.reference.WireNames;
import dev.perdure.workflow.DynamicWorkflowConfig;
import dev.perdure.workflow.Workflow;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A workflow type that a worker can run: its name, how to make an instance, and its methods.
public final class WorkflowDefinition {
  private final String name;
  private final Class<?> type;
  private final Workflow.Definition annotation;
  private final WorkflowCreation creation;
  private final DefinedMethod run;
  private final @Nullable DefinedMethod dynamicConfig;
  private final HandlerDefinitions signals;
  private final HandlerDefinitions queries;
  private final HandlerDefinitions updates;

  private WorkflowDefinition(
      String name,
      Class<?> type,
      Workflow.Definition annotation,
      WorkflowCreation creation,
      DefinedMethod run,
      @Nullable DefinedMethod dynamicConfig,
      HandlerMethods handlers) {
    this.name = name;
    this.type = type;
    this.annotation = annotation;
    this.creation = creation;
    this.run = run;
    this.dynamicConfig = dynamicConfig;
    this.signals = handlers.signals();
    this.queries = handlers.queries();
    this.updates = handlers.updates();
  }

  /// The definition of a class that is created by its constructor.
  ///
  /// @throws dev.perdure.common.InvalidDefinitionException with every problem at once
  public static WorkflowDefinition of(Class<?> type) {
    var problems = new Problems();
    WorkflowDefinition result = parse(type, null, problems);
    problems.throwIfAny();
    if (result == null) {
      throw new IllegalStateException(type + " has neither a definition nor a problem");
    }
    return result;
  }

  /// Reads the annotations of a class. Null when there are problems, which are then added.
  static @Nullable WorkflowDefinition parse(
      Class<?> type, @Nullable Supplier<?> factory, Problems problems) {
    int before = problems.count();
    String name = WireNames.workflowType(type);
    Workflow.Definition annotation = annotation(type);
    if (name == null || annotation == null) {
      problems.add(
          "%s is not a workflow: neither it nor a supertype has @Workflow.Definition. Add it, or register another class."
              .formatted(type.getName()));
      return null;
    }
    checkName(type, name, annotation, problems);
    var methods = new AnnotatedMethods(type, problems);
    DefinedMethod run = run(type, methods, problems);
    if (run != null && annotation.dynamic()) {
      checkDynamicRun(run, problems);
    }
    DefinedMethod config = dynamicConfig(type, annotation, methods, problems);
    var handlers = new HandlerMethods(type, methods, problems);
    handlers.checkKinds();
    WorkflowCreation creation =
        factory == null
            ? WorkflowCreation.by(type, run, problems)
            : WorkflowCreation.by(type, factory);
    if (run == null || creation == null) {
      // The handlers' problems are told along.
      var _ = List.of(handlers.signals(), handlers.queries(), handlers.updates());
      return null;
    }
    var result = new WorkflowDefinition(name, type, annotation, creation, run, config, handlers);
    return problems.count() > before ? null : result;
  }

  private static Workflow.@Nullable Definition annotation(Class<?> type) {
    Class<?> carrier = Declarations.carrier(type, Workflow.Definition.class);
    return carrier == null ? null : carrier.getAnnotation(Workflow.Definition.class);
  }

  private static void checkName(
      Class<?> type, String name, Workflow.Definition annotation, Problems problems) {
    if (annotation.dynamic() && !annotation.name().isEmpty()) {
      problems.add(
          "%s is dynamic and has the name \"%s\". It runs workflows of any name, so give it none."
              .formatted(type.getName(), name));
    } else if (name.startsWith(AnnotatedMethods.RESERVED)) {
      problems.add(
          "%s has the name \"%s\": names that start with %s are reserved."
              .formatted(type.getName(), name, AnnotatedMethods.RESERVED));
    }
  }

  private static @Nullable DefinedMethod run(
      Class<?> type, AnnotatedMethods methods, Problems problems) {
    List<DefinedMethod> runs = methods.all(Workflow.Run.class, _ -> "");
    if (runs.isEmpty()) {
      problems.add(
          "%s has no method with @Workflow.Run. Mark the one that is the workflow."
              .formatted(type.getName()));
    } else if (runs.size() > 1) {
      problems.add(
          "%s has %d methods with @Workflow.Run: %s. Exactly one method is the workflow."
              .formatted(type.getName(), runs.size(), names(runs)));
    }
    return runs.size() == 1 ? runs.getFirst() : null;
  }

  private static List<String> names(Collection<DefinedMethod> methods) {
    return methods.stream().map(method -> method.method().getName()).toList();
  }

  private static void checkDynamicRun(DefinedMethod run, Problems problems) {
    if (!run.parameterTypes().equals(List.of(Details.class))) {
      problems.add(
          "%s runs a dynamic workflow and takes %s. It must take (Details arguments)."
              .formatted(run, AnnotatedMethods.describe(run.parameterTypes())));
    }
  }

  private static @Nullable DefinedMethod dynamicConfig(
      Class<?> type, Workflow.Definition annotation, AnnotatedMethods methods, Problems problems) {
    List<DefinedMethod> found = methods.all(Workflow.DynamicConfig.class, _ -> "");
    if (found.isEmpty()) {
      return null;
    }
    DefinedMethod config = found.getFirst();
    if (!annotation.dynamic()) {
      problems.add(
          "%s configures a dynamic workflow, but %s is not dynamic. Use the members of @Workflow.Definition instead."
              .formatted(config, type.getName()));
    }
    if (found.size() > 1) {
      problems.add(
          "%s has %d methods with @Workflow.DynamicConfig: %s. Keep one of them."
              .formatted(type.getName(), found.size(), names(found)));
    }
    if (config.resultType() != DynamicWorkflowConfig.class || !config.parameterTypes().isEmpty()) {
      problems.add(
          "%s must take no parameters and return a DynamicWorkflowConfig.".formatted(config));
    }
    return config;
  }

  /// The workflow type's name on the wire; of a dynamic one that of its class.
  public String name() {
    return name;
  }

  /// Whether it runs all types that have no definition of their own.
  public boolean isDynamic() {
    return annotation.dynamic();
  }

  /// The registered type.
  public Class<?> type() {
    return type;
  }

  /// The method that is the workflow.
  public DefinedMethod run() {
    return run;
  }

  /// The signals.
  public HandlerDefinitions signals() {
    return signals;
  }

  /// The queries.
  public HandlerDefinitions queries() {
    return queries;
  }

  /// The updates.
  public HandlerDefinitions updates() {
    return updates;
  }

  /// What else than a failure fails the workflow and not only its task.
  public Set<Class<? extends Throwable>> failureExceptionTypes() {
    return Set.of(annotation.failureExceptionTypes());
  }

  /// What a new version of the worker's deployment means to its runs.
  public VersioningBehavior versioningBehavior() {
    return annotation.versioningBehavior();
  }

  /// What a dynamic workflow says about one of its instances; null when it says nothing.
  ///
  /// @throws Throwable what the method throws, itself
  public @Nullable DynamicWorkflowConfig dynamicConfig(Object instance) throws Throwable {
    return dynamicConfig == null ? null : (DynamicWorkflowConfig) dynamicConfig.invoke(instance);
  }

  /// Whether instances are made from the arguments of the run method.
  public boolean hasInit() {
    return creation.takesArguments();
  }

  /// A new instance for one run.
  ///
  /// @param arguments those of the run method; only needed where the definition [#hasInit]
  /// @throws Throwable what the constructor or the factory throws, itself
  public Object newInstance(@Nullable Object... arguments) throws Throwable {
    return creation.create(arguments);
  }
}
