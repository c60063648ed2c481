package dev.perdure.internal.reference;

import dev.perdure.workflow.Workflow;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The method that a method reference names, with its types as seen from the receiver.
///
/// The names on the wire are found when first asked for. Two threads may both find them; they find
/// the same.
public final class ResolvedMethod {
  private final Class<?> receiver;
  private final Method method;
  private final List<Type> parameterTypes;
  private final Type resultType;
  private @Nullable String workflowType;
  private @Nullable String activityType;
  private @Nullable String signalName;
  private @Nullable String queryName;
  private @Nullable String updateName;

  ResolvedMethod(Class<?> receiver, Method method, List<Type> parameterTypes, Type resultType) {
    this.receiver = receiver;
    this.method = method;
    this.parameterTypes = parameterTypes;
    this.resultType = resultType;
  }

  /// The type left of `::`.
  public Class<?> receiver() {
    return receiver;
  }

  /// The method right of `::`, as declared in the receiver's type or in a supertype.
  public Method method() {
    return method;
  }

  /// The generic parameter types, with the receiver's type arguments filled in.
  public List<Type> parameterTypes() {
    return parameterTypes;
  }

  /// The generic result type, with the receiver's type arguments filled in; `void.class` for none.
  public Type resultType() {
    return resultType;
  }

  /// The workflow type's name; the method must be the workflow's run method.
  public String workflowType() {
    String name = workflowType;
    if (name == null) {
      if (Declarations.annotation(receiver, method, Workflow.Run.class) == null) {
        throw missing("@Workflow.Run", "the method that is the workflow");
      }
      name = WireNames.startedType(receiver);
      if (name == null) {
        throw new IllegalArgumentException(
            "%s is not a workflow: neither it nor a supertype has @Workflow.Definition."
                .formatted(receiver.getName()));
      }
      workflowType = name;
    }
    return name;
  }

  /// The activity type's name; the method must be an activity.
  public String activityType() {
    String name = activityType;
    if (name == null) {
      name = WireNames.activityType(receiver, method);
      if (name == null) {
        throw missing("@Activity.Definition", "an activity method");
      }
      activityType = name;
    }
    return name;
  }

  /// The signal's name; the method must be a signal handler.
  public String signalName() {
    String name = signalName;
    if (name == null) {
      name = WireNames.signal(receiver, method);
      if (name == null) {
        throw missing("@Workflow.Signal", "a signal handler");
      }
      signalName = name;
    }
    return name;
  }

  /// The query's name; the method must be a query handler.
  public String queryName() {
    String name = queryName;
    if (name == null) {
      name = WireNames.query(receiver, method);
      if (name == null) {
        throw missing("@Workflow.Query", "a query handler");
      }
      queryName = name;
    }
    return name;
  }

  /// The update's name; the method must be an update handler.
  public String updateName() {
    String name = updateName;
    if (name == null) {
      name = WireNames.update(receiver, method);
      if (name == null) {
        throw missing("@Workflow.Update", "an update handler");
      }
      updateName = name;
    }
    return name;
  }

  private IllegalArgumentException missing(String annotation, String expected) {
    return new IllegalArgumentException(
        "%s is not annotated with %s. Annotate it, or refer to %s."
            .formatted(this, annotation, expected));
  }

  /// As it is written in code: `OrderWorkflow::run`.
  @Override
  public String toString() {
    return receiver.getSimpleName() + "::" + method.getName();
  }
}
