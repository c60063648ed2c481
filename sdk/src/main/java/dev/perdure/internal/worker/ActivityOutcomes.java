package dev.perdure.internal.worker;

import dev.perdure.activity.ActivityCancellationDetails;
import dev.perdure.activity.CompleteAsyncException;
import dev.perdure.common.Details;
import dev.perdure.converter.DataConverter;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.failure.CancelledFailure;
import dev.perdure.internal.wire.FailureEncoding;
import dev.perdure.internal.worker.ActivityOutcome.Cancelled;
import dev.perdure.internal.worker.ActivityOutcome.Completed;
import dev.perdure.internal.worker.ActivityOutcome.Failed;
import dev.perdure.internal.worker.ActivityOutcome.Untold;
import io.temporal.api.common.v1.Payloads;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decides what the server is told about an attempt, from what its method returned or threw and
/// from whether the attempt was asked to stop.
final class ActivityOutcomes {
  private static final Logger log = LoggerFactory.getLogger(ActivityOutcomes.class);

  private ActivityOutcomes() {}

  static ActivityOutcome returned(
      @Nullable Object result,
      @Nullable ActivityCancellationDetails cancelled,
      DataConverter converter) {
    return cancelled != null && cancelled.notFound()
        ? new Untold()
        : new Completed(converter.encodeAll(result));
  }

  static ActivityOutcome threw(
      Throwable thrown,
      @Nullable ActivityCancellationDetails cancelled,
      boolean completedAsync,
      DataConverter converter) {
    if (completedAsync && thrown instanceof CompleteAsyncException) {
      return new Untold();
    }
    if (cancelled == null) {
      return new Failed(FailureEncoding.encode(converter, thrown));
    }
    if (cancelled.notFound()) {
      return new Untold();
    }
    if (!stopped(thrown)) {
      return new Failed(FailureEncoding.encode(converter, thrown));
    }
    if (cancelled.cancelRequested()) {
      return new Cancelled(details(thrown, converter));
    }
    return new Failed(FailureEncoding.encode(converter, reason(thrown, cancelled)));
  }

  /// The details of a cancellation; none when they cannot be encoded, because that the attempt has
  /// stopped is worth more.
  private static Payloads details(Throwable thrown, DataConverter converter) {
    Details details = thrown instanceof CancelledFailure c ? c.details() : Details.none();
    try {
      return converter.encodeDetails(details);
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      log.warn("The details of a cancellation cannot be encoded, and are left out.", e);
      return Payloads.getDefaultInstance();
    }
  }

  /// What an attempt that stopped without a request of its workflow failed with.
  private static Throwable reason(Throwable thrown, ActivityCancellationDetails cancelled) {
    if (cancelled.reset()) {
      return ApplicationFailure.of("The activity was reset.", "ActivityReset");
    }
    if (cancelled.paused()) {
      return ApplicationFailure.of("The activity was paused.", "ActivityPause");
    }
    if (cancelled.workerShutdown()) {
      return ApplicationFailure.of("The worker was shut down.", "WorkerShutdown");
    }
    return thrown;
  }

  /// Whether the exception is what an interrupted or cancelled method ends with.
  private static boolean stopped(Throwable thrown) {
    for (Throwable at = thrown; at != null; at = at.getCause()) {
      if (at instanceof CancelledFailure
          || at instanceof InterruptedException
          || at instanceof ClosedByInterruptException
          || at instanceof CancellationException) {
        return true;
      }
    }
    return false;
  }
}
