package dev.perdure.internal.worker;

import dev.perdure.activity.ActivityContext;

/// The activity that the current thread runs.
public final class CurrentActivity {
  static final ScopedValue<ActivityContext> VALUE = ScopedValue.newInstance();

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

  /// Whether the thread runs an activity.
  public static boolean isBound() {
    return VALUE.isBound();
  }
}
