package dev.perdure.activity;

import dev.perdure.client.Client;
import dev.perdure.common.Details;
import dev.perdure.common.MetricMeter;
import dev.perdure.converter.PayloadConverter;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One attempt of an activity while it runs. Any thread may use it, also one that the activity
/// started itself.
public interface ActivityContext {
  /// What is known about the activity and this attempt.
  ActivityInfo info();

  /// Reports that this attempt is alive, with details that the next attempt can read.
  ///
  /// It never waits for the server. The first heartbeat leaves at once; of those that follow within
  /// 80 % of the heartbeat timeout only the latest is kept, and leaves at the end of that time.
  /// Call it as often as you like. A heartbeat is also how an activity learns that it is to stop:
  /// see [#isCancelled()]. A local activity's heartbeats go nowhere.
  ///
  /// @throws dev.perdure.failure.CancelledFailure on the activity's own thread, once, when the
  ///   activity is to stop, also when its code swallowed the interrupt. A pending interrupt is then
  ///   cleared, so that neither it nor further heartbeats disturb clean-up code
  void heartbeat(@Nullable Object... details);

  /// The first of the details of the last heartbeat that an earlier attempt made; empty when there
  /// is none. All of them, and generic types: [ActivityInfo#heartbeatDetails()].
  default <T> Optional<T> heartbeatDetails(Class<T> type) {
    Details details = info().heartbeatDetails();
    return details.isEmpty() ? Optional.empty() : Optional.ofNullable(details.get(0, type));
  }

  /// Whether this attempt is to stop. Its thread is interrupted once when that happens, unless its
  /// definition says otherwise.
  boolean isCancelled();

  /// Why this attempt is to stop; empty while it is not.
  Optional<ActivityCancellationDetails> cancellationDetails();

  /// Waits until this attempt is to stop, or the time is over.
  ///
  /// @return whether it is to stop
  boolean waitForCancelled(Duration timeout) throws InterruptedException;

  /// Whether the worker that runs this attempt has begun to shut down. Activities may go on until
  /// its graceful shutdown timeout is over.
  boolean isWorkerShutdown();

  /// Waits until the worker begins to shut down, or the time is over.
  ///
  /// @return whether it shuts down
  boolean waitForWorkerShutdown(Duration timeout) throws InterruptedException;

  /// The client of the worker that runs this attempt.
  Client client();

  /// What turns values into payloads and back.
  PayloadConverter payloadConverter();

  /// Makes metrics that have the namespace, the task queue and the activity type as attributes.
  MetricMeter metricMeter();

  /// Says that this attempt's outcome comes from elsewhere.
  ///
  /// @throws IllegalStateException in a local activity
  /// @see Activity#completeAsync()
  CompleteAsyncException completeAsync();
}
