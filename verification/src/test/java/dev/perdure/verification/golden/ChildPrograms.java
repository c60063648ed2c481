package dev.perdure.verification.golden;

import static dev.perdure.verification.golden.Commands.cancelExternal;
import static dev.perdure.verification.golden.Commands.cancelWorkflow;
import static dev.perdure.verification.golden.Commands.child;
import static dev.perdure.verification.golden.Commands.completeWorkflow;
import static dev.perdure.verification.golden.Commands.continueAsNew;
import static dev.perdure.verification.golden.Commands.failWorkflow;
import static dev.perdure.verification.golden.Commands.signalExternal;
import static dev.perdure.verification.golden.Commands.timer;

import dev.perdure.verification.wire.Wire;
import io.temporal.api.command.v1.Command;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import io.temporal.api.workflowservice.v1.TerminateWorkflowExecutionRequest;
import java.util.List;

/// Workflows that deal with other workflows.
final class ChildPrograms {
  private ChildPrograms() {}

  static List<Program> all() {
    return List.of(
        new Program("child-completed", stage -> closed(stage, completeWorkflow())),
        new Program("child-failed", stage -> closed(stage, failWorkflow())),
        new Program("child-canceled", ChildPrograms::canceled),
        new Program("child-terminated", ChildPrograms::terminated),
        new Program("child-timed-out", ChildPrograms::timedOut),
        new Program("child-continued-as-new", ChildPrograms::continued),
        new Program("child-id-in-use", ChildPrograms::idInUse),
        new Program(
            "child-of-a-closed-parent-terminated",
            stage -> parentCloses(stage, ParentClosePolicy.PARENT_CLOSE_POLICY_TERMINATE)),
        new Program(
            "child-of-a-closed-parent-canceled",
            stage -> parentCloses(stage, ParentClosePolicy.PARENT_CLOSE_POLICY_REQUEST_CANCEL)),
        new Program(
            "child-of-a-closed-parent-abandoned",
            stage -> parentCloses(stage, ParentClosePolicy.PARENT_CLOSE_POLICY_ABANDON)),
        new Program("external-signaled", ChildPrograms::signaled),
        new Program("external-not-there", ChildPrograms::notThere),
        new Program("external-canceled", ChildPrograms::externalCanceled),
        new Program("external-self", ChildPrograms::self));
  }

  private static String childId(Stage stage) {
    return stage.name() + "-child";
  }

  private static PollWorkflowTaskQueueResponse childTask(Stage stage) {
    return stage.workflowTask(Commands.childQueue(stage));
  }

  /// Starts the parent and its child, both with a first task behind them but for the child's.
  private static void begin(Stage stage, Command child) {
    stage.start();
    stage.step(child);
    stage.step();
  }

  private static void closed(Stage stage, Command closing) {
    begin(stage, child(stage, childId(stage)));
    stage.complete(childTask(stage), closing);
    stage.step(completeWorkflow());
    stage.showHistory();
    stage.showHistory(childId(stage), "");
  }

  private static void canceled(Stage stage) {
    begin(stage, child(stage, childId(stage)));
    stage.signal("cancel the child");
    stage.step(cancelExternal(childId(stage), true));
    stage.await(EventType.EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_CANCEL_REQUESTED);
    stage.step();
    stage.complete(childTask(stage), cancelWorkflow());
    stage.step(completeWorkflow());
    stage.showHistory();
    stage.showHistory(childId(stage), "");
  }

  private static void terminated(Stage stage) {
    begin(stage, child(stage, childId(stage)));
    stage
        .calls()
        .terminateWorkflowExecution(
            TerminateWorkflowExecutionRequest.newBuilder()
                .setNamespace(Wire.NAMESPACE)
                .setWorkflowExecution(Wire.execution(childId(stage)))
                .setReason("out")
                .setIdentity("client")
                .build());
    stage.step(completeWorkflow());
    stage.showHistory();
    stage.showHistory(childId(stage), "");
  }

  private static void timedOut(Stage stage) {
    begin(
        stage,
        child(
            stage,
            childId(stage),
            ParentClosePolicy.PARENT_CLOSE_POLICY_UNSPECIFIED,
            options -> options.setWorkflowExecutionTimeout(Wire.seconds(1))));
    stage.step(completeWorkflow());
    stage.showHistory();
    stage.showHistory(childId(stage), "");
  }

  private static void continued(Stage stage) {
    begin(stage, child(stage, childId(stage)));
    var task = childTask(stage);
    stage.pass(1_100); // Below a second, the next run would be held back for the rest of it.
    stage.complete(task, continueAsNew());
    stage.complete(childTask(stage), completeWorkflow());
    stage.step(completeWorkflow());
    stage.showHistory();
    stage.showHistory(childId(stage), "");
  }

  private static void idInUse(Stage stage) {
    stage
        .calls()
        .startWorkflowExecution(
            stage.startRequest(childId(stage)).setTaskQueue(Commands.childQueue(stage)).build());
    stage.start();
    stage.step(child(stage, childId(stage)));
    stage.step(completeWorkflow());
    stage.showHistory();
  }

  private static void parentCloses(Stage stage, ParentClosePolicy policy) {
    begin(stage, child(stage, childId(stage), policy, _ -> {}));
    childTask(stage);
    stage.signal("close");
    stage.step(completeWorkflow());
    if (policy != ParentClosePolicy.PARENT_CLOSE_POLICY_ABANDON) {
      stage.await(childId(stage), events -> ends(events, policy));
    }
    stage.showHistory();
    if (policy == ParentClosePolicy.PARENT_CLOSE_POLICY_TERMINATE) {
      stage.showHistory(childId(stage), "");
    }
  }

  private static boolean ends(List<HistoryEvent> events, ParentClosePolicy policy) {
    // A request to cancel waits behind the task that the child's worker holds.
    return policy != ParentClosePolicy.PARENT_CLOSE_POLICY_TERMINATE
        || events.getLast().getEventType() == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED;
  }

  private static void signaled(Stage stage) {
    startOther(stage);
    stage.start();
    stage.step(signalExternal(childId(stage), false), timer("t", 60_000));
    stage.await(EventType.EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_SIGNALED);
    stage.step(completeWorkflow());
    stage.showHistory();
    stage.showHistory(childId(stage), "");
  }

  private static void startOther(Stage stage) {
    stage
        .calls()
        .startWorkflowExecution(
            stage.startRequest(childId(stage)).setTaskQueue(Commands.childQueue(stage)).build());
  }

  private static void notThere(Stage stage) {
    stage.start();
    stage.step(signalExternal("nobody", false));
    stage.step(cancelExternal("nobody", false));
    stage.step(completeWorkflow());
    stage.showHistory();
  }

  private static void externalCanceled(Stage stage) {
    startOther(stage);
    stage.start();
    stage.step(cancelExternal(childId(stage), false));
    stage.step(completeWorkflow());
    stage.showHistory();
    stage.showHistory(childId(stage), "");
  }

  private static void self(Stage stage) {
    stage.start();
    stage.step(signalExternal(stage.name(), false));
    stage.step(completeWorkflow());
    stage.showHistory();
  }
}
