package dev.perdure.internal.definition;

import dev.perdure.internal.reference.TypeBindings;
import dev.perdure.workflow.Workflow;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// How a workflow's instances come to be: by a constructor without parameters, by one that takes
/// what the run method takes, or by a factory.
abstract sealed class WorkflowCreation {
  private WorkflowCreation() {}

  /// Makes an instance.
  ///
  /// @param arguments those of the run method
  /// @throws Throwable what the constructor or the factory throws, itself
  abstract Object create(@Nullable Object... arguments) throws Throwable;

  /// Whether it reads the arguments.
  abstract boolean takesArguments();

  static WorkflowCreation by(Class<?> type, Supplier<?> factory) {
    return new ByFactory(type, factory);
  }

  /// By the class's constructor. Null when there are problems, which are then added.
  ///
  /// @param run the method whose parameters the constructor must have; null when that is not known
  static @Nullable WorkflowCreation by(
      Class<?> type, @Nullable DefinedMethod run, Problems problems) {
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
    List<Constructor<?>> marked =
        Arrays.stream(type.getDeclaredConstructors())
            .filter(constructor -> constructor.isAnnotationPresent(Workflow.Init.class))
            .toList();
    if (marked.size() > 1) {
      problems.add(
          "%s has %d constructors with @Workflow.Init. Mark one of them."
              .formatted(type.getName(), marked.size()));
      return null;
    }
    Constructor<?> constructor = marked.isEmpty() ? plain(type, problems) : marked.getFirst();
    if (constructor == null) {
      return null;
    }
    if (!AnnotatedMethods.opened(constructor, constructor)) {
      problems.add(AnnotatedMethods.opens(type, "The constructor of " + type.getName()));
    }
    if (!marked.isEmpty() && run != null) {
      checkInit(type, constructor, run, problems);
    }
    return new ByConstructor(constructor, !marked.isEmpty());
  }

  private static @Nullable Constructor<?> plain(Class<?> type, Problems problems) {
    try {
      return type.getDeclaredConstructor();
    } catch (NoSuchMethodException e) {
      problems.add(
          "%s has no constructor without parameters. Add one, mark one that takes the run method's parameters with @Workflow.Init, or give a factory."
              .formatted(type.getName()));
      return null;
    }
  }

  private static void checkInit(
      Class<?> type, Constructor<?> constructor, DefinedMethod run, Problems problems) {
    TypeBindings bindings = TypeBindings.of(type);
    List<Type> parameters =
        Arrays.stream(constructor.getGenericParameterTypes()).map(bindings::resolve).toList();
    if (!parameters.equals(run.parameterTypes())) {
      problems.add(
          "The @Workflow.Init constructor of %s takes %s, but %s takes %s. Give both the same parameters."
              .formatted(
                  type.getName(),
                  AnnotatedMethods.describe(parameters),
                  run,
                  AnnotatedMethods.describe(run.parameterTypes())));
    }
  }

  private static final class ByConstructor extends WorkflowCreation {
    private final Constructor<?> constructor;
    private final boolean init;

    ByConstructor(Constructor<?> constructor, boolean init) {
      this.constructor = constructor;
      this.init = init;
    }

    @Override
    Object create(@Nullable Object... arguments) throws Throwable {
      try {
        return init ? constructor.newInstance(arguments) : constructor.newInstance();
      } catch (InvocationTargetException e) {
        Throwable cause = e.getCause();
        throw cause == null ? e : cause;
      }
    }

    @Override
    boolean takesArguments() {
      return init;
    }
  }

  private static final class ByFactory extends WorkflowCreation {
    private final Class<?> type;
    private final Supplier<?> factory;

    ByFactory(Class<?> type, Supplier<?> factory) {
      this.type = type;
      this.factory = factory;
    }

    @Override
    Object create(@Nullable Object... arguments) {
      Object instance = factory.get();
      if (!type.isInstance(instance)) {
        throw new IllegalStateException(
            "The factory for %s made %s.".formatted(type.getName(), instance));
      }
      return instance;
    }

    @Override
    boolean takesArguments() {
      return false;
    }
  }
}
