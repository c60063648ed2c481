package dev.perdure.internal.reference;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What the type variables of a class's supertypes stand for, seen from that class. With it an
/// inherited `T load()` is known to return a `List<Item>`.
public final class TypeBindings {
  private final Map<TypeVariable<?>, Type> bindings = new HashMap<>();

  private TypeBindings() {}

  /// The bindings that `type` and its supertypes make.
  public static TypeBindings of(Class<?> type) {
    var result = new TypeBindings();
    result.bindSupertypes(type);
    return result;
  }

  private void bindSupertypes(Class<?> type) {
    bind(type.getGenericSuperclass());
    for (Type parent : type.getGenericInterfaces()) {
      bind(parent);
    }
  }

  private void bind(@Nullable Type parent) {
    switch (parent) {
      case ParameterizedType parameterized -> {
        Class<?> raw = erase(parameterized);
        TypeVariable<?>[] variables = raw.getTypeParameters();
        Type[] arguments = parameterized.getActualTypeArguments();
        for (int i = 0; i < variables.length; i++) {
          bindings.putIfAbsent(variables[i], resolve(arguments[i]));
        }
        bindSupertypes(raw);
      }
      case Class<?> raw -> bindSupertypes(raw);
      case null, default -> {}
    }
  }

  /// The type with every known type variable replaced, and every unknown one by its bound's class.
  public Type resolve(Type type) {
    return switch (type) {
      case TypeVariable<?> variable -> {
        Type bound = bindings.get(variable);
        yield bound != null ? bound : erase(variable);
      }
      case ParameterizedType parameterized -> {
        List<Type> arguments = resolveAll(parameterized.getActualTypeArguments());
        yield arguments.equals(List.of(parameterized.getActualTypeArguments()))
            ? parameterized
            : new Parameterized(erase(parameterized), arguments, parameterized.getOwnerType());
      }
      case GenericArrayType array -> arrayOf(resolve(array.getGenericComponentType()));
      case WildcardType wildcard -> resolve(wildcard.getUpperBounds()[0]);
      default -> type;
    };
  }

  private List<Type> resolveAll(Type[] types) {
    return Arrays.stream(types).map(this::resolve).toList();
  }

  private static Type arrayOf(Type component) {
    return component instanceof Class<?> type ? type.arrayType() : new GenericArray(component);
  }

  /// The class that remains of a type at run time.
  public static Class<?> erase(Type type) {
    return switch (type) {
      case Class<?> raw -> raw;
      case ParameterizedType parameterized -> (Class<?>) parameterized.getRawType();
      case GenericArrayType array -> erase(array.getGenericComponentType()).arrayType();
      case TypeVariable<?> variable -> erase(variable.getBounds()[0]);
      case WildcardType wildcard -> erase(wildcard.getUpperBounds()[0]);
      default -> throw new IllegalArgumentException("Not a Java type: " + type);
    };
  }

  /// A generic type whose arguments are all known.
  private record Parameterized(Class<?> raw, List<Type> arguments, @Nullable Type owner)
      implements ParameterizedType {
    @Override
    public Type[] getActualTypeArguments() {
      return arguments.toArray(Type[]::new);
    }

    @Override
    public Type getRawType() {
      return raw;
    }

    @Override
    public @Nullable Type getOwnerType() {
      return owner;
    }

    /// As the JDK's own implementation, which accepts others too.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof ParameterizedType type
          && raw.equals(type.getRawType())
          && Objects.equals(owner, type.getOwnerType())
          && arguments.equals(List.of(type.getActualTypeArguments()));
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(getActualTypeArguments()) ^ Objects.hashCode(owner) ^ raw.hashCode();
    }

    @Override
    public String toString() {
      return arguments.stream()
          .map(Type::getTypeName)
          .collect(Collectors.joining(", ", raw.getTypeName() + "<", ">"));
    }
  }

  /// An array whose component is a generic type.
  private record GenericArray(Type component) implements GenericArrayType {
    @Override
    public Type getGenericComponentType() {
      return component;
    }

    @Override
    public String toString() {
      return component.getTypeName() + "[]";
    }
  }
}
