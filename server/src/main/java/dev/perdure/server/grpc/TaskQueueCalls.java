package dev.perdure.server.grpc;

import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.state.Times;
import dev.perdure.server.matching.QueueDescription;
import dev.perdure.server.matching.QueueKey;
import io.temporal.api.enums.v1.DescribeTaskQueueMode;
import io.temporal.api.enums.v1.TaskQueueKind;
import io.temporal.api.enums.v1.TaskQueueType;
import io.temporal.api.taskqueue.v1.ConfigMetadata;
import io.temporal.api.taskqueue.v1.RateLimitConfig;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.taskqueue.v1.TaskQueueConfig;
import io.temporal.api.taskqueue.v1.TaskQueuePartitionMetadata;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueRequest;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueResponse;
import io.temporal.api.workflowservice.v1.ListTaskQueuePartitionsRequest;
import io.temporal.api.workflowservice.v1.ListTaskQueuePartitionsResponse;
import io.temporal.api.workflowservice.v1.UpdateTaskQueueConfigRequest;
import io.temporal.api.workflowservice.v1.UpdateTaskQueueConfigRequest.RateLimitUpdate;
import io.temporal.api.workflowservice.v1.UpdateTaskQueueConfigResponse;
import java.time.Instant;

/// Calls about task queues themselves.
final class TaskQueueCalls {
  private static final int MAX_REASON = 1000;
  private static final int MAX_WEIGHTS = 1000;

  private final Backend backend;
  private final Validation validation;

  TaskQueueCalls(Backend backend) {
    this.backend = backend;
    this.validation = backend.validation();
  }

  @SuppressWarnings("deprecation") // `temporal task-queue describe` asks for the older form.
  void describe(UnaryCall<DescribeTaskQueueRequest, DescribeTaskQueueResponse> call) {
    var request = call.request();
    backend.namespaces().check(request.getNamespace());
    validation.taskQueue(request.hasTaskQueue(), request.getTaskQueue());
    if (request.getApiMode() == DescribeTaskQueueMode.DESCRIBE_TASK_QUEUE_MODE_ENHANCED) {
      if (request.getTaskQueue().getKind() == TaskQueueKind.TASK_QUEUE_KIND_STICKY) {
        throw Validation.invalid(
            "Enhanced DescribeTaskQueue is not valid for a sticky queue, use api_mode=UNSPECIFIED"
                + " or a normal queue.");
      }
      call.reply(QueueResponses.enhanced(request, type -> describe(request, type)));
      return;
    }
    var type =
        request.getTaskQueueType() == TaskQueueType.TASK_QUEUE_TYPE_UNSPECIFIED
            ? TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW
            : request.getTaskQueueType();
    var config = backend.queueConfigs().get(key(request, type));
    call.reply(QueueResponses.described(request, describe(request, type), config));
  }

  private QueueDescription describe(DescribeTaskQueueRequest request, TaskQueueType type) {
    return backend.matching().describe(key(request, type));
  }

  private static QueueKey key(DescribeTaskQueueRequest request, TaskQueueType type) {
    return key(request.getNamespace(), request.getTaskQueue().getName(), type);
  }

  private static QueueKey key(String namespace, String name, TaskQueueType type) {
    var known = type == TaskQueueType.UNRECOGNIZED ? null : QueueKey.Type.of(type.getNumber());
    if (known == null) {
      throw Validation.invalid("task queue type is not supported: " + type);
    }
    return new QueueKey(namespace, name, known);
  }

  /// Every queue is one partition here.
  void partitions(UnaryCall<ListTaskQueuePartitionsRequest, ListTaskQueuePartitionsResponse> call) {
    var request = call.request();
    backend.namespaces().check(request.getNamespace());
    validation.taskQueue(request.hasTaskQueue(), request.getTaskQueue());
    var partition =
        TaskQueuePartitionMetadata.newBuilder().setKey(request.getTaskQueue().getName()).build();
    call.reply(
        ListTaskQueuePartitionsResponse.newBuilder()
            .addActivityTaskQueuePartitions(partition)
            .addWorkflowTaskQueuePartitions(partition)
            .build());
  }

  void updateConfig(UnaryCall<UpdateTaskQueueConfigRequest, UpdateTaskQueueConfigResponse> call) {
    var request = call.request();
    backend.namespaces().check(request.getNamespace());
    check(request);
    validation.taskQueue(true, TaskQueue.newBuilder().setName(request.getTaskQueue()).build());
    var now = Instant.now();
    var _ =
        backend
            .queueConfigs()
            .update(
                key(request.getNamespace(), request.getTaskQueue(), request.getTaskQueueType()),
                config -> changed(config, request, now))
            .whenComplete(
                (config, failure) -> {
                  if (failure != null) {
                    call.reject(
                        new Rejection(
                            Rejection.Code.UNAVAILABLE, "The settings could not be stored.", null));
                  } else {
                    call.reply(
                        UpdateTaskQueueConfigResponse.newBuilder().setConfig(config).build());
                  }
                });
  }

  private void check(UpdateTaskQueueConfigRequest request) {
    boolean isWorkflow = request.getTaskQueueType() == TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW;
    if (isWorkflow && request.getUpdateQueueRateLimit().hasRateLimit()) {
      throw Validation.invalid("Setting rate limit on workflow task queues is not allowed.");
    }
    rateLimit("UpdateQueueRateLimit", request.getUpdateQueueRateLimit());
    if (isWorkflow && request.getUpdateFairnessKeyRateLimitDefault().hasRateLimit()) {
      throw Validation.invalid(
          "Setting fairness key rate limit on workflow task queues is not allowed.");
    }
    rateLimit("UpdateFairnessKeyRateLimitDefault", request.getUpdateFairnessKeyRateLimitDefault());
    if (validation.isTooLong(request.getIdentity())) {
      throw Validation.invalid(
          "Identity field too long (max %d characters).".formatted(validation.maxIdLength()));
    }
    weights(request);
  }

  private static void rateLimit(String what, RateLimitUpdate update) {
    if (!update.hasRateLimit()) {
      return;
    }
    if (!(update.getRateLimit().getRequestsPerSecond() >= 0)) {
      throw Validation.invalid(
          "RequestsPerSecond for %s rate limit must be non-negative.".formatted(what));
    }
    if (update.getReason().length() > MAX_REASON) {
      throw Validation.invalid(
          "%s.Reason field too long (max %d characters).".formatted(what, MAX_REASON));
    }
  }

  private static void weights(UpdateTaskQueueConfigRequest request) {
    int total =
        request.getSetFairnessWeightOverridesCount()
            + request.getUnsetFairnessWeightOverridesCount();
    if (total > MAX_WEIGHTS) {
      throw Validation.invalid(
          "too many fairness weight overrides in request: got %d, maximum %d"
              .formatted(total, MAX_WEIGHTS));
    }
    request
        .getSetFairnessWeightOverridesMap()
        .forEach(
            (key, weight) -> {
              fairnessKey(key);
              if (!(weight > 0)) {
                throw Validation.invalid(
                    "invalid fairness weight weight for key \"%s\": must be greater than zero"
                        .formatted(key));
              }
            });
    for (var key : request.getUnsetFairnessWeightOverridesList()) {
      fairnessKey(key);
      if (request.containsSetFairnessWeightOverrides(key)) {
        throw Validation.invalid(
            "fairness weight override key \"%s\" present in both set and unset lists"
                .formatted(key));
      }
    }
  }

  private static void fairnessKey(String key) {
    if (key.isEmpty()) {
      throw Validation.invalid("fairness weight override key must not be empty");
    }
    if (Validation.utf8Length(key) > 64) {
      throw Validation.invalid("fairness key length exceeds limit");
    }
  }

  private static TaskQueueConfig changed(
      TaskQueueConfig config, UpdateTaskQueueConfigRequest request, Instant now) {
    var changed = config.toBuilder();
    if (request.hasUpdateQueueRateLimit()) {
      changed.setQueueRateLimit(limit(request.getUpdateQueueRateLimit(), request, now));
    }
    if (request.hasUpdateFairnessKeyRateLimitDefault()) {
      changed.setFairnessKeysRateLimitDefault(
          limit(request.getUpdateFairnessKeyRateLimitDefault(), request, now));
    }
    request.getUnsetFairnessWeightOverridesList().forEach(changed::removeFairnessWeightOverrides);
    changed.putAllFairnessWeightOverrides(request.getSetFairnessWeightOverridesMap());
    if (changed.getFairnessWeightOverridesCount() > MAX_WEIGHTS) {
      throw Validation.invalid(
          "fairness weight overrides update rejected: exceeding maximum key size");
    }
    return changed.build();
  }

  /// An update without a limit takes the limit away, and keeps who did so.
  private static RateLimitConfig limit(
      RateLimitUpdate update, UpdateTaskQueueConfigRequest request, Instant now) {
    var config =
        RateLimitConfig.newBuilder()
            .setMetadata(
                ConfigMetadata.newBuilder()
                    .setReason(update.getReason())
                    .setUpdateIdentity(request.getIdentity())
                    .setUpdateTime(Times.timestamp(now)));
    if (update.hasRateLimit()) {
      config.setRateLimit(update.getRateLimit());
    }
    return config.build();
  }
}
