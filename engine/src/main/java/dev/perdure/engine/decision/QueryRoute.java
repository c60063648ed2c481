package dev.perdure.engine.decision;

import io.temporal.api.enums.v1.WorkflowExecutionStatus;

/// Where a query went. Its answer comes later, as an effect or from the worker that claims it.
public sealed interface QueryRoute {
  /// The run's next workflow task carries it; [Effect.AnswerQuery] or [Effect.RejectQuery] follows.
  record Attached() implements QueryRoute {}

  /// It is offered to workers by itself, in [Effect.DispatchQuery].
  record Direct() implements QueryRoute {}

  /// The query's own condition refuses a run with this status; the call succeeds and says so.
  record Refused(WorkflowExecutionStatus status) implements QueryRoute {}
}
