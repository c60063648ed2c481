package dev.perdure.client;

import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.UpdateWorkflowExecutionLifecycleStage;
import io.temporal.api.update.v1.Outcome;
import io.temporal.api.update.v1.UpdateRef;
import io.temporal.api.update.v1.WaitPolicy;
import io.temporal.api.workflowservice.v1.PollWorkflowExecutionUpdateRequest;
import io.temporal.api.workflowservice.v1.PollWorkflowExecutionUpdateResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.lang.reflect.Type;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Waits for what becomes of an update, and makes a result or an exception of it.
final class UpdateOutcome {
  private final UpdateCalls calls;
  private final UpdateRef update;
  private final Type resultType;
  private volatile @Nullable Outcome known;

  /// @param known what is known about it already; null when it must be asked for
  UpdateOutcome(UpdateCalls calls, UpdateRef update, Type resultType, @Nullable Outcome known) {
    this.calls = calls;
    this.update = update;
    this.resultType = resultType;
    this.known = known;
  }

  String updateId() {
    return update.getUpdateId();
  }

  WorkflowExecution workflow() {
    return update.getWorkflowExecution();
  }

  @Nullable Object await() {
    return value(awaitKnown());
  }

  /// Waits until it is known, be it a failure.
  Outcome awaitKnown() {
    Outcome outcome = known;
    while (outcome == null) {
      try {
        outcome =
            outcome(
                calls
                    .rpc()
                    .longPoll(
                        WorkflowServiceGrpc.getPollWorkflowExecutionUpdateMethod(), request()));
      } catch (StatusRuntimeException e) {
        throw calls.error(e, update);
      }
    }
    known = outcome;
    return outcome;
  }

  CompletableFuture<@Nullable Object> awaitAsync() {
    var result = new CompletableFuture<@Nullable Object>();
    Outcome outcome = known;
    if (outcome != null) {
      complete(result, outcome);
      return result;
    }
    var current = new AtomicReference<Future<?>>(result);
    poll(result, current);
    // when nobody waits any more: cancelled, or out of time
    var _ = result.whenComplete((_, _) -> current.get().cancel(false));
    return result;
  }

  private void poll(
      CompletableFuture<@Nullable Object> result, AtomicReference<Future<?>> current) {
    CompletableFuture<PollWorkflowExecutionUpdateResponse> call =
        calls
            .rpc()
            .longPollAsync(WorkflowServiceGrpc.getPollWorkflowExecutionUpdateMethod(), request());
    current.set(call);
    if (result.isDone()) {
      call.cancel(false);
    }
    var _ =
        call.whenComplete(
            (response, error) -> {
              if (error != null) {
                result.completeExceptionally(
                    error instanceof StatusRuntimeException e
                        ? calls.error(e, update)
                        : new CompletionException(error));
                return;
              }
              Outcome outcome = outcome(response);
              if (outcome == null) {
                poll(result, current);
              } else {
                known = outcome;
                complete(result, outcome);
              }
            });
  }

  private void complete(CompletableFuture<@Nullable Object> result, Outcome outcome) {
    try {
      result.complete(value(outcome));
    } catch (Throwable e) {
      result.completeExceptionally(e); // an error too: else nobody would ever know
    }
  }

  private PollWorkflowExecutionUpdateRequest request() {
    return PollWorkflowExecutionUpdateRequest.newBuilder()
        .setNamespace(calls.options().namespace())
        .setIdentity(calls.options().identity())
        .setUpdateRef(update)
        .setWaitPolicy(
            WaitPolicy.newBuilder()
                .setLifecycleStage(
                    UpdateWorkflowExecutionLifecycleStage
                        .UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED))
        .build();
  }

  private static @Nullable Outcome outcome(PollWorkflowExecutionUpdateResponse response) {
    return response.hasOutcome() ? response.getOutcome() : null;
  }

  private @Nullable Object value(Outcome outcome) {
    if (outcome.hasFailure()) {
      throw new WorkflowUpdateFailedException(
          workflow().getWorkflowId(),
          updateId(),
          calls.converter(workflow()).decodeFailure(outcome.getFailure()));
    }
    return calls.converter(workflow()).decodeResult(outcome.getSuccess(), resultType);
  }
}
