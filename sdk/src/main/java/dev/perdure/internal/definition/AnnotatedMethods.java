package dev.perdure.internal.definition;

import dev.perdure.internal.reference.Declarations;
import dev.perdure.internal.reference.TypeBindings;
import dev.perdure.internal.reference.WireNames;
import java.lang.annotation.Annotation;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Finds the methods of a type that carry an annotation, wherever in the hierarchy it stands, and
/// checks that the worker can call them.
final class AnnotatedMethods {
  /// The name of the module that user packages are opened to.
  private static final String OWN_MODULE = "dev.perdure.sdk";

  /// How names begin that users cannot have.
  static final String RESERVED = "__temporal_";

  private final Class<?> type;
  private final TypeBindings bindings;
  private final Problems problems;

  AnnotatedMethods(Class<?> type, Problems problems) {
    this.type = type;
    this.bindings = TypeBindings.of(type);
    this.problems = problems;
  }

  /// The methods with the annotation by their names on the wire. `name` reads the name from the
  /// annotation, empty for the method's own.
  <A extends Annotation> Map<String, DefinedMethod> find(
      Class<A> annotation, Function<A, String> name) {
    Map<String, DefinedMethod> result = new LinkedHashMap<>();
    for (DefinedMethod method : all(annotation, name)) {
      checkName(method);
      DefinedMethod other = result.putIfAbsent(method.name(), method);
      if (other != null) {
        problems.add(both(kind(annotation), other, method));
      }
    }
    return result;
  }

  /// The methods with the annotation, also those of one name.
  <A extends Annotation> List<DefinedMethod> all(Class<A> annotation, Function<A, String> name) {
    List<DefinedMethod> result = new ArrayList<>();
    for (Method method : distinct(annotation)) {
      checkCallable(method);
      result.add(
          new DefinedMethod(
              WireNames.orElse(name.apply(annotationOf(method, annotation)), method),
              method,
              bindings));
    }
    return result;
  }

  /// Refuses names that the protocol keeps for itself.
  void checkName(DefinedMethod method) {
    if (method.name().startsWith(RESERVED)) {
      problems.add(
          "%s has the name \"%s\": names that start with %s are reserved."
              .formatted(method, method.name(), RESERVED));
    }
  }

  /// Refuses methods that carry, by themselves or by what they override, two of the annotations.
  void checkOneKind(List<Class<? extends Annotation>> annotations) {
    for (int i = 0; i < annotations.size(); i++) {
      for (Method one : distinct(annotations.get(i))) {
        for (var otherKind : annotations.subList(i + 1, annotations.size())) {
          for (Method other : distinct(otherKind)) {
            if (Declarations.sameSlot(bindings, one, other)) {
              problems.add(
                  "%s is marked as @Workflow.%s, and %s as @Workflow.%s. One method is one of them."
                      .formatted(
                          DefinedMethod.describe(one),
                          annotations.get(i).getSimpleName(),
                          DefinedMethod.describe(other),
                          otherKind.getSimpleName()));
            }
          }
        }
      }
    }
  }

  /// The sentence about two methods of one name.
  static String both(String kind, DefinedMethod one, DefinedMethod other) {
    return "%s and %s are both the %s \"%s\". Name one of them in its annotation."
        .formatted(one, other, kind, other.name());
  }

  /// As in `(String, List<Item>)`, for messages.
  static String describe(List<Type> types) {
    return types.stream()
        .map(type -> type instanceof Class<?> c ? c.getSimpleName() : type.getTypeName())
        .collect(Collectors.joining(", ", "(", ")"));
  }

  static <A extends Annotation> A annotationOf(Method method, Class<A> annotation) {
    A found = method.getAnnotation(annotation);
    if (found == null) {
      throw new IllegalStateException(method + " lost its annotation");
    }
    return found;
  }

  /// Reflection has no order of its own, and messages should not change from run to run.
  private static Method[] declaredIn(Class<?> type) {
    Method[] result = type.getDeclaredMethods();
    Arrays.sort(result, Comparator.comparing(Method::getName).thenComparing(Method::toString));
    return result;
  }

  /// Of methods that override one another only the nearest that is annotated counts.
  private List<Method> distinct(Class<? extends Annotation> annotation) {
    List<Method> result = new ArrayList<>();
    for (Class<?> at : Declarations.hierarchy(type)) {
      for (Method method : declaredIn(at)) {
        if (method.isAnnotationPresent(annotation)
            && !method.isBridge()
            && result.stream().noneMatch(m -> Declarations.sameSlot(bindings, m, method))) {
          result.add(method);
        }
      }
    }
    return result;
  }

  private void checkCallable(Method method) {
    String name = DefinedMethod.describe(method);
    if (Modifier.isStatic(method.getModifiers())) {
      problems.add("%s is static. Make it an instance method.".formatted(name));
    } else if (!Modifier.isPublic(method.getModifiers())) {
      problems.add(
          "%s is not public. Make it public, so that a worker may call it.".formatted(name));
    } else if (!opened(method, method)) {
      problems.add(opens(method.getDeclaringClass(), name));
    }
    if (method.getTypeParameters().length > 0) {
      problems.add(
          "%s has type parameters. Arguments are decoded to types known ahead.".formatted(name));
    }
    if (method.isVarArgs()) {
      problems.add("%s has a variable number of arguments. Take a List instead.".formatted(name));
    }
  }

  /// Makes the member callable from here, unless its module forbids it.
  static boolean opened(AccessibleObject access, Member member) {
    try {
      return access.trySetAccessible();
    } catch (InaccessibleObjectException | SecurityException e) {
      return Modifier.isPublic(member.getModifiers())
          && Modifier.isPublic(member.getDeclaringClass().getModifiers());
    }
  }

  /// The sentence that says which line is missing in which module.
  static String opens(Class<?> type, String what) {
    return "%s cannot be called by the worker. Add `opens %s to %s;` to the module-info of %s, or make the class public and export its package."
        .formatted(what, type.getPackageName(), OWN_MODULE, type.getModule().getName());
  }

  /// How a message calls the annotation's methods: `@Workflow.Signal` marks a signal.
  static String kind(Class<? extends Annotation> annotation) {
    Class<?> outer = annotation.getDeclaringClass();
    return outer != null && annotation.getSimpleName().equals("Definition")
        ? outer.getSimpleName().toLowerCase(Locale.ROOT)
        : annotation.getSimpleName().toLowerCase(Locale.ROOT);
  }
}
