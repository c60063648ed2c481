package dev.perdure.activity;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The entry to everything that activity code does, and the annotation that declares an activity.
public final class Activity {
  private Activity() {}

  /// Declares an activity: a method of any class or interface.
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  public @interface Definition {
    /// The activity type's name on the wire; the method's name when empty.
    String name() default "";
  }
}
