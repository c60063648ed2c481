package dev.perdure.workflow;

import java.time.Duration;

/// The check of all timeouts in options.
final class Timeouts {
  private Timeouts() {}

  static Duration positive(Duration duration, String what) {
    if (!duration.isPositive()) {
      throw new IllegalArgumentException(
          "The " + what + " must be positive, but is " + duration + ".");
    }
    return duration;
  }
}
