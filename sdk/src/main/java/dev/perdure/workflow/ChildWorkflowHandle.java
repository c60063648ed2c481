package dev.perdure.workflow;

import org.jspecify.annotations.Nullable;

/// A child workflow that has started, and the promise of its result.
///
/// [#get] waits for the result; it throws a [dev.perdure.failure.ChildWorkflowFailure] when the
/// child failed, timed out, was cancelled or terminated. [#cancel] cancels the child as its
/// [ChildWorkflowCancellationType] says, and so does cancelling the code that started it.
///
/// @param <W> the type with the child's methods
/// @param <R> the type of its result
public interface ChildWorkflowHandle<W, R extends @Nullable Object>
    extends Promise<R>, SignalCalls<W> {
  /// The child's workflow id.
  String id();

  /// The child's first run.
  String firstExecutionRunId();
}
