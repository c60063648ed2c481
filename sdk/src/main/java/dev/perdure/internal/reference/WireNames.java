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

  /// The name under which a workflow is started, which a dynamic one does not have.
  static @Nullable String startedType(Class<?> type) {
    Class<?> carrier = Declarations.carrier(type, Workflow.Definition.class);
    if (carrier != null && carrier.getAnnotation(Workflow.Definition.class).dynamic()) {
      throw new IllegalArgumentException(
          "%s runs workflows of any type, so a reference to it names none. Start it by a name: a String."
              .formatted(type.getSimpleName()));
    }
    return workflowType(type);
  }

  static @Nullable String activityType(Class<?> receiver, Method method) {
    var definition = Declarations.annotation(receiver, method, Activity.Definition.class);
    return definition == null ? null : orElse(definition.name(), method);
  }

  static @Nullable String signal(Class<?> receiver, Method method) {
    var signal = Declarations.annotation(receiver, method, Workflow.Signal.class);
    return signal == null ? null : orElse(signal.name(), notDynamic(signal.dynamic(), method));
  }

  static @Nullable String query(Class<?> receiver, Method method) {
    var query = Declarations.annotation(receiver, method, Workflow.Query.class);
    return query == null ? null : orElse(query.name(), notDynamic(query.dynamic(), method));
  }

  static @Nullable String update(Class<?> receiver, Method method) {
    var update = Declarations.annotation(receiver, method, Workflow.Update.class);
    return update == null ? null : orElse(update.name(), notDynamic(update.dynamic(), method));
  }

  private static Method notDynamic(boolean dynamic, Method method) {
    if (dynamic) {
      throw new IllegalArgumentException(
          "%s.%s takes any name, so a reference to it names nothing. Call it by a name: a String."
              .formatted(method.getDeclaringClass().getSimpleName(), method.getName()));
    }
    return method;
  }

  /// The annotation's name, or the method's when the annotation has none.
  public static String orElse(String annotated, Method method) {
    return annotated.isEmpty() ? method.getName() : annotated;
  }
}
