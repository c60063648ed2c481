package dev.perdure.internal.definition;

import dev.perdure.activity.Activity;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An activity type that a worker can run: a method and the instance that it is called on. The
/// instance is shared by all attempts, which may run at the same time.
public final class ActivityDefinition {
  private final DefinedMethod method;
  private final Object instance;

  private ActivityDefinition(DefinedMethod method, Object instance) {
    this.method = method;
    this.instance = instance;
  }

  /// The activities that an object has: the methods with `@Activity.Definition` in its class, its
  /// superclasses and its interfaces.
  ///
  /// @throws dev.perdure.common.InvalidDefinitionException with every problem at once
  public static List<ActivityDefinition> of(Object instance) {
    var problems = new Problems();
    List<ActivityDefinition> result = parse(instance, problems);
    problems.throwIfAny();
    return result;
  }

  static List<ActivityDefinition> parse(Object instance, Problems problems) {
    if (instance instanceof Class<?> type) {
      problems.add(
          "%s was registered as a class. Activities are registered as objects: new %s(…)."
              .formatted(type.getName(), type.getSimpleName()));
      return List.of();
    }
    List<ActivityDefinition> result = new ArrayList<>();
    new AnnotatedMethods(instance.getClass(), problems)
        .find(Activity.Definition.class, Activity.Definition::name)
        .values()
        .forEach(method -> result.add(new ActivityDefinition(method, instance)));
    if (result.isEmpty()) {
      problems.add(
          "%s has no method with @Activity.Definition.".formatted(instance.getClass().getName()));
    }
    return result;
  }

  /// The activity type's name on the wire.
  public String name() {
    return method.name();
  }

  /// The class of the object that it is called on.
  public Class<?> type() {
    return instance.getClass();
  }

  /// The generic types to which arguments are decoded.
  public List<Type> parameterTypes() {
    return method.parameterTypes();
  }

  /// The generic type of the result; `void.class` for none.
  public Type resultType() {
    return method.resultType();
  }

  /// Runs one attempt.
  ///
  /// @throws Throwable what the method throws, itself
  public @Nullable Object invoke(@Nullable Object... arguments) throws Throwable {
    return method.invoke(instance, arguments);
  }

  /// As in `com.acme.Payments.charge`, for messages.
  @Override
  public String toString() {
    return method.toString();
  }
}
