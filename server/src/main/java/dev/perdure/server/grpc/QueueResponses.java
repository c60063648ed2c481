package dev.perdure.server.grpc;

import dev.perdure.engine.state.Times;
import dev.perdure.server.matching.PollerHistory;
import dev.perdure.server.matching.QueueDescription;
import dev.perdure.server.matching.QueueLimits;
import io.temporal.api.enums.v1.RateLimitSource;
import io.temporal.api.enums.v1.TaskQueueType;
import io.temporal.api.taskqueue.v1.PollerInfo;
import io.temporal.api.taskqueue.v1.TaskIdBlock;
import io.temporal.api.taskqueue.v1.TaskQueueConfig;
import io.temporal.api.taskqueue.v1.TaskQueueStats;
import io.temporal.api.taskqueue.v1.TaskQueueStatus;
import io.temporal.api.taskqueue.v1.TaskQueueTypeInfo;
import io.temporal.api.taskqueue.v1.TaskQueueVersionInfo;
import io.temporal.api.taskqueue.v1.TaskQueueVersioningInfo;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueRequest;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/// Descriptions of task queues in the protocol's form.
final class QueueResponses {
  private static final String UNVERSIONED = "__unversioned__";

  private QueueResponses() {}

  @SuppressWarnings("deprecation") // Tools still ask for the status, and read the version.
  static DescribeTaskQueueResponse described(
      DescribeTaskQueueRequest request, QueueDescription queue, TaskQueueConfig config) {
    var response =
        DescribeTaskQueueResponse.newBuilder()
            .addAllPollers(pollers(queue))
            .setVersioningInfo(TaskQueueVersioningInfo.newBuilder().setCurrentVersion(UNVERSIONED))
            .setEffectiveRateLimit(
                DescribeTaskQueueResponse.EffectiveRateLimit.newBuilder()
                    .setRequestsPerSecond((float) queue.limit().tasksPerSecond())
                    .setRateLimitSource(source(queue.limit().source())));
    if (request.getIncludeTaskQueueStatus()) {
      response.setTaskQueueStatus(
          TaskQueueStatus.newBuilder()
              .setBacklogCountHint(count(queue))
              .setRatePerSecond(queue.limit().tasksPerSecond())
              .setTaskIdBlock(TaskIdBlock.getDefaultInstance()));
    }
    if (request.getReportStats()) {
      response.setStats(stats(queue));
      for (int priority = 1; priority <= queue.priorities().size(); priority++) {
        var waiting = queue.priorities().get(priority - 1);
        if (waiting.count() > 0) {
          response.putStatsByPriorityKey(priority, backlog(List.of(waiting)).build());
        }
      }
    }
    if (request.getReportConfig()) {
      response.setConfig(config);
    }
    return response.build();
  }

  /// The older form, by version and type; nothing is versioned here.
  @SuppressWarnings("deprecation") // `temporal task-queue describe` reads it.
  static DescribeTaskQueueResponse enhanced(
      DescribeTaskQueueRequest request, Function<TaskQueueType, QueueDescription> describe) {
    var types =
        request.getTaskQueueTypesCount() > 0
            ? request.getTaskQueueTypesList()
            : List.of(
                TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW, TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY);
    var version = TaskQueueVersionInfo.newBuilder();
    for (var type : types) {
      if (type != TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW
          && type != TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY) {
        continue;
      }
      var queue = describe.apply(type);
      var info = TaskQueueTypeInfo.newBuilder();
      if (request.getReportPollers()) {
        info.addAllPollers(pollers(queue));
      }
      if (request.getReportStats()) {
        info.setStats(stats(queue));
      }
      version.putTypesInfo(type.getNumber(), info.build());
    }
    return DescribeTaskQueueResponse.newBuilder().putVersionsInfo("", version.build()).build();
  }

  private static List<PollerInfo> pollers(QueueDescription queue) {
    var now = Instant.now();
    return queue.pollers().stream().map(known -> poller(known, now)).toList();
  }

  @SuppressWarnings("deprecation") // Workers still say it.
  private static PollerInfo poller(PollerHistory.Known known, Instant now) {
    var worker = known.worker();
    var info =
        PollerInfo.newBuilder()
            .setIdentity(worker.identity())
            .setRatePerSecond(worker.tasksPerSecond())
            .setLastAccessTime(Times.timestamp(now.minusNanos(known.ageNanos())));
    if (!worker.capabilities().equals(worker.capabilities().getDefaultInstanceForType())) {
      info.setWorkerVersionCapabilities(worker.capabilities());
    }
    if (!worker.deployment().equals(worker.deployment().getDefaultInstanceForType())) {
      info.setDeploymentOptions(worker.deployment());
    }
    return info.build();
  }

  private static TaskQueueStats stats(QueueDescription queue) {
    return backlog(queue.priorities())
        .setTasksAddRate(queue.addedPerSecond())
        .setTasksDispatchRate(queue.dispatchedPerSecond())
        .build();
  }

  private static TaskQueueStats.Builder backlog(List<QueueDescription.Waiting> waiting) {
    long oldest = Long.MAX_VALUE;
    long count = 0;
    for (var each : waiting) {
      count += each.count();
      oldest = Math.min(oldest, each.oldestMillis());
    }
    var age =
        oldest == Long.MAX_VALUE
            ? Duration.ZERO
            : Duration.ofMillis(Math.max(0, System.currentTimeMillis() - oldest));
    return TaskQueueStats.newBuilder()
        .setApproximateBacklogCount(count)
        .setApproximateBacklogAge(Times.proto(age));
  }

  private static long count(QueueDescription queue) {
    return queue.priorities().stream().mapToLong(QueueDescription.Waiting::count).sum();
  }

  private static RateLimitSource source(QueueLimits.Source source) {
    return switch (source) {
      case OPERATOR -> RateLimitSource.RATE_LIMIT_SOURCE_API;
      case WORKER -> RateLimitSource.RATE_LIMIT_SOURCE_WORKER;
      case NOBODY -> RateLimitSource.RATE_LIMIT_SOURCE_SYSTEM;
    };
  }
}
