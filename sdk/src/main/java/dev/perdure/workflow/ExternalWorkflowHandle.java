package dev.perdure.workflow;

import org.jspecify.annotations.Nullable;

/// Another workflow of the same namespace, which workflow code signals or cancels.
///
/// A handle without a run id means whichever run of the workflow is the latest.
///
/// @param <W> the type with the workflow's methods
public interface ExternalWorkflowHandle<W> extends SignalCalls<W> {
  /// The workflow's id.
  String id();

  /// The run that is meant; null for the latest.
  @Nullable String runId();

  /// A handle for one run of the workflow.
  ExternalWorkflowHandle<W> withRunId(String runId);

  /// Requests the workflow's cancellation, and waits until it has the request. A request cannot be
  /// taken back.
  ///
  /// @throws dev.perdure.failure.ApplicationFailure when there is no such workflow
  default void cancel() {
    cancel("");
  }

  /// Requests the workflow's cancellation, says why, and waits until it has the request. A request
  /// cannot be taken back.
  ///
  /// @throws dev.perdure.failure.ApplicationFailure when there is no such workflow
  void cancel(String reason);
}
