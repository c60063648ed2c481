package dev.perdure.internal.definition;

import dev.perdure.internal.reference.WireNames;
import dev.perdure.workflow.Workflow;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A workflow type that a worker can run: its name, how to make an instance, and its methods.
public final class WorkflowDefinition {
  /// Makes one workflow instance; what the user's constructor throws is thrown itself.
  @FunctionalInterface
  private interface Creation {
    Object create() throws Throwable;
  }

  private final String name;
  private final Class<?> type;
  private final Creation creation;
  private final DefinedMethod run;
  private final Map<String, DefinedMethod> signals;
  private final Map<String, DefinedMethod> queries;

  private WorkflowDefinition(
      String name,
      Class<?> type,
      Creation creation,
      DefinedMethod run,
      Map<String, DefinedMethod> signals,
      Map<String, DefinedMethod> queries) {
    this.name = name;
    this.type = type;
    this.creation = creation;
    this.run = run;
    this.signals = Map.copyOf(signals);
    this.queries = Map.copyOf(queries);
  }

  /// The definition of a class with a constructor that has no parameters.
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
    if (name == null) {
      problems.add(
          "%s is not a workflow: neither it nor a supertype has @Workflow.Definition."
              .formatted(type.getName()));
      return null;
    }
    var methods = new AnnotatedMethods(type, problems);
    Map<String, DefinedMethod> runs = methods.find(Workflow.Run.class, _ -> "");
    Map<String, DefinedMethod> signals = methods.find(Workflow.Signal.class, Workflow.Signal::name);
    Map<String, DefinedMethod> queries = methods.find(Workflow.Query.class, Workflow.Query::name);
    checkRun(type, runs.values(), problems);
    for (DefinedMethod query : queries.values()) {
      if (query.resultType() == void.class) {
        problems.add(
            "%s is a query and returns nothing. A query answers with a value.".formatted(query));
      }
    }
    Creation creation =
        factory == null ? constructor(type, problems) : () -> created(type, factory);
    if (creation == null || problems.count() > before) {
      return null;
    }
    return new WorkflowDefinition(
        name, type, creation, runs.values().iterator().next(), signals, queries);
  }

  private static void checkRun(Class<?> type, Collection<DefinedMethod> runs, Problems problems) {
    if (runs.isEmpty()) {
      problems.add("%s has no method with @Workflow.Run.".formatted(type.getName()));
    } else if (runs.size() > 1) {
      problems.add(
          "%s has %d methods with @Workflow.Run: %s. Exactly one method is the workflow."
              .formatted(
                  type.getName(),
                  runs.size(),
                  runs.stream().map(r -> r.method().getName()).toList()));
    }
  }

  private static @Nullable Creation constructor(Class<?> type, Problems problems) {
    if (type.isInterface() || Modifier.isAbstract(type.getModifiers())) {
      problems.add(
          "%s cannot be created. Register the class that implements it, or give a factory."
              .formatted(type.getName()));
      return null;
    }
    if (type.isMemberClass() && !Modifier.isStatic(type.getModifiers())) {
      problems.add("%s is an inner class. Make it static.".formatted(type.getName()));
      return null;
    }
    try {
      Constructor<?> constructor = type.getDeclaredConstructor();
      if (!AnnotatedMethods.opened(constructor, constructor)) {
        problems.add(AnnotatedMethods.opens(type, "The constructor of " + type.getName()));
      }
      return () -> create(constructor);
    } catch (NoSuchMethodException e) {
      problems.add(
          "%s has no constructor without parameters. Add one, or give a factory."
              .formatted(type.getName()));
      return null;
    }
  }

  private static Object create(Constructor<?> constructor) throws Throwable {
    try {
      return constructor.newInstance();
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause();
      throw cause == null ? e : cause;
    }
  }

  private static Object created(Class<?> type, Supplier<?> factory) {
    Object instance = factory.get();
    if (!type.isInstance(instance)) {
      throw new IllegalStateException(
          "The factory for %s made %s.".formatted(type.getName(), instance));
    }
    return instance;
  }

  /// The workflow type's name on the wire.
  public String name() {
    return name;
  }

  /// The registered type.
  public Class<?> type() {
    return type;
  }

  /// The method that is the workflow.
  public DefinedMethod run() {
    return run;
  }

  /// The signals by name.
  public Map<String, DefinedMethod> signals() {
    return signals;
  }

  /// The queries by name.
  public Map<String, DefinedMethod> queries() {
    return queries;
  }

  /// A new instance for one run.
  ///
  /// @throws Throwable what the constructor or the factory throws, itself
  public Object newInstance() throws Throwable {
    return creation.create();
  }
}
