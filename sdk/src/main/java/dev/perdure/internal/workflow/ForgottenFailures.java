package dev.perdure.internal.workflow;

import dev.perdure.failure.Failures;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/// What code that runs side by side threw, until somebody asks for its result.
final class ForgottenFailures {
  private static final Logger log = ReplayAwareLogger.of(ForgottenFailures.class);

  /// A workflow that never asks does not keep all that is thrown in it.
  private static final int MOST = 100;

  /// Each with whether it was told.
  private @Nullable LinkedHashMap<Throwable, Boolean> failures;

  /// Adds one, unless it only says that the code was cancelled.
  ///
  /// @param told whether it was told when this happened for the first time
  void add(Throwable failure, boolean told) {
    if (Failures.isCancelled(failure)) {
      return;
    }
    if (failures == null) {
      failures = new LinkedHashMap<>(2);
    }
    failures.put(failure, told);
    if (failures.size() > MOST) {
      failures.pollFirstEntry();
    }
  }

  /// Somebody has asked for it.
  void remove(Throwable failure) {
    if (failures != null) {
      failures.remove(failure);
    }
  }

  /// Tells of each once, as soon as the workflow waits: what it waits for may be what that code was
  /// to do, so that it would wait for ever and nobody would know why. It may as well ask for it
  /// later, so that is no warning.
  void tell(String workflowId) {
    if (failures == null) {
      return;
    }
    for (var failure : failures.entrySet()) {
      if (!failure.setValue(true)) {
        log.info(
            "Code that ran side by side in workflow \"{}\" failed, and it has not asked for the"
                + " result yet.",
            workflowId,
            failure.getKey());
      }
    }
  }

  /// Warns of each: the workflow has ended and has not asked.
  void warn(String workflowId) {
    if (failures == null) {
      return;
    }
    for (Throwable failure : failures.keySet()) {
      log.warn(
          "Code that ran side by side in workflow \"{}\" failed, and it never asked for the result."
              + " Call get() on its promise, or join() on its scope.",
          workflowId,
          failure);
    }
    failures = null;
  }
}
