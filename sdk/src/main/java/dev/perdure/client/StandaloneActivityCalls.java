package dev.perdure.client;

import dev.perdure.converter.ActivitySerializationContext;
import dev.perdure.converter.DataConverter;
import dev.perdure.internal.rpc.Rpc;
import dev.perdure.internal.wire.UserMetadataPayloads;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.Header;
import io.temporal.api.errordetails.v1.ActivityExecutionAlreadyStartedFailure;
import io.temporal.api.errordetails.v1.NamespaceNotFoundFailure;
import io.temporal.api.sdk.v1.UserMetadata;
import io.temporal.api.workflowservice.v1.CountActivityExecutionsRequest;
import io.temporal.api.workflowservice.v1.DescribeActivityExecutionRequest;
import io.temporal.api.workflowservice.v1.DescribeActivityExecutionResponse;
import io.temporal.api.workflowservice.v1.ListActivityExecutionsRequest;
import io.temporal.api.workflowservice.v1.ListActivityExecutionsResponse;
import io.temporal.api.workflowservice.v1.RequestCancelActivityExecutionRequest;
import io.temporal.api.workflowservice.v1.StartActivityExecutionRequest;
import io.temporal.api.workflowservice.v1.TerminateActivityExecutionRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The requests about standalone activities.
abstract class StandaloneActivityCalls extends BatchCalls
    implements StandaloneActivityOutboundCalls {
  StandaloneActivityCalls(Rpc rpc, ClientOptions options) {
    super(rpc, options);
  }

  @Override
  public ActivityHandle<?> startActivity(StartActivityInput input) {
    StartActivityOptions start = input.options();
    ActivitySerializationContext context =
        context(start.id(), input.activityType(), start.taskQueue());
    try {
      var response =
          rpc()
              .about(context)
              .call(
                  WorkflowServiceGrpc.getStartActivityExecutionMethod(),
                  request(input, converter().withContext(context)));
      return new ActivityHandle<@Nullable Object>(
          outbound(), start.id(), response.getRunId(), input.resultType());
    } catch (StatusRuntimeException e) {
      var taken =
          RpcErrors.of(e, rpc().target()).detail(ActivityExecutionAlreadyStartedFailure.class);
      throw e.getStatus().getCode() == Status.Code.ALREADY_EXISTS && taken != null
          ? new ActivityAlreadyStartedException(
              start.id(), input.activityType(), taken.getRunId(), e)
          : error(e);
    }
  }

  /// The request of a start, with an id by which the server knows it again.
  private StartActivityExecutionRequest request(StartActivityInput input, DataConverter converter) {
    var request =
        input.options().request().toBuilder()
            .setNamespace(namespace())
            .setIdentity(identity())
            .setRequestId(requestId());
    request.getActivityTypeBuilder().setName(input.activityType());
    if (!input.arguments().isEmpty()) {
      request.setInput(converter.encodeList(input.arguments()));
    }
    if (!input.headers().isEmpty()) {
      request.setHeader(Header.newBuilder().putAllFields(input.headers()));
    }
    UserMetadata metadata = UserMetadataPayloads.encode(input.options().summary(), null, converter);
    if (metadata != null) {
      request.setUserMetadata(metadata);
    }
    return request.build();
  }

  @Override
  public @Nullable Object getActivityResult(GetActivityResultInput input) {
    return new ActivityResult(this, input).await();
  }

  @Override
  public CompletableFuture<@Nullable Object> getActivityResultAsync(GetActivityResultInput input) {
    return new ActivityResult(this, input).awaitAsync();
  }

  @Override
  public void cancelActivity(CancelActivityInput input) {
    var request =
        RequestCancelActivityExecutionRequest.newBuilder()
            .setNamespace(namespace())
            .setIdentity(identity())
            .setRequestId(requestId())
            .setActivityId(input.activityId())
            .setRunId(orEmpty(input.activityRunId()))
            .setReason(input.reason());
    var _ =
        send(
            input.activityId(),
            input.activityRunId(),
            WorkflowServiceGrpc.getRequestCancelActivityExecutionMethod(),
            request.build());
  }

  @Override
  public void terminateActivity(TerminateActivityInput input) {
    var request =
        TerminateActivityExecutionRequest.newBuilder()
            .setNamespace(namespace())
            .setIdentity(identity())
            .setRequestId(requestId())
            .setActivityId(input.activityId())
            .setRunId(orEmpty(input.activityRunId()))
            .setReason(input.reason());
    var _ =
        send(
            input.activityId(),
            input.activityRunId(),
            WorkflowServiceGrpc.getTerminateActivityExecutionMethod(),
            request.build());
  }

  @Override
  public ActivityExecutionDescription describeActivity(DescribeActivityInput input) {
    var request =
        DescribeActivityExecutionRequest.newBuilder()
            .setNamespace(namespace())
            .setActivityId(input.activityId())
            .setRunId(orEmpty(input.activityRunId()))
            .setIncludeHeartbeatDetails(true)
            .setIncludeLastFailure(true)
            .setLongPollToken(input.longPollToken())
            .build();
    var method = WorkflowServiceGrpc.getDescribeActivityExecutionMethod();
    Rpc rpc = rpc().about(context(input.activityId(), null, null));
    DescribeActivityExecutionResponse response;
    try {
      if (input.longPollToken().isEmpty()) {
        response = rpc.call(method, request);
      } else {
        do {
          response = rpc.longPoll(method, request); // without news it says nothing
        } while (!response.hasInfo());
      }
    } catch (StatusRuntimeException e) {
      throw error(e, input.activityId(), input.activityRunId());
    }
    return new ActivityExecutionDescription(
        namespace(),
        converter()
            .withContext(
                context(
                    input.activityId(),
                    response.getInfo().getActivityType().getName(),
                    response.getInfo().getTaskQueue())),
        response);
  }

  @Override
  public PagedList.Page<ActivityExecution> listActivities(ListActivitiesInput input) {
    ListActivityExecutionsResponse response =
        sendAboutAll(
            WorkflowServiceGrpc.getListActivityExecutionsMethod(),
            ListActivityExecutionsRequest.newBuilder()
                .setNamespace(namespace())
                .setQuery(input.query())
                .setPageSize(input.pageSize())
                .setNextPageToken(input.pageToken())
                .build());
    return new PagedList.Page<>(
        response.getExecutionsList().stream()
            .map(info -> new ActivityExecution(namespace(), info))
            .toList(),
        response.getNextPageToken());
  }

  @Override
  public ActivityExecutionCount countActivities(CountActivitiesInput input) {
    return ActivityExecutionCount.of(
        sendAboutAll(
            WorkflowServiceGrpc.getCountActivityExecutionsMethod(),
            CountActivityExecutionsRequest.newBuilder()
                .setNamespace(namespace())
                .setQuery(input.query())
                .build()));
  }

  /// What is known of a standalone activity where its values are converted.
  final ActivitySerializationContext context(
      String id, @Nullable String type, @Nullable String taskQueue) {
    return new ActivitySerializationContext(namespace(), null, null, type, id, taskQueue, false);
  }

  static String orEmpty(@Nullable String runId) {
    return runId == null ? "" : runId;
  }

  private <Q, A> A sendAboutAll(MethodDescriptor<Q, A> method, Q request) {
    try {
      return rpc().call(method, request);
    } catch (StatusRuntimeException e) {
      throw error(e);
    }
  }

  /// Sends what concerns one activity.
  private <Q, A> A send(
      String activityId, @Nullable String runId, MethodDescriptor<Q, A> method, Q request) {
    try {
      return rpc().call(method, request);
    } catch (StatusRuntimeException e) {
      throw error(e, activityId, runId);
    }
  }

  final RpcException error(
      StatusRuntimeException e, String activityId, @Nullable String activityRunId) {
    RpcException result = error(e);
    if (e.getStatus().getCode() != Status.Code.NOT_FOUND
        || result.detail(NamespaceNotFoundFailure.class) != null) {
      return result;
    }
    return new ActivityNotFoundException(
        activityId,
        "Activity %s%s in namespace %s: %s"
            .formatted(
                activityId,
                activityRunId == null ? "" : " (run " + activityRunId + ")",
                namespace(),
                Objects.requireNonNullElse(e.getStatus().getDescription(), "not found")),
        e);
  }

  /// Many servers do not have these calls, or have them switched off.
  private RpcException error(StatusRuntimeException e) {
    return e.getStatus().getCode() == Status.Code.UNIMPLEMENTED
        ? new RpcException(
            "The server at %s does not offer standalone activities: %s. Call the activity from a workflow, or use a server that has them."
                .formatted(
                    rpc().target(),
                    Objects.requireNonNullElse(e.getStatus().getDescription(), "no description")),
            e)
        : RpcErrors.of(e, rpc().target());
  }
}
