package dev.perdure.internal.definition;

import dev.perdure.internal.reference.TypeBindings;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A method that the worker calls: its name on the wire, and its types as seen from the type that
/// was registered. It is called virtually, so overrides, proxies and mocks are reached.
public final class DefinedMethod {
  private final String name;
  private final Method method;
  private final List<Type> parameterTypes;
  private final Type resultType;

  DefinedMethod(String name, Method method, TypeBindings bindings) {
    this.name = name;
    this.method = method;
    this.parameterTypes =
        Arrays.stream(method.getGenericParameterTypes()).map(bindings::resolve).toList();
    this.resultType = bindings.resolve(method.getGenericReturnType());
  }

  /// The name on the wire.
  public String name() {
    return name;
  }

  /// The method as it carries its annotation.
  public Method method() {
    return method;
  }

  /// The generic types to which arguments are decoded.
  public List<Type> parameterTypes() {
    return parameterTypes;
  }

  /// The generic type of the result; `void.class` for none.
  public Type resultType() {
    return resultType;
  }

  /// Calls the method on an instance of the registered type.
  ///
  /// @throws Throwable what the method throws, itself
  public @Nullable Object invoke(Object instance, @Nullable Object... arguments) throws Throwable {
    try {
      return method.invoke(instance, arguments);
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause();
      throw cause == null ? e : cause;
    }
  }

  /// As in `com.acme.Order.charge`, for messages.
  @Override
  public String toString() {
    return describe(method);
  }

  static String describe(Method method) {
    return method.getDeclaringClass().getName() + "." + method.getName();
  }
}
