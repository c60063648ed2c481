package dev.perdure.internal.worker;

import dev.perdure.activity.ActivityContext;
import org.jspecify.annotations.Nullable;

/// The activity that the current thread runs.
public final class CurrentActivity {
  private static final ScopedValue<ActivityContext> VALUE = ScopedValue.newInstance();

  private CurrentActivity() {}

  /// The activity.
  ///
  /// @throws IllegalStateException when the thread runs none
  public static ActivityContext get() {
    if (!VALUE.isBound()) {
      throw new IllegalStateException(
          "This thread does not run an activity. In a thread that an activity started, use the"
              + " object that Activity.current() returned in the activity's own thread.");
    }
    return VALUE.get();
  }

  /// Runs code as that of an activity.
  public static <R extends @Nullable Object, E extends Throwable> R call(
      ActivityContext activity, ScopedValue.CallableOp<? extends R, E> code) throws E {
    return ScopedValue.where(VALUE, activity).call(code);
  }

  /// Whether the thread runs an activity.
  public static boolean isBound() {
    return VALUE.isBound();
  }
}
