package dev.perdure.client;

import com.google.protobuf.ByteString;
import dev.perdure.activity.ActivityCancellationDetails;
import dev.perdure.client.AsyncActivityHandle.Target;
import dev.perdure.client.ClientOutboundCalls.CompleteAsyncActivityInput;
import dev.perdure.client.ClientOutboundCalls.FailAsyncActivityInput;
import dev.perdure.client.ClientOutboundCalls.HeartbeatAsyncActivityInput;
import dev.perdure.client.ClientOutboundCalls.ReportCancellationAsyncActivityInput;
import dev.perdure.converter.ActivitySerializationContext;
import dev.perdure.converter.DataConverter;
import dev.perdure.converter.SerializationContext;
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

/// The requests about activities that are completed from outside of their workers.
final class AsyncActivityCalls extends ServerCalls {
  AsyncActivityCalls(Rpc rpc, ClientOptions options) {
    super(rpc, options);
  }

  void heartbeat(HeartbeatAsyncActivityInput input) {
    Target target = input.activity();
    Payloads payloads = converter(target).encodeList(input.details());
    ActivityCancellationDetails stop =
        call(
            target,
            () ->
                switch (target) {
                  case Target.Token(var token, _) -> heartbeat(rpc(target), token, payloads);
                  case Target.Id id -> heartbeat(rpc(target), id, payloads);
                });
    if (stop.cancelRequested() || stop.paused() || stop.reset()) {
      throw new AsyncActivityCancelledException(stop);
    }
  }

  private ActivityCancellationDetails heartbeat(Rpc rpc, ByteString token, Payloads details) {
    var answer =
        rpc.call(
            WorkflowServiceGrpc.getRecordActivityTaskHeartbeatMethod(),
            RecordActivityTaskHeartbeatRequest.newBuilder()
                .setNamespace(namespace())
                .setIdentity(identity())
                .setTaskToken(token)
                .setDetails(details)
                .build());
    return stop(answer.getCancelRequested(), answer.getActivityPaused(), answer.getActivityReset());
  }

  private ActivityCancellationDetails heartbeat(Rpc rpc, Target.Id id, Payloads details) {
    var answer =
        rpc.call(
            WorkflowServiceGrpc.getRecordActivityTaskHeartbeatByIdMethod(),
            RecordActivityTaskHeartbeatByIdRequest.newBuilder()
                .setNamespace(namespace())
                .setIdentity(identity())
                .setWorkflowId(orEmpty(id.workflowId()))
                .setRunId(orEmpty(id.runId()))
                .setActivityId(id.activityId())
                .setDetails(details)
                .build());
    return stop(answer.getCancelRequested(), answer.getActivityPaused(), answer.getActivityReset());
  }

  private static ActivityCancellationDetails stop(
      boolean cancelRequested, boolean paused, boolean reset) {
    return ActivityCancellationDetails.none()
        .withCancelRequested(cancelRequested)
        .withPaused(paused)
        .withReset(reset);
  }

  void complete(CompleteAsyncActivityInput input) {
    Target target = input.activity();
    Payloads payloads = converter(target).encodeAll(input.result());
    call(
        target,
        () ->
            switch (target) {
              case Target.Token(var token, _) ->
                  rpc(target)
                      .call(
                          WorkflowServiceGrpc.getRespondActivityTaskCompletedMethod(),
                          RespondActivityTaskCompletedRequest.newBuilder()
                              .setNamespace(namespace())
                              .setIdentity(identity())
                              .setTaskToken(token)
                              .setResult(payloads)
                              .build());
              case Target.Id(var workflowId, var runId, var activityId, _) ->
                  rpc(target)
                      .call(
                          WorkflowServiceGrpc.getRespondActivityTaskCompletedByIdMethod(),
                          RespondActivityTaskCompletedByIdRequest.newBuilder()
                              .setNamespace(namespace())
                              .setIdentity(identity())
                              .setWorkflowId(orEmpty(workflowId))
                              .setRunId(orEmpty(runId))
                              .setActivityId(activityId)
                              .setResult(payloads)
                              .build());
            });
  }

  void fail(FailAsyncActivityInput input) {
    Target target = input.activity();
    Failure encoded = converter(target).encodeFailure(input.failure());
    Payloads details = converter(target).encodeList(input.lastHeartbeatDetails());
    boolean given = !input.lastHeartbeatDetails().isEmpty();
    call(
        target,
        () ->
            switch (target) {
              case Target.Token(var token, _) -> {
                var request =
                    RespondActivityTaskFailedRequest.newBuilder()
                        .setNamespace(namespace())
                        .setIdentity(identity())
                        .setTaskToken(token)
                        .setFailure(encoded);
                yield rpc(target)
                    .call(
                        WorkflowServiceGrpc.getRespondActivityTaskFailedMethod(),
                        (given ? request.setLastHeartbeatDetails(details) : request).build());
              }
              case Target.Id(var workflowId, var runId, var activityId, _) -> {
                var request =
                    RespondActivityTaskFailedByIdRequest.newBuilder()
                        .setNamespace(namespace())
                        .setIdentity(identity())
                        .setWorkflowId(orEmpty(workflowId))
                        .setRunId(orEmpty(runId))
                        .setActivityId(activityId)
                        .setFailure(encoded);
                yield rpc(target)
                    .call(
                        WorkflowServiceGrpc.getRespondActivityTaskFailedByIdMethod(),
                        (given ? request.setLastHeartbeatDetails(details) : request).build());
              }
            });
  }

  void reportCancellation(ReportCancellationAsyncActivityInput input) {
    Target target = input.activity();
    Payloads payloads = converter(target).encodeList(input.details());
    call(
        target,
        () ->
            switch (target) {
              case Target.Token(var token, _) ->
                  rpc(target)
                      .call(
                          WorkflowServiceGrpc.getRespondActivityTaskCanceledMethod(),
                          RespondActivityTaskCanceledRequest.newBuilder()
                              .setNamespace(namespace())
                              .setIdentity(identity())
                              .setTaskToken(token)
                              .setDetails(payloads)
                              .build());
              case Target.Id(var workflowId, var runId, var activityId, _) ->
                  rpc(target)
                      .call(
                          WorkflowServiceGrpc.getRespondActivityTaskCanceledByIdMethod(),
                          RespondActivityTaskCanceledByIdRequest.newBuilder()
                              .setNamespace(namespace())
                              .setIdentity(identity())
                              .setWorkflowId(orEmpty(workflowId))
                              .setRunId(orEmpty(runId))
                              .setActivityId(activityId)
                              .setDetails(payloads)
                              .build());
            });
  }

  /// A token does not say whose it is.
  private @Nullable SerializationContext context(Target target) {
    if (target.context() != null) {
      return target.context();
    }
    return switch (target) {
      case Target.Token _ -> null;
      case Target.Id(var workflowId, _, var activityId, _) ->
          new ActivitySerializationContext(
              namespace(), workflowId, null, null, activityId, null, false);
    };
  }

  private DataConverter converter(Target target) {
    SerializationContext context = context(target);
    return context == null ? converter() : converter().withContext(context);
  }

  private Rpc rpc(Target target) {
    SerializationContext context = context(target);
    return context == null ? rpc() : rpc().about(context);
  }

  private static String orEmpty(@Nullable String id) {
    return id == null ? "" : id;
  }

  /// One call to the server, whose errors are told in our words.
  @FunctionalInterface
  private interface Call<T> {
    T send();
  }

  private <T> T call(Target target, Call<T> call) {
    try {
      return call.send();
    } catch (StatusRuntimeException e) {
      throw CallErrors.isNotFound(e)
          ? new AsyncActivityNotFoundException(
              describe(target) + " is not waited for: " + text(e), e)
          : RpcErrors.of(e, rpc().target());
    }
  }

  private static String text(StatusRuntimeException e) {
    String text = e.getStatus().getDescription();
    return text == null ? "it has ended, or never was." : text;
  }

  private static String describe(Target target) {
    return switch (target) {
      case Target.Token _ -> "The activity of the task token";
      case Target.Id(var workflowId, _, var activityId, _) ->
          workflowId == null
              ? "The standalone activity with id %s".formatted(activityId)
              : "The activity with id %s of workflow %s".formatted(activityId, workflowId);
    };
  }
}
