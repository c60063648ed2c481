package dev.perdure.internal.reference;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Finds the method that a reference such as `OrderWorkflow::run` names.
///
/// The compiler gives every serializable method reference a class of its own, so the answer is kept
/// per class. It is found by starting to serialize the reference, which yields a [SerializedLambda]
/// without reflection into the caller's module.
public final class MethodReferences {
  private static final ClassValue<Slot> CACHE =
      new ClassValue<>() {
        @Override
        protected Slot computeValue(Class<?> type) {
          return new Slot();
        }
      };

  private MethodReferences() {}

  /// The answer for one class of references. Two threads may both find it; they find the same.
  private static final class Slot {
    @Nullable ResolvedMethod resolved;
  }

  /// The method that the reference names.
  ///
  /// @throws IllegalArgumentException when it is a lambda, or a reference to something other than
  ///   an instance method by its type
  public static ResolvedMethod resolve(Serializable reference) {
    Objects.requireNonNull(reference, "method reference");
    Slot slot = CACHE.get(reference.getClass());
    ResolvedMethod known = slot.resolved;
    if (known != null) {
      return known;
    }
    if (MethodHandleProxies.isWrapperInstance(reference)) {
      // What a debugger's "evaluate expression" passes; all of them share one class, so not cached.
      return resolveWrapped(reference);
    }
    ResolvedMethod found = resolve(capture(reference), reference.getClass().getClassLoader());
    slot.resolved = found;
    return found;
  }

  private static ResolvedMethod resolveWrapped(Serializable reference) {
    Method method =
        MethodHandles.reflectAs(Method.class, MethodHandleProxies.wrapperInstanceTarget(reference));
    if (Modifier.isStatic(method.getModifiers())) {
      throw new IllegalArgumentException(
          method + " is static. Refer to an instance method by its type, as in Order::run.");
    }
    return describe(method.getDeclaringClass(), method, method.getReturnType());
  }

  private static SerializedLambda capture(Serializable reference) {
    try (var capture = new Capture()) {
      capture.writeObject(reference);
      SerializedLambda lambda = capture.captured;
      if (lambda == null) {
        throw new IllegalArgumentException(
            ("An object of %s was passed where a method reference is expected. Write Type::method,"
                    + " as in Order::run.")
                .formatted(reference.getClass().getName()));
      }
      return lambda;
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "Cannot read the method reference " + reference.getClass().getName(), e);
    }
  }

  private static ResolvedMethod resolve(SerializedLambda lambda, @Nullable ClassLoader loader) {
    if (lambda.getCapturedArgCount() != 0) {
      throw refuse(
          lambda, "captures a value (as order::run or a lambda with outer variables does)");
    }
    MethodType instantiated =
        MethodType.fromMethodDescriptorString(lambda.getInstantiatedMethodType(), loader);
    Class<?> receiver = instantiated.parameterType(0);
    Class<?> owner = load(lambda.getImplClass(), loader);
    MethodType signature =
        MethodType.fromMethodDescriptorString(lambda.getImplMethodSignature(), loader);
    Method method =
        switch (lambda.getImplMethodKind()) {
          case MethodHandleInfo.REF_invokeVirtual,
              MethodHandleInfo.REF_invokeInterface,
              MethodHandleInfo.REF_invokeSpecial ->
              find(lambda, owner, lambda.getImplMethodName(), signature);
          case MethodHandleInfo.REF_invokeStatic ->
              lookThrough(lambda, owner, signature, receiver, loader);
          default -> throw refuse(lambda, "creates an object instead of naming a method");
        };
    return describe(receiver, method, instantiated.returnType());
  }

  /// A static method stands behind a Kotlin reference, a lambda, and a reference to a method that
  /// is inherited from a class which the caller cannot see.
  private static Method lookThrough(
      SerializedLambda lambda,
      Class<?> owner,
      MethodType signature,
      Class<?> receiver,
      @Nullable ClassLoader loader) {
    String name = lambda.getImplMethodName();
    if (name.indexOf('$') < 0) {
      throw refuse(lambda, "names the static method %s".formatted(name));
    }
    Forwarding.Target target = Forwarding.of(owner, name, signature.descriptorString());
    if (target == null
        || signature.parameterCount() == 0
        || !signature.parameterType(0).isAssignableFrom(receiver)) {
      throw refuse(lambda, "is a lambda that does not just pass its parameters on to one method");
    }
    return find(
        lambda,
        load(target.owner(), loader),
        target.name(),
        MethodType.fromMethodDescriptorString(target.descriptor(), loader));
  }

  private static Method find(
      SerializedLambda lambda, Class<?> owner, String name, MethodType signature) {
    for (Class<?> at : Declarations.hierarchy(owner)) {
      for (Method method : at.getDeclaredMethods()) {
        if (method.getName().equals(name)
            && method.getReturnType() == signature.returnType()
            && Arrays.equals(method.getParameterTypes(), signature.parameterArray())) {
          return method;
        }
      }
    }
    throw refuse(lambda, "names %s.%s, which is not a declared method".formatted(owner, name));
  }

  /// Generic methods and generic receivers leave type variables open: there the compiler's own idea
  /// of the result is better than the variable's bound.
  private static ResolvedMethod describe(
      Class<?> receiver, Method found, Class<?> instantiatedResult) {
    TypeBindings bindings = TypeBindings.of(receiver);
    Method method = found.isBridge() ? bridged(receiver, bindings, found) : found;
    Type result = bindings.resolve(method.getGenericReturnType());
    if (method.getGenericReturnType() instanceof TypeVariable<?>
        && result instanceof Class<?> bound
        && bound.isAssignableFrom(instantiatedResult)) {
      result = instantiatedResult;
    }
    return new ResolvedMethod(
        receiver,
        method,
        Arrays.stream(method.getGenericParameterTypes()).map(bindings::resolve).toList(),
        result);
  }

  /// A bridge has lost its generic types; the method that it leads to has them.
  private static Method bridged(Class<?> receiver, TypeBindings bindings, Method bridge) {
    for (Class<?> at : Declarations.hierarchy(receiver)) {
      for (Method method : at.getDeclaredMethods()) {
        if (!method.isBridge() && Declarations.sameSlot(bindings, method, bridge)) {
          return method;
        }
      }
    }
    return bridge;
  }

  private static Class<?> load(String internalName, @Nullable ClassLoader loader) {
    String name = internalName.replace('/', '.');
    try {
      return Class.forName(name, false, loader);
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException("A method reference names the missing class " + name, e);
    }
  }

  private static IllegalArgumentException refuse(SerializedLambda lambda, String what) {
    return new IllegalArgumentException(
        ("The method reference in %s %s. Write Type::method, as in Order::run, with the type's name"
                + " on the left; or pass the name as a String.")
            .formatted(lambda.getCapturingClass().replace('/', '.'), what));
  }

  /// Starts to serialize a reference, and keeps what the compiler would have written.
  private static final class Capture extends ObjectOutputStream {
    @Nullable SerializedLambda captured;

    Capture() throws IOException {
      super(OutputStream.nullOutputStream());
      enableReplaceObject(true);
    }

    @Override
    protected @Nullable Object replaceObject(Object object) {
      if (object instanceof SerializedLambda lambda) {
        captured = lambda;
      }
      return null; // nothing is written
    }
  }
}
