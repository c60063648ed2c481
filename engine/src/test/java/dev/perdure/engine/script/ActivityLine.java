package dev.perdure.engine.script;

import com.google.protobuf.Duration;
import com.google.protobuf.FieldMask;
import dev.perdure.engine.decision.Request;
import io.temporal.api.activity.v1.ActivityOptions;
import io.temporal.api.common.v1.Priority;
import io.temporal.api.common.v1.RetryPolicy;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.PauseActivityRequest;
import io.temporal.api.workflowservice.v1.ResetActivityRequest;
import io.temporal.api.workflowservice.v1.UnpauseActivityRequest;
import io.temporal.api.workflowservice.v1.UpdateActivityOptionsRequest;
import java.util.ArrayList;
import java.util.List;

/// The lines by which clients intervene in activities: `pause-activity a`, `… type=Act`, `… all`.
final class ActivityLine {
  private ActivityLine() {}

  static Request<?> request(Line line) {
    return switch (line.word()) {
      case "pause-activity" -> pause(line);
      case "unpause-activity" -> unpause(line);
      case "reset-activity" -> reset(line);
      default -> options(line);
    };
  }

  private static Request<?> pause(Line line) {
    var request =
        PauseActivityRequest.newBuilder()
            .setIdentity("client")
            .setReason(line.option("reason"))
            .setRequestId(line.option("request-id"));
    if (line.has("type")) {
      request.setType(line.option("type"));
    } else {
      request.setId(line.argument(0));
    }
    return new Request.PauseActivity(request.build());
  }

  private static Request<?> unpause(Line line) {
    var request =
        UnpauseActivityRequest.newBuilder()
            .setResetAttempts(line.has("reset-attempts"))
            .setResetHeartbeat(line.has("reset-heartbeat"));
    var jitter = line.duration("jitter");
    if (jitter != null) {
      request.setJitter(jitter);
    }
    if (line.has("type")) {
      request.setType(line.option("type"));
    } else if (line.has("all")) {
      request.setUnpauseAll(true);
    } else {
      request.setId(line.argument(0));
    }
    return new Request.UnpauseActivity(request.build());
  }

  private static Request<?> reset(Line line) {
    var request =
        ResetActivityRequest.newBuilder()
            .setResetHeartbeat(line.has("reset-heartbeat"))
            .setKeepPaused(line.has("keep-paused"))
            .setRestoreOriginalOptions(line.has("restore-options"));
    var jitter = line.duration("jitter");
    if (jitter != null) {
      request.setJitter(jitter);
    }
    if (line.has("type")) {
      request.setType(line.option("type"));
    } else if (line.has("all")) {
      request.setMatchAll(true);
    } else {
      request.setId(line.argument(0));
    }
    return new Request.ResetActivity(request.build());
  }

  private static Request<?> options(Line line) {
    var request = UpdateActivityOptionsRequest.newBuilder();
    if (line.has("type")) {
      request.setType(line.option("type"));
    } else if (line.has("all")) {
      request.setMatchAll(true);
    } else {
      request.setId(line.argument(0));
    }
    if (line.word().equals("restore-activity")) {
      request.setRestoreOriginal(true);
    } else if (!line.has("no-options")) {
      request.setActivityOptions(activityOptions(line));
    }
    if (line.has("mask")) {
      request.setUpdateMask(
          FieldMask.newBuilder().addAllPaths(List.of(line.option("mask").split(",", -1))));
    } else if (!line.has("no-mask") && line.word().equals("update-activity")) {
      request.setUpdateMask(FieldMask.newBuilder().addAllPaths(named(line)));
    }
    return new Request.UpdateActivityOptions(request.build());
  }

  private static List<String> named(Line line) {
    var paths = new ArrayList<String>();
    line.options().keySet().stream()
        .sorted()
        .forEach(
            option -> {
              switch (option) {
                case "queue" -> paths.add("task_queue.name");
                case "start-to-close" -> paths.add("start_to_close_timeout");
                case "schedule-to-close" -> paths.add("scheduleToCloseTimeout");
                case "attempts" -> paths.add("retry_policy.maximum_attempts");
                case "interval" -> paths.add("retryPolicy.initialInterval");
                case "priority" -> paths.add("priority.priority_key");
                default -> {}
              }
            });
    return paths;
  }

  private static ActivityOptions activityOptions(Line line) {
    var options = ActivityOptions.newBuilder();
    if (line.has("queue")) {
      options.setTaskQueue(TaskQueue.newBuilder().setName(line.option("queue")));
    }
    var startToClose = line.duration("start-to-close");
    if (startToClose != null) {
      options.setStartToCloseTimeout(startToClose);
    }
    var scheduleToClose = line.duration("schedule-to-close");
    if (scheduleToClose != null) {
      options.setScheduleToCloseTimeout(scheduleToClose);
    }
    if (line.has("attempts") || line.has("interval")) {
      Duration interval = line.duration("interval");
      options.setRetryPolicy(
          RetryPolicy.newBuilder()
              .setMaximumAttempts(Integer.parseInt(line.option("attempts", "0")))
              .setInitialInterval(interval == null ? Duration.getDefaultInstance() : interval));
    }
    if (line.has("priority")) {
      options.setPriority(
          Priority.newBuilder().setPriorityKey(Integer.parseInt(line.option("priority"))));
    }
    return options.build();
  }
}
