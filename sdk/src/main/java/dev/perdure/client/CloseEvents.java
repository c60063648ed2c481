package dev.perdure.client;

import dev.perdure.client.ClientOutboundCalls.GetWorkflowResultInput;
import dev.perdure.common.Details;
import dev.perdure.converter.DataConverter;
import dev.perdure.failure.CancelledFailure;
import dev.perdure.failure.Failure;
import dev.perdure.failure.Failure.Origin;
import dev.perdure.failure.TerminatedFailure;
import dev.perdure.failure.TimeoutFailure;
import dev.perdure.failure.TimeoutType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.HistoryEventFilterType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Waits for the event that closes a workflow, from run to run of its chain, and makes a result or
/// an exception of it.
final class CloseEvents {
  /// Between two questions to a server that answers at once although there is no news.
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final WorkflowCalls calls;
  private final GetWorkflowResultInput input;

  CloseEvents(WorkflowCalls calls, GetWorkflowResultInput input) {
    this.calls = calls;
    this.input = input;
  }

  /// What comes of one answer of the server.
  private sealed interface Step {
    /// Ask once more, after a pause where the server does not say from where on to wait.
    record Again(GetWorkflowExecutionHistoryRequest request, boolean pauses) implements Step {}

    /// The result.
    record Done(@Nullable Object value) implements Step {}
  }

  @Nullable Object await() {
    GetWorkflowExecutionHistoryRequest request = first(input.runId());
    while (true) {
      GetWorkflowExecutionHistoryResponse response;
      try {
        response =
            calls
                .rpc()
                .longPoll(WorkflowServiceGrpc.getGetWorkflowExecutionHistoryMethod(), request);
      } catch (StatusRuntimeException e) {
        throw calls.workflowError(e, request.getExecution());
      }
      switch (step(request, response)) {
        case Step.Again(var next, boolean pauses) -> {
          request = next;
          if (pauses) {
            pause();
          }
        }
        case Step.Done(Object value) -> {
          return value;
        }
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw RpcErrors.of(
          Status.CANCELLED.withDescription("interrupted").withCause(e).asRuntimeException(),
          calls.rpc().target());
    }
  }

  CompletableFuture<@Nullable Object> awaitAsync() {
    var result = new CompletableFuture<@Nullable Object>();
    var current = new AtomicReference<Future<?>>(result);
    poll(first(input.runId()), result, current);
    // when nobody waits any more: cancelled, or out of time
    var _ = result.whenComplete((_, _) -> current.get().cancel(false));
    return result;
  }

  private void poll(
      GetWorkflowExecutionHistoryRequest request,
      CompletableFuture<@Nullable Object> result,
      AtomicReference<Future<?>> current) {
    CompletableFuture<GetWorkflowExecutionHistoryResponse> call =
        calls
            .rpc()
            .longPollAsync(WorkflowServiceGrpc.getGetWorkflowExecutionHistoryMethod(), request);
    current.set(call);
    if (result.isDone()) {
      call.cancel(false);
    }
    var _ =
        call.whenComplete(
            (response, error) -> {
              try {
                switch (answered(request, response, error)) {
                  case Step.Again(var next, boolean pauses) -> {
                    if (pauses) {
                      CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS)
                          .execute(() -> poll(next, result, current));
                    } else {
                      poll(next, result, current);
                    }
                  }
                  case Step.Done(Object value) -> result.complete(value);
                }
              } catch (Throwable e) {
                result.completeExceptionally(e); // an error too: else nobody would ever know
              }
            });
  }

  private Step answered(
      GetWorkflowExecutionHistoryRequest request,
      @Nullable GetWorkflowExecutionHistoryResponse response,
      @Nullable Throwable error) {
    if (response != null) {
      return step(request, response);
    }
    throw error instanceof StatusRuntimeException e
        ? calls.workflowError(e, request.getExecution())
        : new CompletionException(error);
  }

  private GetWorkflowExecutionHistoryRequest first(@Nullable String runId) {
    var execution = WorkflowExecution.newBuilder().setWorkflowId(input.workflowId());
    if (runId != null) {
      execution.setRunId(runId);
    }
    return GetWorkflowExecutionHistoryRequest.newBuilder()
        .setNamespace(calls.options().namespace())
        .setExecution(execution)
        .setWaitNewEvent(true)
        .setHistoryEventFilterType(HistoryEventFilterType.HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT)
        .setSkipArchival(true)
        .build();
  }

  private Step step(
      GetWorkflowExecutionHistoryRequest request, GetWorkflowExecutionHistoryResponse response) {
    int events = response.getHistory().getEventsCount();
    if (events == 0) {
      return new Step.Again(
          request.toBuilder().setNextPageToken(response.getNextPageToken()).build(),
          response.getNextPageToken().isEmpty());
    }
    HistoryEvent event = response.getHistory().getEvents(events - 1);
    String newRunId = newRunId(event);
    if (input.followRuns() && !newRunId.isEmpty()) {
      return new Step.Again(first(newRunId), false);
    }
    return new Step.Done(result(event, request.getExecution().getRunId()));
  }

  private static String newRunId(HistoryEvent event) {
    return switch (event.getAttributesCase()) {
      case WORKFLOW_EXECUTION_COMPLETED_EVENT_ATTRIBUTES ->
          event.getWorkflowExecutionCompletedEventAttributes().getNewExecutionRunId();
      case WORKFLOW_EXECUTION_FAILED_EVENT_ATTRIBUTES ->
          event.getWorkflowExecutionFailedEventAttributes().getNewExecutionRunId();
      case WORKFLOW_EXECUTION_TIMED_OUT_EVENT_ATTRIBUTES ->
          event.getWorkflowExecutionTimedOutEventAttributes().getNewExecutionRunId();
      case WORKFLOW_EXECUTION_CONTINUED_AS_NEW_EVENT_ATTRIBUTES ->
          event.getWorkflowExecutionContinuedAsNewEventAttributes().getNewExecutionRunId();
      default -> "";
    };
  }

  private @Nullable Object result(HistoryEvent event, String runId) {
    DataConverter converter = calls.converter(input.workflowId());
    return switch (event.getAttributesCase()) {
      case WORKFLOW_EXECUTION_COMPLETED_EVENT_ATTRIBUTES ->
          converter.decodeResult(
              event.getWorkflowExecutionCompletedEventAttributes().getResult(), input.resultType());
      case WORKFLOW_EXECUTION_FAILED_EVENT_ATTRIBUTES ->
          throw failed(
              runId,
              converter.decodeFailure(
                  event.getWorkflowExecutionFailedEventAttributes().getFailure()));
      case WORKFLOW_EXECUTION_CANCELED_EVENT_ATTRIBUTES ->
          throw failed(
              runId,
              new CancelledFailure(
                  Origin.here("Workflow cancelled", null),
                  converter.decodeDetails(
                      event.getWorkflowExecutionCanceledEventAttributes().getDetails())));
      case WORKFLOW_EXECUTION_TERMINATED_EVENT_ATTRIBUTES -> {
        var attributes = event.getWorkflowExecutionTerminatedEventAttributes();
        String reason = attributes.getReason();
        Details details = converter.decodeDetails(attributes.getDetails());
        throw failed(
            runId,
            new TerminatedFailure(
                Origin.here(reason.isEmpty() ? "Workflow terminated" : reason, null), details));
      }
      case WORKFLOW_EXECUTION_TIMED_OUT_EVENT_ATTRIBUTES ->
          throw failed(runId, TimeoutFailure.of("Workflow timed out", TimeoutType.START_TO_CLOSE));
      case WORKFLOW_EXECUTION_CONTINUED_AS_NEW_EVENT_ATTRIBUTES ->
          throw new WorkflowContinuedAsNewException(input.workflowId(), runId, newRunId(event));
      default ->
          throw new IllegalStateException(
              "The server closed workflow %s with an event that this version does not know: %s"
                  .formatted(input.workflowId(), event.getEventType()));
    };
  }

  private WorkflowFailedException failed(String runId, Failure failure) {
    return new WorkflowFailedException(input.workflowId(), runId, failure);
  }
}
