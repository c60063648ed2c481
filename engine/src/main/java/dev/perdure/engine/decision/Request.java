package dev.perdure.engine.decision;

import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionResponse;

/// What the shell asks the engine to decide. `R` is the reply's type.
public sealed interface Request<R> {
  /// Start a run. The shell has checked the request's form.
  record Start(StartWorkflowExecutionRequest request)
      implements Request<StartWorkflowExecutionResponse> {}
}
