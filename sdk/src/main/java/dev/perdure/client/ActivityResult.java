package dev.perdure.client;

import dev.perdure.client.StandaloneActivityOutboundCalls.GetActivityResultInput;
import dev.perdure.converter.DataConverter;
import dev.perdure.internal.rpc.Rpc;
import io.grpc.StatusRuntimeException;
import io.temporal.api.workflowservice.v1.PollActivityExecutionRequest;
import io.temporal.api.workflowservice.v1.PollActivityExecutionResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Waits for what becomes of a standalone activity, and makes a result or an exception of it.
final class ActivityResult {
  private final StandaloneActivityCalls calls;
  private final GetActivityResultInput input;
  private final Rpc rpc;
  private final DataConverter converter;

  ActivityResult(StandaloneActivityCalls calls, GetActivityResultInput input) {
    var context = calls.context(input.activityId(), null, null);
    this.calls = calls;
    this.input = input;
    this.rpc = calls.rpc().about(context);
    this.converter = calls.converter().withContext(context);
  }

  private PollActivityExecutionRequest first() {
    return PollActivityExecutionRequest.newBuilder()
        .setNamespace(calls.namespace())
        .setActivityId(input.activityId())
        .setRunId(StandaloneActivityCalls.orEmpty(input.activityRunId()))
        .build();
  }

  /// Asks once more, about the run that the server has answered for: the id may get another one.
  private static PollActivityExecutionRequest next(
      PollActivityExecutionRequest request, PollActivityExecutionResponse response) {
    return response.getRunId().isEmpty()
        ? request
        : request.toBuilder().setRunId(response.getRunId()).build();
  }

  @Nullable Object await() {
    PollActivityExecutionRequest request = first();
    while (true) {
      PollActivityExecutionResponse response;
      try {
        response = rpc.longPoll(WorkflowServiceGrpc.getPollActivityExecutionMethod(), request);
      } catch (StatusRuntimeException e) {
        throw error(e);
      }
      if (response.hasOutcome()) {
        return value(response);
      }
      request = next(request, response);
    }
  }

  CompletableFuture<@Nullable Object> awaitAsync() {
    var result = new CompletableFuture<@Nullable Object>();
    var current = new AtomicReference<Future<?>>(result);
    poll(first(), result, current);
    // when nobody waits any more: cancelled, or out of time
    var _ = result.whenComplete((_, _) -> current.get().cancel(false));
    return result;
  }

  private void poll(
      PollActivityExecutionRequest request,
      CompletableFuture<@Nullable Object> result,
      AtomicReference<Future<?>> current) {
    CompletableFuture<PollActivityExecutionResponse> call =
        rpc.longPollAsync(WorkflowServiceGrpc.getPollActivityExecutionMethod(), request);
    current.set(call);
    if (result.isDone()) {
      call.cancel(false);
    }
    var _ =
        call.whenComplete(
            (response, error) -> {
              try {
                if (error != null) {
                  throw error instanceof StatusRuntimeException e
                      ? error(e)
                      : new CompletionException(error);
                }
                if (response.hasOutcome()) {
                  result.complete(value(response));
                } else {
                  poll(next(request, response), result, current);
                }
              } catch (Throwable e) {
                result.completeExceptionally(e); // an error too: else nobody would ever know
              }
            });
  }

  private RpcException error(StatusRuntimeException e) {
    return calls.error(e, input.activityId(), input.activityRunId());
  }

  private @Nullable Object value(PollActivityExecutionResponse response) {
    if (response.getOutcome().hasFailure()) {
      throw new ActivityFailedException(
          input.activityId(),
          response.getRunId(),
          converter.decodeFailure(response.getOutcome().getFailure()));
    }
    return converter.decodeResult(response.getOutcome().getResult(), input.resultType());
  }
}
