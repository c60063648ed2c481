package dev.perdure.internal.workflow;

import dev.perdure.failure.Failures;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/// What code that runs side by side threw, as long as nobody has asked for its result.
final class ForgottenFailures {
  private static final Logger log = ReplayAwareLogger.of(ForgottenFailures.class);

  private @Nullable Set<Throwable> failures;

  /// Adds one, unless it only says that the code was cancelled.
  void add(Throwable failure) {
    if (Failures.isCancelled(failure)) {
      return;
    }
    if (failures == null) {
      failures = new LinkedHashSet<>(2);
    }
    failures.add(failure);
  }

  /// Somebody has asked for it.
  void remove(Throwable failure) {
    if (failures != null) {
      failures.remove(failure);
    }
  }

  /// Warns of those that nobody asked for until the workflow's end.
  void warn() {
    for (Throwable failure : all()) {
      log.warn(
          "Code that ran side by side failed, and the workflow ends without having asked for its"
              + " result. Call get() on its promise, or join() on its scope.",
          failure);
    }
  }

  List<Throwable> all() {
    return failures == null ? List.of() : List.copyOf(failures);
  }
}
