package dev.perdure.verification.golden;

import static dev.perdure.verification.golden.Commands.activity;
import static dev.perdure.verification.golden.Commands.cancelActivity;
import static dev.perdure.verification.golden.Commands.cancelTimer;
import static dev.perdure.verification.golden.Commands.completeWorkflow;
import static dev.perdure.verification.golden.Commands.timer;
import static java.util.Comparator.comparing;

import com.google.protobuf.util.Durations;
import dev.perdure.verification.wire.Wire;
import io.temporal.api.command.v1.Command;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueResponse;
import io.temporal.api.workflowservice.v1.RecordActivityTaskHeartbeatRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCanceledRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCompletedByIdRequest;
import java.util.List;
import java.util.stream.Stream;

/// Activities and timers.
final class ActivityPrograms {
  private ActivityPrograms() {}

  static List<Program> all() {
    return List.of(
        new Program("hello", ActivityPrograms::hello),
        new Program("activity-retried", ActivityPrograms::retried),
        new Program("activity-failed", ActivityPrograms::failed),
        new Program("activity-not-retryable", ActivityPrograms::notRetryable),
        new Program("activity-not-taken-in-time", ActivityPrograms::notTakenInTime),
        new Program("activity-too-slow", ActivityPrograms::tooSlow),
        new Program("activity-out-of-time-for-a-retry", ActivityPrograms::outOfTimeForRetry),
        new Program("activity-without-heartbeat", ActivityPrograms::withoutHeartbeat),
        new Program("activity-canceled-before-start", ActivityPrograms::canceledBeforeStart),
        new Program("activity-canceled-while-running", ActivityPrograms::canceledWhileRunning),
        new Program("activity-completed-by-id", ActivityPrograms::completedById),
        new Program("activity-eager", ActivityPrograms::eager),
        new Program("activities-timed-out-together", ActivityPrograms::timedOutTogether),
        new Program("activity-duplicate-id", ActivityPrograms::duplicateId),
        new Program("timer-fired", ActivityPrograms::timerFired),
        new Program("timer-canceled", ActivityPrograms::timerCanceled),
        new Program("timer-canceled-after-it-fired", ActivityPrograms::timerCanceledTooLate));
  }

  private static void hello(Stage stage) {
    stage.start();
    var first = stage.workflowTask();
    stage.showTask(first);
    stage.complete(first, activity(stage, "a"));
    var task = stage.activityTask();
    stage.show("activity task", task);
    stage.completeActivity(task);
    var second = stage.workflowTask();
    stage.showTask(second);
    stage.complete(second, completeWorkflow());
    stage.showHistory();
  }

  private static void retried(Stage stage) {
    stage.start();
    stage.step(activity(stage, "a"));
    stage.failActivity(stage.activityTask(), Stage.failure("at first"));
    var second = stage.activityTask();
    stage.show("attempt " + second.getAttempt());
    stage.completeActivity(second);
    stage.step(completeWorkflow());
    stage.showHistory();
  }

  private static void failed(Stage stage) {
    stage.start();
    stage.step(activity(stage, "a"));
    stage.failActivity(stage.activityTask(), Stage.failure("at first"));
    stage.failActivity(stage.activityTask(), Stage.failure("again"));
    stage.step(completeWorkflow());
    stage.showHistory();
  }

  private static void notRetryable(Stage stage) {
    stage.start();
    stage.step(
        activity(stage, "flag"),
        activity(
            stage,
            "type",
            options -> options.getRetryPolicyBuilder().addNonRetryableErrorTypes("Broken")));
    var tasks =
        Stream.of(stage.activityTask(), stage.activityTask())
            .sorted(comparing(PollActivityTaskQueueResponse::getActivityId))
            .toList();
    stage.failActivity(tasks.getFirst(), Stage.failure("never again", "Other", true));
    stage.failActivity(tasks.getLast(), Stage.failure("never again", "Broken", false));
    stage.await(
        stage.name(),
        events ->
            events.stream()
                    .filter(e -> e.getEventType() == EventType.EVENT_TYPE_ACTIVITY_TASK_FAILED)
                    .count()
                == 2);
    stage.step(completeWorkflow());
    stage.showHistory();
  }

  private static void notTakenInTime(Stage stage) {
    stage.start();
    stage.step(activity(stage, "a", options -> options.setScheduleToStartTimeout(Wire.seconds(1))));
    stage.step(completeWorkflow());
    stage.showHistory();
  }

  private static void tooSlow(Stage stage) {
    stage.start();
    stage.step(
        activity(
            stage,
            "a",
            options -> {
              options.setStartToCloseTimeout(Wire.seconds(1));
              options.getRetryPolicyBuilder().setMaximumAttempts(1);
            }));
    stage.activityTask();
    stage.step(completeWorkflow());
    stage.showHistory();
  }

  private static void outOfTimeForRetry(Stage stage) {
    stage.start();
    stage.step(
        activity(
            stage,
            "fails",
            options -> {
              options.setScheduleToCloseTimeout(Wire.seconds(5));
              options
                  .getRetryPolicyBuilder()
                  .setInitialInterval(Durations.fromSeconds(10))
                  .setMaximumAttempts(0);
            }));
    stage.failActivity(stage.activityTask(), Stage.failure("at first"));
    stage.step(
        activity(
            stage,
            "times out",
            options -> {
              options.setScheduleToCloseTimeout(Wire.seconds(5));
              options.setStartToCloseTimeout(Wire.seconds(1));
              options
                  .getRetryPolicyBuilder()
                  .setInitialInterval(Durations.fromSeconds(10))
                  .setMaximumAttempts(0);
            }));
    stage.activityTask();
    stage.step(completeWorkflow());
    stage.showHistory();
  }

  private static void withoutHeartbeat(Stage stage) {
    stage.start();
    stage.step(
        activity(
            stage,
            "a",
            options -> {
              options.setHeartbeatTimeout(Wire.seconds(1));
              options.getRetryPolicyBuilder().setMaximumAttempts(1);
            }));
    var task = stage.activityTask();
    stage.show(
        "heartbeat",
        stage
            .calls()
            .recordActivityTaskHeartbeat(
                RecordActivityTaskHeartbeatRequest.newBuilder()
                    .setNamespace(Wire.NAMESPACE)
                    .setTaskToken(task.getTaskToken())
                    .setDetails(Stage.payloads("half way"))
                    .build()));
    stage.step(completeWorkflow());
    stage.showHistory();
  }

  private static void canceledBeforeStart(Stage stage) {
    stage.start();
    stage.step(activity(stage, "a"), timer("t", 1));
    stage.step(cancelActivity(5));
    stage.step(completeWorkflow());
    stage.showHistory();
  }

  private static void canceledWhileRunning(Stage stage) {
    stage.start();
    stage.step(activity(stage, "a"));
    var task = stage.activityTask();
    stage.signal("cancel it");
    stage.step(cancelActivity(5));
    stage.show(
        "heartbeat",
        stage
            .calls()
            .recordActivityTaskHeartbeat(
                RecordActivityTaskHeartbeatRequest.newBuilder()
                    .setNamespace(Wire.NAMESPACE)
                    .setTaskToken(task.getTaskToken())
                    .build()));
    stage
        .calls()
        .respondActivityTaskCanceled(
            RespondActivityTaskCanceledRequest.newBuilder()
                .setNamespace(Wire.NAMESPACE)
                .setTaskToken(task.getTaskToken())
                .setDetails(Stage.payloads("stopped"))
                .setIdentity("worker")
                .build());
    stage.step(completeWorkflow());
    stage.showHistory();
  }

  private static void completedById(Stage stage) {
    stage.start();
    stage.step(activity(stage, "a"));
    stage
        .calls()
        .respondActivityTaskCompletedById(
            RespondActivityTaskCompletedByIdRequest.newBuilder()
                .setNamespace(Wire.NAMESPACE)
                .setWorkflowId(stage.name())
                .setActivityId("a")
                .setResult(Stage.payloads("from elsewhere"))
                .setIdentity("somebody")
                .build());
    stage.step(completeWorkflow());
    stage.showHistory();
  }

  private static void eager(Stage stage) {
    stage.start();
    var reply = stage.step(activity(stage, "a", options -> options.setRequestEagerExecution(true)));
    stage.completeActivity(reply.getActivityTasks(0));
    stage.step(completeWorkflow());
    stage.showHistory();
  }

  private static void timedOutTogether(Stage stage) {
    stage.start();
    stage.step(shortActivity(stage, "a"), shortActivity(stage, "b"));
    stage.activityTask();
    stage.activityTask();
    stage.await(
        stage.name(),
        events ->
            events.stream()
                    .filter(e -> e.getEventType() == EventType.EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT)
                    .count()
                == 2);
    stage.show(
        "timed out: "
            + stage.history(stage.name(), "").stream()
                .filter(e -> e.getEventType() == EventType.EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT)
                .count());
  }

  private static Command shortActivity(Stage stage, String id) {
    return activity(
        stage,
        id,
        options -> {
          options.setStartToCloseTimeout(Wire.seconds(1));
          options.getRetryPolicyBuilder().setMaximumAttempts(1);
        });
  }

  private static void duplicateId(Stage stage) {
    stage.start();
    var task = stage.workflowTask();
    stage.refused(
        "the same id twice",
        () -> stage.complete(task, activity(stage, "a"), activity(stage, "a")));
    var again = stage.workflowTask();
    stage.showTask(again);
    stage.complete(again, completeWorkflow());
    stage.showHistory();
  }

  private static void timerFired(Stage stage) {
    stage.start();
    stage.step(timer("t", 10));
    stage.step(completeWorkflow());
    stage.showHistory();
  }

  private static void timerCanceled(Stage stage) {
    stage.start();
    stage.step(timer("t", 60_000));
    stage.signal("never mind");
    stage.step(cancelTimer("t"));
    stage.signal("done");
    stage.step(completeWorkflow());
    stage.showHistory();
  }

  /// The timer fires while a task runs that then cancels it: as if it had never fired.
  private static void timerCanceledTooLate(Stage stage) {
    stage.start();
    stage.step(timer("t", 2_000));
    stage.signal("never mind");
    var running = stage.workflowTask();
    stage.pass(4_000);
    stage.complete(running, cancelTimer("t"), completeWorkflow());
    stage.showHistory();
  }
}
