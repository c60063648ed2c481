package dev.perdure.engine.activity;

import com.google.protobuf.Duration;
import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.state.Times;
import java.time.Instant;

/// Spreads over time what would else happen all at once.
final class Jitter {
  private Jitter() {}

  /// Some time from now on, less than `atMost` away.
  static Instant after(Draft draft, Duration atMost) {
    var range = Times.duration(atMost);
    if (!range.isPositive()) {
      return draft.now();
    }
    return draft.now().plusMillis((long) (range.toMillis() * draft.ids().jitter()));
  }
}
