package dev.perdure.internal.reference;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where a class and its methods are declared: annotations count wherever they stand in the class
/// hierarchy, so an interface shared by caller and worker, a proxy and a mock all keep their names.
public final class Declarations {
  private Declarations() {}

  /// The class itself, its superclasses from near to far, then all its interfaces; not `Object`.
  public static List<Class<?>> hierarchy(Class<?> type) {
    Set<Class<?>> result = new LinkedHashSet<>();
    for (@Nullable Class<?> at = type; at != null && at != Object.class; at = at.getSuperclass()) {
      result.add(at);
    }
    for (Class<?> at : List.copyOf(result)) {
      addInterfaces(at, result);
    }
    return List.copyOf(result);
  }

  private static void addInterfaces(Class<?> type, Set<Class<?>> result) {
    for (Class<?> parent : type.getInterfaces()) {
      if (result.add(parent)) {
        addInterfaces(parent, result);
      }
    }
  }

  /// The nearest type in the hierarchy that carries the annotation, or null.
  public static @Nullable Class<?> carrier(Class<?> type, Class<? extends Annotation> annotation) {
    for (Class<?> at : hierarchy(type)) {
      if (at.isAnnotationPresent(annotation)) {
        return at;
      }
    }
    return null;
  }

  /// The nearest annotation on the method or on one that it overrides or is overridden by, as seen
  /// from the receiver; null when there is none.
  public static <A extends Annotation> @Nullable A annotation(
      Class<?> receiver, Method method, Class<A> annotation) {
    A own = method.getAnnotation(annotation);
    if (own != null) {
      return own;
    }
    TypeBindings bindings = TypeBindings.of(receiver);
    for (Class<?> at : hierarchy(receiver)) {
      for (Method other : at.getDeclaredMethods()) {
        A found = other.getAnnotation(annotation);
        if (found != null && sameSlot(bindings, method, other)) {
          return found;
        }
      }
    }
    return null;
  }

  /// Whether a call of one method on an instance of the receiver runs the same code as a call of
  /// the other.
  public static boolean sameSlot(TypeBindings receiver, Method one, Method other) {
    if (one.equals(other)) {
      return true;
    }
    return one.getName().equals(other.getName())
        && one.getParameterCount() == other.getParameterCount()
        && overridable(one)
        && overridable(other)
        && Arrays.equals(erasedParameters(receiver, one), erasedParameters(receiver, other));
  }

  private static boolean overridable(Method method) {
    return (method.getModifiers() & (Modifier.STATIC | Modifier.PRIVATE)) == 0;
  }

  private static Class<?>[] erasedParameters(TypeBindings receiver, Method method) {
    return Arrays.stream(method.getGenericParameterTypes())
        .map(receiver::resolve)
        .map(TypeBindings::erase)
        .toArray(Class<?>[]::new);
  }
}
