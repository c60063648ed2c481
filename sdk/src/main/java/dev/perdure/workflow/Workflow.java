package dev.perdure.workflow;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The entry to everything that workflow code does, and the annotations that declare a workflow.
public final class Workflow {
  private Workflow() {}

  /// Declares a workflow: a class, or an interface that classes implement.
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.TYPE)
  public @interface Definition {
    /// The workflow type's name on the wire; the simple name of the annotated type when empty.
    String name() default "";
  }

  /// Marks the one method that is the workflow.
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  public @interface Run {}

  /// Marks a method that handles a signal.
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  public @interface Signal {
    /// The signal's name on the wire; the method's name when empty.
    String name() default "";
  }

  /// Marks a method that answers a query. It must return a value and change nothing.
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  public @interface Query {
    /// The query's name on the wire; the method's name when empty.
    String name() default "";
  }
}
