package dev.perdure.internal.definition;

import dev.perdure.activity.Activity;
import dev.perdure.common.TypeRef;
import dev.perdure.converter.DataConverter;
import dev.perdure.converter.RawValue;
import io.temporal.api.common.v1.Payloads;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An activity type that a worker can run: a method, and the instance that it is called on or the
/// class of the instances that processes make. An instance is shared by all attempts, which may run
/// at the same time.
public final class ActivityDefinition {
  private static final String RAW_VALUES = new TypeRef<List<RawValue>>() {}.type().getTypeName();

  private final DefinedMethod method;
  private final Class<?> type;

  /// Null when it runs in a process of its own.
  private final @Nullable Object instance;

  private final boolean dynamic;
  private final boolean interruptible;

  private ActivityDefinition(DefinedMethod method, Class<?> type, @Nullable Object instance) {
    this.method = method;
    this.type = type;
    this.instance = instance;
    Activity.Definition annotation = method.method().getAnnotation(Activity.Definition.class);
    this.dynamic = annotation != null && annotation.dynamic();
    this.interruptible = annotation == null || !annotation.noThreadInterrupt();
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
    return parse(instance.getClass(), instance, problems);
  }

  /// The activities of a class whose instances are made in processes of their own.
  static List<ActivityDefinition> inProcess(Class<?> type, Problems problems) {
    if (!Modifier.isPublic(type.getModifiers())
        || Modifier.isAbstract(type.getModifiers())
        || !hasConstructor(type)) {
      problems.add(
          "%s cannot be made in a process of its own. Make it a public class with a public constructor without parameters."
              .formatted(type.getName()));
    }
    return parse(type, null, problems);
  }

  private static boolean hasConstructor(Class<?> type) {
    try {
      return Modifier.isPublic(type.getConstructor().getModifiers());
    } catch (NoSuchMethodException e) {
      return false;
    }
  }

  private static List<ActivityDefinition> parse(
      Class<?> type, @Nullable Object instance, Problems problems) {
    List<ActivityDefinition> result = new ArrayList<>();
    new AnnotatedMethods(type, problems)
        .find(Activity.Definition.class, Activity.Definition::name)
        .values()
        .forEach(method -> result.add(new ActivityDefinition(method, type, instance)));
    result.forEach(activity -> activity.check(problems));
    if (result.isEmpty()) {
      problems.add(
          "%s has no method with @Activity.Definition. Mark those that are activities."
              .formatted(type.getName()));
    }
    return result;
  }

  private void check(Problems problems) {
    List<Type> parameters = method.parameterTypes();
    if (dynamic
        && (parameters.size() != 1 || !parameters.getFirst().getTypeName().equals(RAW_VALUES))) {
      problems.add(
          "%s is a dynamic activity. Its one parameter must be a List<RawValue>."
              .formatted(method));
    }
    Activity.Definition annotation = method.method().getAnnotation(Activity.Definition.class);
    if (dynamic && annotation != null && !annotation.name().isEmpty()) {
      problems.add(
          "%s is a dynamic activity: it has no name, as it takes every type that no other activity has."
              .formatted(method));
    }
  }

  /// The activity type's name on the wire; of no meaning for a dynamic activity.
  public String name() {
    return method.name();
  }

  /// The class of the object that it is called on.
  public Class<?> type() {
    return type;
  }

  /// Whether it runs in a process of its own, which makes the object and takes raw values.
  public boolean isInProcess() {
    return instance == null;
  }

  /// Whether it takes every activity type that no other one has.
  public boolean isDynamic() {
    return dynamic;
  }

  /// Whether its thread is interrupted when it is to stop.
  public boolean isInterruptible() {
    return interruptible;
  }

  /// The generic types to which arguments are decoded.
  public List<Type> parameterTypes() {
    return method.parameterTypes();
  }

  /// The arguments for one attempt.
  ///
  /// @throws dev.perdure.converter.DataConversionException when they cannot be decoded
  public @Nullable Object[] arguments(Payloads input, DataConverter converter) {
    if (isInProcess()) {
      return input.getPayloadsList().stream().map(RawValue::new).toArray();
    }
    return dynamic
        ? new Object[] {input.getPayloadsList().stream().map(RawValue::new).toList()}
        : converter.decodeArguments(input, method.parameterTypes());
  }

  /// The generic type of the result; `void.class` for none.
  public Type resultType() {
    return method.resultType();
  }

  /// Runs one attempt.
  ///
  /// @throws Throwable what the method throws, itself
  public @Nullable Object invoke(@Nullable Object... arguments) throws Throwable {
    if (instance == null) {
      throw new IllegalStateException(this + " runs in a process of its own");
    }
    return method.invoke(instance, arguments);
  }

  /// As in `com.acme.Payments.charge`, for messages.
  @Override
  public String toString() {
    return method.toString();
  }
}
