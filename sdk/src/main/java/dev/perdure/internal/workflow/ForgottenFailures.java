package dev.perdure.internal.workflow;

import dev.perdure.failure.Failures;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/// What code that runs side by side threw, until somebody asks for its result or is told of it.
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

  /// Warns of each once, as soon as the workflow waits or ends: what it waits for may be what that
  /// code was to do, so that it would wait for ever and nobody would know why.
  void warn(String workflowId) {
    if (failures == null) {
      return;
    }
    for (Throwable failure : failures) {
      log.warn(
          "Code that ran side by side in workflow \"{}\" failed, and it has not asked for the"
              + " result yet. Call get() on its promise, or join() on its scope.",
          workflowId,
          failure);
    }
    failures = null;
  }
}
