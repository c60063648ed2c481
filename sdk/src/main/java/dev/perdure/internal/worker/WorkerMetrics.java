package dev.perdure.internal.worker;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import dev.perdure.activity.ActivityInfo;
import dev.perdure.common.MetricMeter;
import dev.perdure.common.MetricMeter.Counter;
import dev.perdure.common.MetricMeter.Gauge;
import dev.perdure.common.MetricMeter.HistogramDuration;
import dev.perdure.internal.metric.NoopMeter;
import dev.perdure.internal.workflow.WorkflowTaskOutcome;
import dev.perdure.internal.workflow.WorkflowTaskOutcome.Completed;
import dev.perdure.internal.workflow.WorkflowTaskOutcome.Failed;
import io.temporal.api.command.v1.Command;
import io.temporal.api.enums.v1.ApplicationErrorCategory;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueResponse;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a worker tells of itself, under the names and with the labels that workers of other SDKs
/// have too. With a meter that keeps nothing it does nothing, not even read a clock.
final class WorkerMetrics {
  private static final String WORKFLOW_TYPE = "workflow_type";
  private static final String ACTIVITY_TYPE = "activity_type";

  private final boolean on;
  private final MetricMeter own;
  private final Counter workerStart;
  private final Gauge slotsUsed;
  private final Counter workflowTaskPollSucceed;
  private final Counter workflowTaskPollEmpty;
  private final HistogramDuration workflowTaskScheduleToStart;
  private final HistogramDuration workflowTaskExecution;
  private final HistogramDuration workflowTaskReplay;
  private final Counter workflowTaskFailed;
  private final Counter workflowCompleted;
  private final Counter workflowFailed;
  private final Counter workflowCanceled;
  private final Counter workflowContinuedAsNew;
  private final Gauge cacheSize;
  private final Counter cacheHit;
  private final Counter cacheMiss;
  private final Counter activityPollNoTask;
  private final Counter activityTaskReceived;
  private final HistogramDuration activityScheduleToStart;
  private final Activities remoteActivities;
  private final Activities localActivities;
  private final Counter localActivityTotal;

  WorkerMetrics(MetricMeter meter, String namespace, String taskQueue) {
    this.on = !(meter instanceof NoopMeter);
    this.own =
        meter.withAdditionalAttributes(Map.of("namespace", namespace, "task_queue", taskQueue));
    workerStart = own.createCounter("temporal_worker_start");
    slotsUsed = own.createGauge("temporal_worker_task_slots_used");
    workflowTaskPollSucceed = own.createCounter("temporal_workflow_task_queue_poll_succeed");
    workflowTaskPollEmpty = own.createCounter("temporal_workflow_task_queue_poll_empty");
    workflowTaskScheduleToStart = latency(own, "workflow_task_schedule_to_start_latency");
    workflowTaskExecution = latency(own, "workflow_task_execution_latency");
    workflowTaskReplay = latency(own, "workflow_task_replay_latency");
    workflowTaskFailed = own.createCounter("temporal_workflow_task_execution_failed");
    workflowCompleted = own.createCounter("temporal_workflow_completed");
    workflowFailed = own.createCounter("temporal_workflow_failed");
    workflowCanceled = own.createCounter("temporal_workflow_canceled");
    workflowContinuedAsNew = own.createCounter("temporal_workflow_continue_as_new");
    cacheSize = own.createGauge("temporal_sticky_cache_size");
    cacheHit = own.createCounter("temporal_sticky_cache_hit");
    cacheMiss = own.createCounter("temporal_sticky_cache_miss");
    activityPollNoTask = own.createCounter("temporal_activity_poll_no_task");
    activityTaskReceived = own.createCounter("temporal_activity_task_received");
    activityScheduleToStart = latency(own, "activity_schedule_to_start_latency");
    remoteActivities = new Activities(own, "activity");
    localActivities = new Activities(own, "local_activity");
    localActivityTotal = own.createCounter("temporal_local_activity_total");
  }

  private static HistogramDuration latency(MetricMeter meter, String name) {
    return meter.createHistogramDuration("temporal_" + name, "", "duration");
  }

  /// Where metrics of an activity's code go.
  MetricMeter meter(String activityType) {
    return on ? own.withAdditionalAttributes(Map.of(ACTIVITY_TYPE, activityType)) : own;
  }

  void started() {
    workerStart.add(1, Map.of());
  }

  /// How many slots of a kind tasks have, such as `ActivityWorker`.
  void slotsUsed(String kind, int number) {
    if (on) {
      slotsUsed.set(number, Map.of("worker_type", kind));
    }
  }

  /// A poll came back; null without a task.
  void polled(@Nullable PollWorkflowTaskQueueResponse task) {
    if (!on) {
      return;
    }
    if (task == null) {
      workflowTaskPollEmpty.add(1, Map.of());
      return;
    }
    var labels = Map.of(WORKFLOW_TYPE, task.getWorkflowType().getName());
    workflowTaskPollSucceed.add(1, labels);
    if (task.hasScheduledTime() && task.hasStartedTime()) {
      workflowTaskScheduleToStart.record(
          between(task.getScheduledTime(), task.getStartedTime()), labels);
    }
  }

  /// A poll came back; null without a task.
  void polled(@Nullable PollActivityTaskQueueResponse task) {
    if (!on) {
      return;
    }
    if (task == null) {
      activityPollNoTask.add(1, Map.of());
      return;
    }
    var labels = Map.of(ACTIVITY_TYPE, task.getActivityType().getName());
    activityTaskReceived.add(1, labels);
    if (task.hasCurrentAttemptScheduledTime() && task.hasStartedTime()) {
      activityScheduleToStart.record(
          between(task.getCurrentAttemptScheduledTime(), task.getStartedTime()), labels);
    }
  }

  private static Duration between(Timestamp from, Timestamp to) {
    return Duration.ofNanos(Math.max(0, Durations.toNanos(Timestamps.between(from, to))));
  }

  /// Now, for [#workflowTask] and the like; 0 when nobody wants to know.
  long clock() {
    return on ? System.nanoTime() : 0;
  }

  /// A workflow task was worked off.
  ///
  /// @param anew whether the run was built from its history first
  void workflowTask(
      PolledWorkflowTask task, WorkflowTaskOutcome outcome, boolean anew, long sinceNanos) {
    if (!on) {
      return;
    }
    Duration time = Duration.ofNanos(System.nanoTime() - sinceNanos);
    var labels = Map.of(WORKFLOW_TYPE, task.response().getWorkflowType().getName());
    workflowTaskExecution.record(time, labels);
    if (anew) {
      workflowTaskReplay.record(time, labels);
    }
    if (!task.isFromStart()) {
      (anew ? cacheMiss : cacheHit).add(1, Map.of());
    }
    switch (outcome) {
      case Completed completed when completed.closed() ->
          closed(completed.commands().getLast(), labels);
      case Failed failed -> workflowTaskFailed.add(1, with(labels, failed));
      default -> {}
    }
  }

  private void closed(Command command, Map<String, String> labels) {
    switch (command.getCommandType()) {
      case COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION -> workflowCompleted.add(1, labels);
      case COMMAND_TYPE_FAIL_WORKFLOW_EXECUTION -> {
        if (!isBenign(command.getFailWorkflowExecutionCommandAttributes().getFailure())) {
          workflowFailed.add(1, labels);
        }
      }
      case COMMAND_TYPE_CANCEL_WORKFLOW_EXECUTION -> workflowCanceled.add(1, labels);
      case COMMAND_TYPE_CONTINUE_AS_NEW_WORKFLOW_EXECUTION -> workflowContinuedAsNew.add(1, labels);
      default -> {}
    }
  }

  /// A failure that its code calls benign is no reason to alarm anybody.
  private static boolean isBenign(Failure failure) {
    return failure.getApplicationFailureInfo().getCategory()
        == ApplicationErrorCategory.APPLICATION_ERROR_CATEGORY_BENIGN;
  }

  private static Map<String, String> with(Map<String, String> labels, Failed failed) {
    var result = new HashMap<>(labels);
    result.put(
        "failure_reason",
        failed.cause() == WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR
            ? "NonDeterminismError"
            : "WorkflowError");
    return result;
  }

  /// How many runs are in the cache.
  void cached(int number) {
    if (on) {
      cacheSize.set(number, Map.of());
    }
  }

  /// An attempt of an activity has ended.
  void activity(ActivityInfo info, long sinceNanos, ActivityOutcome outcome) {
    if (!on) {
      return;
    }
    Activities activities = info.isLocal() ? localActivities : remoteActivities;
    var labels = Map.of(ACTIVITY_TYPE, info.activityType());
    if (info.isLocal()) {
      localActivityTotal.add(1, labels);
    }
    activities.latency.record(Duration.ofNanos(System.nanoTime() - sinceNanos), labels);
    switch (outcome) {
      case ActivityOutcome.Completed _ ->
          activities.endToEnd.record(since(info.scheduledTime()), labels);
      case ActivityOutcome.Failed(Failure failure) -> {
        if (!isBenign(failure)) {
          activities.failed.add(1, labels);
        }
      }
      case ActivityOutcome.Cancelled _ -> activities.cancelled.add(1, labels);
      case ActivityOutcome.Untold _ -> {}
    }
  }

  private static Duration since(Instant time) {
    Duration passed = Duration.between(time, Instant.now());
    return passed.isNegative() ? Duration.ZERO : passed;
  }

  /// What is told of remote activities, and of local ones.
  private static final class Activities {
    final HistogramDuration latency;
    final HistogramDuration endToEnd;
    final Counter failed;
    final Counter cancelled;

    Activities(MetricMeter meter, String prefix) {
      latency = latency(meter, prefix + "_execution_latency");
      endToEnd = latency(meter, prefix + "_succeed_endtoend_latency");
      failed = meter.createCounter("temporal_" + prefix + "_execution_failed");
      cancelled = meter.createCounter("temporal_" + prefix + "_execution_cancelled");
    }
  }
}
