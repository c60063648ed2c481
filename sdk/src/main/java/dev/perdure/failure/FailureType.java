package dev.perdure.failure;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Gives an exception class the type under which it travels as an [ApplicationFailure], instead of
/// its simple name. Callers in other processes decide by it, so it should not change when the class
/// is renamed.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface FailureType {
  /// The type.
  String value();
}
