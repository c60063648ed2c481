package dev.perdure.validation;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds what is wrong with a value. Values in lists, maps, arrays and optionals are looked at one
/// by one; what is within an object is the validator's, which follows `@Valid`.
final class Violations {
  private final Validator validator;
  private final List<Violation> found = new ArrayList<>();

  private Violations(Validator validator) {
    this.validator = validator;
  }

  /// All that is wrong with a value, by its path.
  static List<Violation> of(@Nullable Object value, Validator validator) {
    var violations = new Violations(validator);
    violations.look(value, "");
    violations.found.sort(
        Comparator.comparing(Violation::path).thenComparing(Violation::constraint));
    return violations.found;
  }

  private void look(@Nullable Object value, String path) {
    switch (value) {
      case null -> {}
      case Optional<?> optional -> optional.ifPresent(present -> look(present, path));
      case Map<?, ?> map ->
          map.forEach((key, element) -> look(element, "%s[%s]".formatted(path, key)));
      case Collection<?> elements -> {
        int index = 0;
        for (Object element : elements) {
          look(element, "%s[%d]".formatted(path, index++));
        }
      }
      case Object[] elements -> {
        for (int index = 0; index < elements.length; index++) {
          look(elements[index], "%s[%d]".formatted(path, index));
        }
      }
      default -> {
        if (!value.getClass().getName().startsWith("java.")) {
          validator.validate(value).forEach(violation -> found.add(violation(violation, path)));
        }
      }
    }
  }

  private static Violation violation(ConstraintViolation<?> violation, String path) {
    String within = violation.getPropertyPath().toString();
    boolean separate = !path.isEmpty() && !within.isEmpty() && !within.startsWith("[");
    return new Violation(
        path + (separate ? "." : "") + within,
        violation.getConstraintDescriptor().getAnnotation().annotationType().getSimpleName(),
        violation.getMessage());
  }
}
