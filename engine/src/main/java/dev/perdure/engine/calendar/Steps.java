package dev.perdure.engine.calendar;

import org.jspecify.annotations.Nullable;

/// How long times are searched for: a spec may exclude nearly all of its times, and whoever
/// searches has others waiting. A step is a day, an hour, a minute, an interval or an exclusion
/// that is looked at.
///
/// Each search makes some way, also without steps left: whoever goes on later comes to the end.
public final class Steps {
  /// A few milliseconds.
  static final int USUAL = 50_000;

  private final @Nullable Steps whole;
  private int left;

  private Steps(@Nullable Steps whole, int left) {
    this.whole = whole;
    this.left = left;
  }

  /// Enough for what is due, and what is next.
  public static Steps usual() {
    return of(USUAL);
  }

  public static Steps of(int most) {
    return new Steps(null, most);
  }

  /// Some of these: what is taken from them is taken from these too.
  public Steps atMost(int most) {
    return new Steps(this, most);
  }

  void take() {
    left--;
    if (whole != null) {
      whole.take();
    }
  }

  public boolean areLeft() {
    return left > 0 && (whole == null || whole.areLeft());
  }

  /// Negative if the last search took more than there were.
  int left() {
    return left;
  }
}
