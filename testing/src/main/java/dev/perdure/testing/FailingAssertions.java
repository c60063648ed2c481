package dev.perdure.testing;

import dev.perdure.client.ClientInterceptor;
import dev.perdure.client.ClientOutboundCalls;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.worker.WorkerInterceptor;
import dev.perdure.worker.WorkflowInboundCalls;
import org.jspecify.annotations.Nullable;

/// Makes an assertion that fails in workflow code fail the workflow. Elsewhere it fails the
/// workflow task, which is tried again until the code is mended, and a test would wait for that.
final class FailingAssertions implements ClientInterceptor, WorkerInterceptor {
  @Override
  public ClientOutboundCalls interceptClient(ClientOutboundCalls next) {
    return next;
  }

  @Override
  public WorkflowInboundCalls interceptWorkflow(WorkflowInboundCalls next) {
    return new Calls(next);
  }

  private record Calls(WorkflowInboundCalls next) implements WorkflowInboundCalls {
    @Override
    public @Nullable Object executeWorkflow(ExecuteWorkflowInput input) throws Exception {
      try {
        return next.executeWorkflow(input);
      } catch (AssertionError e) {
        throw failure(e);
      }
    }

    @Override
    public void handleSignal(HandleSignalInput input) throws Exception {
      try {
        next.handleSignal(input);
      } catch (AssertionError e) {
        throw failure(e);
      }
    }

    /// Refuses the update.
    @Override
    public void validateUpdate(HandleUpdateInput input) throws Exception {
      try {
        next.validateUpdate(input);
      } catch (AssertionError e) {
        throw failure(e);
      }
    }

    @Override
    public @Nullable Object handleUpdate(HandleUpdateInput input) throws Exception {
      try {
        return next.handleUpdate(input);
      } catch (AssertionError e) {
        throw failure(e);
      }
    }

    private static ApplicationFailure failure(AssertionError error) {
      return ApplicationFailure.nonRetryable(String.valueOf(error.getMessage()), "AssertionError")
          .withCause(error);
    }
  }
}
