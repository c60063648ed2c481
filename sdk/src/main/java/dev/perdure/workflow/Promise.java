package dev.perdure.workflow;

import dev.perdure.internal.workflow.WorkflowContext;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The result of something that workflow code started and that may not be there yet: an activity, a
/// child workflow, a timer, or code given to [Workflow#async].
///
/// Promises belong to one workflow run and are used by its code only. They are made by the SDK.
///
/// @param <T> the result's type
public interface Promise<T extends @Nullable Object> {
  /// The result; waits for it in workflow code. Cancelling the code that waits does not end the
  /// wait by itself, but cancels what the promise stands for if that was started in the same scope.
  ///
  /// @throws dev.perdure.failure.Failure what went wrong, itself; of [Workflow#async] any exception
  ///   that the code threw
  T get();

  /// Whether there is a result or a failure.
  boolean isDone();

  /// What went wrong; null when nothing did or it is not known yet.
  @Nullable Throwable failure();

  /// Cancels what the promise stands for. How soon it then ends is up to that: see
  /// [ActivityCancellationType]. No effect on what is done.
  void cancel();

  /// A promise of what the function makes of this one's result. The function runs as workflow code
  /// of its own and may wait. A failure is passed on without calling it.
  <R extends @Nullable Object> Promise<R> then(Function<? super T, ? extends R> function);

  /// A promise of all results, in the order of the promises. It fails as soon as one of them does.
  /// Cancelling it cancels them all.
  static <T extends @Nullable Object> Promise<List<T>> allOf(
      Collection<? extends Promise<? extends T>> promises) {
    return WorkflowContext.current().allOf(List.copyOf(promises));
  }

  /// A promise of all results, in the order of the promises. It fails as soon as one of them does.
  /// Cancelling it cancels them all.
  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  static <T extends @Nullable Object> Promise<List<T>> allOf(Promise<? extends T>... promises) {
    return WorkflowContext.current().allOf(List.of(promises));
  }

  /// The promises in the order in which there is a result or failure; each step waits for the next
  /// one:
  ///
  /// ```java
  /// for (Promise<Quote> quote : Promise.asCompleted(quotes)) {
  ///   offer(quote.get());
  /// }
  /// ```
  ///
  /// A step throws [dev.perdure.failure.CancelledFailure] when the calling code is cancelled
  /// meanwhile. The iterable can be gone through once.
  static <T extends @Nullable Object> Iterable<Promise<T>> asCompleted(
      Collection<? extends Promise<T>> promises) {
    Iterator<Promise<T>> iterator =
        WorkflowContext.current().asCompleted(List.<Promise<T>>copyOf(promises));
    return () -> iterator;
  }

  /// A promise of the first result or failure that there is. The others go on.
  static <T extends @Nullable Object> Promise<T> anyOf(
      Collection<? extends Promise<? extends T>> promises) {
    return WorkflowContext.current().anyOf(List.copyOf(promises));
  }

  /// A promise of the first result or failure that there is. The others go on.
  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  static <T extends @Nullable Object> Promise<T> anyOf(Promise<? extends T>... promises) {
    return WorkflowContext.current().anyOf(List.of(promises));
  }
}
