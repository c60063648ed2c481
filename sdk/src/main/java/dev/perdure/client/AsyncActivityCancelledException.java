package dev.perdure.client;

import dev.perdure.activity.ActivityCancellationDetails;
import dev.perdure.common.PerdureException;

/// An activity that is completed from outside is to stop. Whoever works on it ends it with
/// [AsyncActivityHandle#reportCancellation] or otherwise.
public final class AsyncActivityCancelledException extends PerdureException {
  private final ActivityCancellationDetails details;

  AsyncActivityCancelledException(ActivityCancellationDetails details) {
    super("The activity is to stop: " + details, null);
    this.details = details;
  }

  /// Why it is to stop.
  public ActivityCancellationDetails details() {
    return details;
  }
}
