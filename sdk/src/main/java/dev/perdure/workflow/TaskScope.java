package dev.perdure.workflow;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// Pieces of workflow code that run side by side and end together, with the verbs of
/// [java.util.concurrent.StructuredTaskScope]:
///
/// ```java
/// try (var scope = Workflow.scope()) {
///   var hotel = scope.fork(() -> Workflow.executeActivity(Travel::bookHotel, trip, OPTIONS));
///   var flight = scope.fork(() -> Workflow.executeActivity(Travel::bookFlight, trip, OPTIONS));
///   scope.join();
///   return new Booking(hotel.get(), flight.get());
/// }
/// ```
///
/// When one fails the others are cancelled; leaving the block cancels what still runs and waits for
/// it.
public interface TaskScope extends AutoCloseable {
  /// Runs code side by side with the caller. It runs when the caller waits.
  <T extends @Nullable Object> Promise<T> fork(Callable<? extends T> code);

  /// Runs code without a result side by side with the caller. It runs when the caller waits.
  Promise<@Nullable Void> fork(Runnable code);

  /// Waits until all forks have ended.
  ///
  /// @throws dev.perdure.failure.Failure what the first fork that failed threw, itself
  void join();

  /// Cancels the forks.
  void cancel();

  /// Cancels the forks that still run, and waits until all have ended.
  @Override
  void close();
}
