package dev.perdure.verification.golden;

import static dev.perdure.verification.golden.Commands.activity;
import static dev.perdure.verification.golden.Commands.cancelTimer;
import static dev.perdure.verification.golden.Commands.completeWorkflow;
import static dev.perdure.verification.golden.Commands.marker;
import static dev.perdure.verification.golden.Commands.timer;

import dev.perdure.verification.wire.Wire;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import java.util.List;

/// Workflow tasks: failing, timing out, sticky, buffered events.
final class TaskPrograms {
  private static final WorkflowTaskFailedCause MISTAKE =
      WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE;

  private TaskPrograms() {}

  static List<Program> all() {
    return List.of(
        new Program("task-failed-and-repeated", TaskPrograms::failedAndRepeated),
        new Program("task-failed-with-signals", TaskPrograms::failedWithSignals),
        new Program("task-timed-out", TaskPrograms::timedOut),
        new Program("task-sticky", TaskPrograms::sticky),
        new Program("task-sticky-worker-gone", TaskPrograms::stickyWorkerGone),
        new Program("task-bad-command", TaskPrograms::badCommand),
        new Program("task-bad-command-twice", TaskPrograms::badCommandTwice),
        new Program("task-unhandled-command", TaskPrograms::unhandledCommand),
        new Program("task-unhandled-command-transient", TaskPrograms::unhandledWhileTransient),
        new Program("task-buffer-order", TaskPrograms::bufferOrder),
        new Program("task-heartbeat", TaskPrograms::heartbeat),
        new Program("task-returned", TaskPrograms::returned),
        new Program("task-eager", TaskPrograms::eager),
        new Program("task-commands-after-close", TaskPrograms::commandsAfterClose));
  }

  private static void failedAndRepeated(Stage stage) {
    stage.start();
    stage.fail(stage.workflowTask(), MISTAKE);
    var second = stage.workflowTask();
    stage.showTask(second);
    stage.fail(second, MISTAKE);
    var third = stage.workflowTask();
    stage.showTask(third);
    stage.complete(third, completeWorkflow());
    stage.showHistory();
  }

  private static void failedWithSignals(Stage stage) {
    stage.start();
    var first = stage.workflowTask();
    stage.signal("one");
    stage.fail(first, MISTAKE);
    var second = stage.workflowTask();
    stage.showTask(second);
    stage.signal("two");
    stage.fail(second, MISTAKE);
    var third = stage.workflowTask();
    stage.showTask(third);
    stage.complete(third, completeWorkflow());
    stage.showHistory();
  }

  private static void timedOut(Stage stage) {
    stage.start(options -> options.setWorkflowTaskTimeout(Wire.seconds(1)));
    var first = stage.workflowTask();
    var second = stage.workflowTask();
    stage.showTask(second);
    stage.refused("too late", () -> stage.complete(first, completeWorkflow()));
    stage.complete(second, completeWorkflow());
    stage.showHistory();
  }

  private static void sticky(Stage stage) {
    stage.start();
    var poll = stage.meanwhile(() -> stage.workflowTask(stage.stickyQueue()));
    stage
        .calls()
        .respondWorkflowTaskCompleted(
            stage
                .completion(stage.workflowTask(), marker("m"))
                .setStickyAttributes(stage.sticky(stage.stickyQueue(), 10))
                .build());
    stage.signal("go on");
    var second = Stage.answer(poll);
    stage.showTask(second);
    stage.complete(second, completeWorkflow());
    stage.showHistory();
  }

  private static void stickyWorkerGone(Stage stage) {
    stage.start();
    var poll = stage.meanwhile(() -> stage.workflowTask(stage.stickyQueue()));
    stage
        .calls()
        .respondWorkflowTaskCompleted(
            stage
                .completion(stage.workflowTask(), marker("m"))
                .setStickyAttributes(stage.sticky(stage.stickyQueue(), 10))
                .build());
    stage.signal("go on");
    var second = Stage.answer(poll);
    stage
        .calls()
        .respondWorkflowTaskCompleted(
            stage
                .completion(second)
                .setStickyAttributes(stage.sticky(stage.stickyQueue(), 1))
                .build());
    stage.signal("and on");
    var third = stage.workflowTask();
    stage.showTask(third);
    stage.complete(third, completeWorkflow());
    stage.showHistory();
  }

  private static void badCommand(Stage stage) {
    stage.start();
    var first = stage.workflowTask();
    stage.refused(
        "an activity without timeouts",
        () ->
            stage.complete(
                first,
                marker("taken back"),
                activity(stage, "a", options -> options.clearStartToCloseTimeout())));
    var second = stage.workflowTask();
    stage.showTask(second);
    stage.complete(second, completeWorkflow());
    stage.showHistory();
  }

  private static void badCommandTwice(Stage stage) {
    stage.start(options -> options.setWorkflowTaskTimeout(Wire.seconds(1)));
    stage.refused("first", () -> stage.complete(stage.workflowTask(), cancelTimer("unknown")));
    stage.refused("second", () -> stage.complete(stage.workflowTask(), cancelTimer("unknown")));
    var third = stage.workflowTask();
    stage.showTask(third);
    stage.complete(third, completeWorkflow());
    stage.showHistory();
  }

  private static void unhandledCommand(Stage stage) {
    stage.start();
    var first = stage.workflowTask();
    stage.signal("unseen");
    stage.refused("closing", () -> stage.complete(first, completeWorkflow()));
    var second = stage.workflowTask();
    stage.showTask(second);
    stage.refused("a signal meanwhile", () -> stage.signal("too late"));
    stage.complete(second, completeWorkflow());
    stage.showHistory();
  }

  private static void unhandledWhileTransient(Stage stage) {
    stage.start();
    stage.fail(stage.workflowTask(), MISTAKE);
    stage.fail(stage.workflowTask(), MISTAKE);
    var third = stage.workflowTask();
    stage.signal("one");
    stage.signal("two");
    stage.refused("closing", () -> stage.complete(third, completeWorkflow()));
    var fourth = stage.workflowTask();
    stage.showTask(fourth);
    stage.complete(fourth, completeWorkflow());
    stage.showHistory();
  }

  private static void bufferOrder(Stage stage) {
    stage.start();
    stage.step(activity(stage, "a"), timer("t", 60_000));
    stage.failActivity(stage.activityTask(), Stage.failure("at first"));
    var attempt = stage.activityTask();
    stage.signal("wakes it");
    var running = stage.workflowTask();
    stage.completeActivity(attempt);
    stage.signal("behind the activity");
    stage.complete(running, cancelTimer("t"));
    stage.step(completeWorkflow());
    stage.showHistory();
  }

  private static void heartbeat(Stage stage) {
    stage.start();
    stage
        .calls()
        .respondWorkflowTaskCompleted(
            stage.completion(stage.workflowTask()).setForceCreateNewWorkflowTask(true).build());
    var second = stage.workflowTask();
    stage.showTask(second);
    stage.complete(second, completeWorkflow());
    stage.showHistory();
  }

  private static void returned(Stage stage) {
    stage.start();
    var first = stage.workflowTask();
    stage.signal("one");
    var reply =
        stage
            .calls()
            .respondWorkflowTaskCompleted(
                stage.completion(first, marker("m")).setReturnNewWorkflowTask(true).build());
    stage.showTask(reply.getWorkflowTask());
    stage.complete(reply.getWorkflowTask(), completeWorkflow());
    stage.showHistory();
  }

  private static void eager(Stage stage) {
    var reply =
        stage
            .calls()
            .startWorkflowExecution(stage.startRequest().setRequestEagerExecution(true).build());
    stage.showTask(reply.getEagerWorkflowTask());
    stage.complete(reply.getEagerWorkflowTask(), completeWorkflow());
    stage.showHistory();
  }

  private static void commandsAfterClose(Stage stage) {
    stage.start();
    var task = stage.workflowTask();
    stage.refused("closing first", () -> stage.complete(task, completeWorkflow(), marker("late")));
    stage.complete(task, completeWorkflow());
    stage.showHistory();
  }
}
