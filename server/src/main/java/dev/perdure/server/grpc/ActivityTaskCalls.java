package dev.perdure.server.grpc;

import com.google.protobuf.ByteString;
import dev.perdure.engine.decision.Done;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.decision.Request.ActivityRef;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.record.TaskToken;
import dev.perdure.server.matching.Matching;
import dev.perdure.server.matching.QueueKey;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueRequest;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueResponse;
import io.temporal.api.workflowservice.v1.RecordActivityTaskHeartbeatByIdRequest;
import io.temporal.api.workflowservice.v1.RecordActivityTaskHeartbeatByIdResponse;
import io.temporal.api.workflowservice.v1.RecordActivityTaskHeartbeatRequest;
import io.temporal.api.workflowservice.v1.RecordActivityTaskHeartbeatResponse;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCanceledByIdRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCanceledByIdResponse;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCanceledRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCanceledResponse;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCompletedByIdRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCompletedByIdResponse;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCompletedResponse;
import io.temporal.api.workflowservice.v1.RespondActivityTaskFailedByIdRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskFailedByIdResponse;
import io.temporal.api.workflowservice.v1.RespondActivityTaskFailedRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskFailedResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Calls of workers about activities, by task token or by activity id.
final class ActivityTaskCalls {
  private final Backend backend;
  private final Validation validation;
  private final TaskTokens tokens;

  ActivityTaskCalls(Backend backend) {
    this.backend = backend;
    this.validation = backend.validation();
    this.tokens = new TaskTokens(backend.namespaces());
  }

  /// An activity, the entity that it belongs to, and who speaks of it.
  private record Target(EntityKey key, ActivityRef activity, String identity) {}

  void poll(UnaryCall<PollActivityTaskQueueRequest, PollActivityTaskQueueResponse> call) {
    var request = call.request();
    backend.namespaces().check(request.getNamespace());
    validation.length("Identity", request.getIdentity());
    validation.taskQueue(request.hasTaskQueue(), request.getTaskQueue());
    var poller =
        new ActivityPoll(
            call,
            new QueueKey(
                request.getNamespace(), request.getTaskQueue().getName(), QueueKey.Type.ACTIVITY),
            call.inProcess() ? backend.epoch() : 0);
    call.onCancel(() -> backend.matching().leave(poller));
    var limits = request.getTaskQueueMetadata();
    backend
        .matching()
        .poll(
            poller,
            limits.hasMaxTasksPerSecond()
                ? limits.getMaxTasksPerSecond().getValue()
                : Matching.SAME_RATE);
  }

  void heartbeat(
      UnaryCall<RecordActivityTaskHeartbeatRequest, RecordActivityTaskHeartbeatResponse> call) {
    var request = call.request();
    heartbeat(
        call,
        byToken(request.getTaskToken(), request.getNamespace(), request.getIdentity()),
        request.hasDetails() ? request.getDetails() : null,
        reply -> reply);
  }

  void heartbeatById(
      UnaryCall<RecordActivityTaskHeartbeatByIdRequest, RecordActivityTaskHeartbeatByIdResponse>
          call) {
    var request = call.request();
    heartbeat(
        call,
        byId(
            request.getNamespace(),
            request.getWorkflowId(),
            request.getRunId(),
            request.getActivityId(),
            request.getIdentity()),
        request.hasDetails() ? request.getDetails() : null,
        reply ->
            RecordActivityTaskHeartbeatByIdResponse.newBuilder()
                .setCancelRequested(reply.getCancelRequested())
                .setActivityPaused(reply.getActivityPaused())
                .setActivityReset(reply.getActivityReset())
                .build());
  }

  private <S> void heartbeat(
      UnaryCall<?, S> call,
      Target target,
      @Nullable Payloads details,
      Function<RecordActivityTaskHeartbeatResponse, S> response) {
    if (details != null && validation.isTooLarge(details)) {
      // The attempt ends; the worker learns that it can stop.
      var stop = RecordActivityTaskHeartbeatResponse.newBuilder().setCancelRequested(true).build();
      fail(
          call,
          target,
          Failures.tooLarge(Failures.HEARTBEAT_TOO_LARGE),
          null,
          response.apply(stop));
      return;
    }
    backend.complete(
        target.key(),
        new Request.Heartbeat(target.activity(), details, target.identity()),
        new CallAnswer<>(call, response));
  }

  void complete(
      UnaryCall<RespondActivityTaskCompletedRequest, RespondActivityTaskCompletedResponse> call) {
    var request = call.request();
    complete(
        call,
        byToken(request.getTaskToken(), request.getNamespace(), request.getIdentity()),
        request.hasResult() ? request.getResult() : null,
        RespondActivityTaskCompletedResponse.getDefaultInstance());
  }

  void completeById(
      UnaryCall<RespondActivityTaskCompletedByIdRequest, RespondActivityTaskCompletedByIdResponse>
          call) {
    var request = call.request();
    complete(
        call,
        byId(
            request.getNamespace(),
            request.getWorkflowId(),
            request.getRunId(),
            request.getActivityId(),
            request.getIdentity()),
        request.hasResult() ? request.getResult() : null,
        RespondActivityTaskCompletedByIdResponse.getDefaultInstance());
  }

  private <S> void complete(
      UnaryCall<?, S> call, Target target, @Nullable Payloads result, S response) {
    if (result != null && validation.isTooLarge(result)) {
      fail(call, target, Failures.tooLarge(Failures.RESULT_TOO_LARGE), null, response);
      return;
    }
    finish(
        call,
        target,
        new Request.CompleteActivity(target.activity(), result, target.identity()),
        response);
  }

  void fail(UnaryCall<RespondActivityTaskFailedRequest, RespondActivityTaskFailedResponse> call) {
    var request = call.request();
    var target = byToken(request.getTaskToken(), request.getNamespace(), request.getIdentity());
    if (request.hasFailure() && !request.getFailure().hasApplicationFailureInfo()) {
      throw Validation.invalid("Failure must have ApplicationFailureInfo.");
    }
    Validation.nextRetryDelay(request.getFailure());
    var kept =
        kept(
            request.getFailure(),
            request.hasLastHeartbeatDetails() ? request.getLastHeartbeatDetails() : null);
    fail(
        call,
        target,
        kept.failure(),
        kept.details(),
        RespondActivityTaskFailedResponse.newBuilder().addAllFailures(kept.complaints()).build());
  }

  void failById(
      UnaryCall<RespondActivityTaskFailedByIdRequest, RespondActivityTaskFailedByIdResponse> call) {
    var request = call.request();
    var target =
        byId(
            request.getNamespace(),
            request.getWorkflowId(),
            request.getRunId(),
            request.getActivityId(),
            request.getIdentity());
    Validation.nextRetryDelay(request.getFailure());
    var kept =
        kept(
            request.getFailure(),
            request.hasLastHeartbeatDetails() ? request.getLastHeartbeatDetails() : null);
    fail(
        call,
        target,
        kept.failure(),
        kept.details(),
        RespondActivityTaskFailedByIdResponse.newBuilder()
            .addAllFailures(kept.complaints())
            .build());
  }

  /// A failure as it is kept.
  ///
  /// @param complaints what was too large to be kept as it came
  private record Kept(Failure failure, @Nullable Payloads details, List<Failure> complaints) {}

  private Kept kept(Failure failure, @Nullable Payloads details) {
    var complaints = new ArrayList<Failure>();
    var keptDetails = details;
    if (details != null && validation.isTooLarge(details)) {
      keptDetails = null;
      complaints.add(Failures.tooLarge(Failures.HEARTBEAT_TOO_LARGE));
    }
    var keptFailure = failure;
    if (validation.isTooLarge(failure)) {
      keptFailure = Failures.tooLarge(failure);
      complaints.add(keptFailure);
    }
    return new Kept(keptFailure, keptDetails, complaints);
  }

  private <S> void fail(
      UnaryCall<?, S> call,
      Target target,
      Failure failure,
      @Nullable Payloads lastHeartbeatDetails,
      S response) {
    finish(
        call,
        target,
        new Request.FailActivity(
            target.activity(), failure, lastHeartbeatDetails, target.identity()),
        response);
  }

  void cancel(
      UnaryCall<RespondActivityTaskCanceledRequest, RespondActivityTaskCanceledResponse> call) {
    var request = call.request();
    cancel(
        call,
        byToken(request.getTaskToken(), request.getNamespace(), request.getIdentity()),
        request.hasDetails() ? request.getDetails() : null,
        RespondActivityTaskCanceledResponse.getDefaultInstance());
  }

  void cancelById(
      UnaryCall<RespondActivityTaskCanceledByIdRequest, RespondActivityTaskCanceledByIdResponse>
          call) {
    var request = call.request();
    cancel(
        call,
        byId(
            request.getNamespace(),
            request.getWorkflowId(),
            request.getRunId(),
            request.getActivityId(),
            request.getIdentity()),
        request.hasDetails() ? request.getDetails() : null,
        RespondActivityTaskCanceledByIdResponse.getDefaultInstance());
  }

  private <S> void cancel(
      UnaryCall<?, S> call, Target target, @Nullable Payloads details, S response) {
    if (details != null && validation.isTooLarge(details)) {
      fail(call, target, Failures.tooLarge(Failures.CANCEL_DETAILS_TOO_LARGE), null, response);
      return;
    }
    finish(
        call,
        target,
        new Request.CancelActivity(target.activity(), details, target.identity()),
        response);
  }

  private <S> void finish(UnaryCall<?, S> call, Target target, Request<Done> request, S response) {
    backend.complete(target.key(), request, new CallAnswer<>(call, _ -> response));
  }

  private Target byToken(ByteString bytes, String namespace, String identity) {
    var token = tokens.read(bytes, namespace, TaskToken.Kind.ACTIVITY);
    validation.length("Identity", identity);
    return new Target(token.entity(), new ActivityRef.ByToken(token), identity);
  }

  private Target byId(
      String namespace, String workflowId, String runId, String activityId, String identity) {
    backend.namespaces().check(namespace);
    if (activityId.isEmpty()) {
      throw Validation.invalid("ActivityId is not set on request.");
    }
    validation.length("Identity", identity);
    if (workflowId.isEmpty()) {
      throw Validation.invalid("WorkflowId is not set on request.");
    }
    validation.runId(runId);
    return new Target(
        EntityKey.workflow(namespace, workflowId),
        new ActivityRef.ById(runId, activityId),
        identity);
  }
}
