package dev.perdure.client;

import com.google.protobuf.ByteString;
import dev.perdure.activity.ActivityCancellationDetails;
import dev.perdure.common.Details;
import dev.perdure.converter.DataConverter;
import dev.perdure.internal.rpc.CallErrors;
import dev.perdure.internal.rpc.Rpc;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.workflowservice.v1.RecordActivityTaskHeartbeatByIdRequest;
import io.temporal.api.workflowservice.v1.RecordActivityTaskHeartbeatRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCanceledByIdRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCanceledRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCompletedByIdRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskFailedByIdRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskFailedRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import org.jspecify.annotations.Nullable;

/// An activity whose outcome comes from outside of its worker, after its method ended with
/// [dev.perdure.activity.Activity#completeAsync()]. Any process may hold such a handle.
///
/// All methods throw [AsyncActivityNotFoundException] when the server does not wait for this
/// attempt any more, and [RpcException] when it cannot be reached.
public final class AsyncActivityHandle {
  private final Rpc rpc;
  private final ClientOptions options;
  private final Target target;

  AsyncActivityHandle(Rpc rpc, ClientOptions options, Target target) {
    this.rpc = rpc;
    this.options = options;
    this.target = target;
  }

  /// Which activity is meant.
  sealed interface Target {
    /// One attempt.
    record Token(ByteString token) implements Target {}

    /// The attempt that runs; the latest run where no run id is given.
    record Id(String workflowId, @Nullable String runId, String activityId) implements Target {}
  }

  /// Reports that the activity is alive, with details that the next attempt can read. It is sent at
  /// once: there is no throttling here.
  ///
  /// @throws AsyncActivityCancelledException when the activity is to stop. Its details say why
  public void heartbeat(@Nullable Object... details) {
    Payloads payloads = converter().encodeAll(details);
    ActivityCancellationDetails stop =
        call(
            () ->
                switch (target) {
                  case Target.Token(var token) -> heartbeat(token, payloads);
                  case Target.Id id -> heartbeat(id, payloads);
                });
    if (stop.cancelRequested() || stop.paused() || stop.reset()) {
      throw new AsyncActivityCancelledException(stop);
    }
  }

  private ActivityCancellationDetails heartbeat(ByteString token, Payloads details) {
    var answer =
        rpc.call(
            WorkflowServiceGrpc.getRecordActivityTaskHeartbeatMethod(),
            RecordActivityTaskHeartbeatRequest.newBuilder()
                .setNamespace(options.namespace())
                .setIdentity(options.identity())
                .setTaskToken(token)
                .setDetails(details)
                .build());
    return stop(answer.getCancelRequested(), answer.getActivityPaused(), answer.getActivityReset());
  }

  private ActivityCancellationDetails heartbeat(Target.Id id, Payloads details) {
    var answer =
        rpc.call(
            WorkflowServiceGrpc.getRecordActivityTaskHeartbeatByIdMethod(),
            RecordActivityTaskHeartbeatByIdRequest.newBuilder()
                .setNamespace(options.namespace())
                .setIdentity(options.identity())
                .setWorkflowId(id.workflowId())
                .setRunId(orEmpty(id.runId()))
                .setActivityId(id.activityId())
                .setDetails(details)
                .build());
    return stop(answer.getCancelRequested(), answer.getActivityPaused(), answer.getActivityReset());
  }

  private static ActivityCancellationDetails stop(
      boolean cancelRequested, boolean paused, boolean reset) {
    return new ActivityCancellationDetails(false, cancelRequested, paused, reset, false, false);
  }

  /// Completes the activity without a result.
  public void complete() {
    complete(null);
  }

  /// Completes the activity with a result.
  public void complete(@Nullable Object result) {
    Payloads payloads = converter().encodeAll(result);
    call(
        () ->
            switch (target) {
              case Target.Token(var token) ->
                  rpc.call(
                      WorkflowServiceGrpc.getRespondActivityTaskCompletedMethod(),
                      RespondActivityTaskCompletedRequest.newBuilder()
                          .setNamespace(options.namespace())
                          .setIdentity(options.identity())
                          .setTaskToken(token)
                          .setResult(payloads)
                          .build());
              case Target.Id(var workflowId, var runId, var activityId) ->
                  rpc.call(
                      WorkflowServiceGrpc.getRespondActivityTaskCompletedByIdMethod(),
                      RespondActivityTaskCompletedByIdRequest.newBuilder()
                          .setNamespace(options.namespace())
                          .setIdentity(options.identity())
                          .setWorkflowId(workflowId)
                          .setRunId(orEmpty(runId))
                          .setActivityId(activityId)
                          .setResult(payloads)
                          .build());
            });
  }

  /// Fails this attempt; whether there is another one is decided by the retry policy.
  ///
  /// @param lastHeartbeatDetails what the next attempt can read as the details of the last
  ///   heartbeat; those of the heartbeat before when none are given
  public void fail(Throwable failure, @Nullable Object... lastHeartbeatDetails) {
    Failure encoded = converter().encodeFailure(failure);
    Payloads details = converter().encodeAll(lastHeartbeatDetails);
    boolean given = lastHeartbeatDetails.length > 0;
    call(
        () ->
            switch (target) {
              case Target.Token(var token) -> {
                var request =
                    RespondActivityTaskFailedRequest.newBuilder()
                        .setNamespace(options.namespace())
                        .setIdentity(options.identity())
                        .setTaskToken(token)
                        .setFailure(encoded);
                yield rpc.call(
                    WorkflowServiceGrpc.getRespondActivityTaskFailedMethod(),
                    (given ? request.setLastHeartbeatDetails(details) : request).build());
              }
              case Target.Id(var workflowId, var runId, var activityId) -> {
                var request =
                    RespondActivityTaskFailedByIdRequest.newBuilder()
                        .setNamespace(options.namespace())
                        .setIdentity(options.identity())
                        .setWorkflowId(workflowId)
                        .setRunId(orEmpty(runId))
                        .setActivityId(activityId)
                        .setFailure(encoded);
                yield rpc.call(
                    WorkflowServiceGrpc.getRespondActivityTaskFailedByIdMethod(),
                    (given ? request.setLastHeartbeatDetails(details) : request).build());
              }
            });
  }

  /// Says that the activity has stopped because that was requested, with details for the workflow.
  public void reportCancellation(@Nullable Object... details) {
    Payloads payloads = converter().encodeDetails(Details.of(details));
    call(
        () ->
            switch (target) {
              case Target.Token(var token) ->
                  rpc.call(
                      WorkflowServiceGrpc.getRespondActivityTaskCanceledMethod(),
                      RespondActivityTaskCanceledRequest.newBuilder()
                          .setNamespace(options.namespace())
                          .setIdentity(options.identity())
                          .setTaskToken(token)
                          .setDetails(payloads)
                          .build());
              case Target.Id(var workflowId, var runId, var activityId) ->
                  rpc.call(
                      WorkflowServiceGrpc.getRespondActivityTaskCanceledByIdMethod(),
                      RespondActivityTaskCanceledByIdRequest.newBuilder()
                          .setNamespace(options.namespace())
                          .setIdentity(options.identity())
                          .setWorkflowId(workflowId)
                          .setRunId(orEmpty(runId))
                          .setActivityId(activityId)
                          .setDetails(payloads)
                          .build());
            });
  }

  private DataConverter converter() {
    return options.dataConverter();
  }

  private static String orEmpty(@Nullable String runId) {
    return runId == null ? "" : runId;
  }

  /// One call to the server, whose errors are told in our words.
  @FunctionalInterface
  private interface Call<T> {
    T send();
  }

  private <T> T call(Call<T> call) {
    try {
      return call.send();
    } catch (StatusRuntimeException e) {
      throw CallErrors.isNotFound(e)
          ? new AsyncActivityNotFoundException(describe() + " is not waited for: " + text(e), e)
          : RpcErrors.of(e, rpc.target());
    }
  }

  private static String text(StatusRuntimeException e) {
    String text = e.getStatus().getDescription();
    return text == null ? "it has ended, or never was." : text;
  }

  private String describe() {
    return switch (target) {
      case Target.Token _ -> "The activity of the task token";
      case Target.Id(var workflowId, _, var activityId) ->
          "The activity with id %s of workflow %s".formatted(activityId, workflowId);
    };
  }
}
