package dev.perdure.internal.reference;

import dev.perdure.activity.Activity;
import dev.perdure.workflow.Workflow;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/// The names that workflows, activities and handlers have on the wire: the annotation's, or the
/// simple name of the type or method that carries it. All are null where the annotation is missing.
public final class WireNames {
  private WireNames() {}

  /// The workflow type's name: that of the nearest type with `@Workflow.Definition`.
  public static @Nullable String workflowType(Class<?> type) {
    Class<?> carrier = Declarations.carrier(type, Workflow.Definition.class);
    if (carrier == null) {
      return null;
    }
    var definition = carrier.getAnnotation(Workflow.Definition.class);
    return definition == null || definition.name().isEmpty()
        ? carrier.getSimpleName()
        : definition.name();
  }

  static @Nullable String activityType(Class<?> receiver, Method method) {
    var definition = Declarations.annotation(receiver, method, Activity.Definition.class);
    return definition == null ? null : orElse(definition.name(), method);
  }

  static @Nullable String signal(Class<?> receiver, Method method) {
    var signal = Declarations.annotation(receiver, method, Workflow.Signal.class);
    return signal == null ? null : orElse(signal.name(), method);
  }

  static @Nullable String query(Class<?> receiver, Method method) {
    var query = Declarations.annotation(receiver, method, Workflow.Query.class);
    return query == null ? null : orElse(query.name(), method);
  }

  /// The annotation's name, or the method's when the annotation has none.
  public static String orElse(String annotated, Method method) {
    return annotated.isEmpty() ? method.getName() : annotated;
  }
}
