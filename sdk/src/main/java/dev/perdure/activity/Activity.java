package dev.perdure.activity;

import dev.perdure.common.MetricMeter;
import dev.perdure.internal.worker.CurrentActivity;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The entry to everything that activity code does, and the annotation that declares an activity.
///
/// The static methods are short forms of those of [#current()], for the thread that runs the
/// activity. A thread that the activity starts takes the [ActivityContext] with it.
public final class Activity {
  private Activity() {}

  /// Declares an activity: a method of any class or interface.
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  public @interface Definition {
    /// The activity type's name on the wire; the method's name when empty.
    String name() default "";

    /// Whether the method takes every activity type that no other activity of the worker has. Its
    /// one parameter is a `List<RawValue>`, and [ActivityInfo#activityType()] says what was asked
    /// for.
    boolean dynamic() default false;

    /// Whether the thread is spared the interrupt when the activity is to stop. The method then has
    /// to ask ([Activity#isCancelled()]), or to send heartbeats, which throw.
    boolean noThreadInterrupt() default false;
  }

  /// The activity that this thread runs. The returned object may be used by any thread.
  ///
  /// @throws IllegalStateException when this thread does not run an activity
  public static ActivityContext current() {
    return CurrentActivity.get();
  }

  /// Whether this thread runs an activity.
  public static boolean isInActivity() {
    return CurrentActivity.isBound();
  }

  /// What is known about the activity and this attempt.
  public static ActivityInfo info() {
    return current().info();
  }

  /// Reports that this attempt is alive, with details that the next attempt can read.
  ///
  /// @see ActivityContext#heartbeat
  public static void heartbeat(@Nullable Object... details) {
    current().heartbeat(details);
  }

  /// The first of the details of the last heartbeat that an earlier attempt made.
  ///
  /// @see ActivityContext#heartbeatDetails(Class)
  public static <T> Optional<T> heartbeatDetails(Class<T> type) {
    return current().heartbeatDetails(type);
  }

  /// Whether the activity should stop: somebody asked for it, it timed out, or its worker stops.
  public static boolean isCancelled() {
    return current().isCancelled();
  }

  /// Makes metrics of this attempt.
  ///
  /// @see ActivityContext#metricMeter()
  public static MetricMeter metricMeter() {
    return current().metricMeter();
  }

  /// Says that this attempt's outcome will come from elsewhere, by its [task
  /// token][ActivityInfo#taskToken()] or its id: nothing is reported when the method ends.
  ///
  /// Throw the result, so that the method ends here: `throw Activity.completeAsync();`. Returning
  /// any value has the same meaning; any other exception is reported as usual.
  public static CompleteAsyncException completeAsync() {
    return current().completeAsync();
  }
}
