package dev.perdure.engine.sim;

import com.google.protobuf.ByteString;
import io.temporal.api.command.v1.Command;
import io.temporal.api.command.v1.RequestCancelExternalWorkflowExecutionCommandAttributes;
import io.temporal.api.command.v1.SignalExternalWorkflowExecutionCommandAttributes;
import io.temporal.api.command.v1.StartChildWorkflowExecutionCommandAttributes;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.common.v1.RetryPolicy;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowExecutionStartedEventAttributes;
import java.util.random.RandomGenerator;

/// What a plan does to other workflows: children, some of which only ever end with their parent,
/// and signals and cancel requests to its neighbours.
///
/// A child's input has a second payload: how deep it is, or that it waits for its parent's end.
final class Others {
  private static final String WAITS = "waits";
  private static final int DEEPEST = 2;
  private static final String[] NEIGHBOURS = {"0", "1", "2", "nobody"};

  private Others() {}

  /// Whether the workflow does nothing until it is canceled or terminated.
  static boolean waits(WorkflowExecutionStartedEventAttributes started) {
    return second(started).equals(WAITS);
  }

  /// How many parents it has above it.
  static int depth(WorkflowExecutionStartedEventAttributes started) {
    var text = second(started);
    return text.isEmpty() || text.equals(WAITS) ? 0 : Integer.parseInt(text);
  }

  private static String second(WorkflowExecutionStartedEventAttributes started) {
    return started.getInput().getPayloadsCount() < 2
        ? ""
        : started.getInput().getPayloads(1).getData().toStringUtf8();
  }

  /// The same second payload behind another first one: a run hands it on to the next.
  static Payloads input(int runsLeft, WorkflowExecutionStartedEventAttributes started) {
    var input = Plan.payloads(runsLeft);
    return started.getInput().getPayloadsCount() < 2
        ? input
        : input.toBuilder().addPayloads(started.getInput().getPayloads(1)).build();
  }

  static boolean mayHaveChildren(WorkflowExecutionStartedEventAttributes started) {
    return depth(started) < DEEPEST;
  }

  static Command child(
      String id, WorkflowExecutionStartedEventAttributes started, RandomGenerator random) {
    boolean waits = random.nextInt(3) == 0;
    var policy =
        switch (random.nextInt(waits ? 2 : 3)) {
          case 0 -> ParentClosePolicy.PARENT_CLOSE_POLICY_TERMINATE;
          case 1 -> ParentClosePolicy.PARENT_CLOSE_POLICY_REQUEST_CANCEL;
          default -> ParentClosePolicy.PARENT_CLOSE_POLICY_ABANDON;
        };
    var second = waits ? WAITS : "" + (depth(started) + 1);
    var attributes =
        StartChildWorkflowExecutionCommandAttributes.newBuilder()
            .setWorkflowId(id)
            .setWorkflowType(WorkflowType.newBuilder().setName("Sim"))
            .setParentClosePolicy(policy)
            .setInput(
                Plan.payloads(random.nextInt(2)).toBuilder()
                    .addPayloads(Payload.newBuilder().setData(ByteString.copyFromUtf8(second))));
    if (random.nextInt(4) == 0) {
      attributes.setRetryPolicy(RetryPolicy.newBuilder().setMaximumAttempts(2));
    }
    if (!waits && random.nextInt(4) == 0) {
      attributes.setWorkflowRunTimeout(com.google.protobuf.Duration.newBuilder().setSeconds(20));
    }
    return Command.newBuilder()
        .setCommandType(CommandType.COMMAND_TYPE_START_CHILD_WORKFLOW_EXECUTION)
        .setStartChildWorkflowExecutionCommandAttributes(attributes)
        .build();
  }

  /// Whether the parent waits for the child that this event asks for.
  static boolean isAwaited(HistoryEvent initiated) {
    var input = initiated.getStartChildWorkflowExecutionInitiatedEventAttributes().getInput();
    return !input.getPayloads(1).getData().toStringUtf8().equals(WAITS);
  }

  static Command signal(String family, RandomGenerator random) {
    return Command.newBuilder()
        .setCommandType(CommandType.COMMAND_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION)
        .setSignalExternalWorkflowExecutionCommandAttributes(
            SignalExternalWorkflowExecutionCommandAttributes.newBuilder()
                .setExecution(
                    WorkflowExecution.newBuilder().setWorkflowId(neighbour(family, random)))
                .setSignalName("neighbour"))
        .build();
  }

  static Command cancel(String family, RandomGenerator random) {
    return Command.newBuilder()
        .setCommandType(CommandType.COMMAND_TYPE_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION)
        .setRequestCancelExternalWorkflowExecutionCommandAttributes(
            RequestCancelExternalWorkflowExecutionCommandAttributes.newBuilder()
                .setWorkflowId(neighbour(family, random)))
        .build();
  }

  private static String neighbour(String family, RandomGenerator random) {
    return family + "-" + NEIGHBOURS[random.nextInt(NEIGHBOURS.length)];
  }

  /// The event that asked for what this event answers, 0 if it answers nothing; the start of a
  /// child is no answer.
  static long answered(HistoryEvent event) {
    return switch (event.getEventType()) {
      case EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_FAILED ->
          event.getStartChildWorkflowExecutionFailedEventAttributes().getInitiatedEventId();
      case EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_COMPLETED ->
          event.getChildWorkflowExecutionCompletedEventAttributes().getInitiatedEventId();
      case EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_FAILED ->
          event.getChildWorkflowExecutionFailedEventAttributes().getInitiatedEventId();
      case EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_CANCELED ->
          event.getChildWorkflowExecutionCanceledEventAttributes().getInitiatedEventId();
      case EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_TIMED_OUT ->
          event.getChildWorkflowExecutionTimedOutEventAttributes().getInitiatedEventId();
      case EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_TERMINATED ->
          event.getChildWorkflowExecutionTerminatedEventAttributes().getInitiatedEventId();
      case EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED ->
          event.getSignalExternalWorkflowExecutionFailedEventAttributes().getInitiatedEventId();
      case EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_SIGNALED ->
          event.getExternalWorkflowExecutionSignaledEventAttributes().getInitiatedEventId();
      case EVENT_TYPE_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED ->
          event
              .getRequestCancelExternalWorkflowExecutionFailedEventAttributes()
              .getInitiatedEventId();
      case EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_CANCEL_REQUESTED ->
          event.getExternalWorkflowExecutionCancelRequestedEventAttributes().getInitiatedEventId();
      default -> 0;
    };
  }
}
