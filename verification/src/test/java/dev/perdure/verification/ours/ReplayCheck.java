package dev.perdure.verification.ours;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.converter.DataConverter;
import dev.perdure.internal.definition.WorkflowDefinition;
import dev.perdure.internal.workflow.RunSettings;
import dev.perdure.internal.workflow.WorkflowRun;
import dev.perdure.internal.workflow.WorkflowTask;
import dev.perdure.internal.workflow.WorkflowTaskOutcome;
import io.temporal.api.command.v1.Command;
import io.temporal.api.history.v1.HistoryEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;

/// Replays a history with our SDK, once for every workflow task in it: a fresh run that gets the
/// history up to that task must make the very commands that the history shows.
final class ReplayCheck {
  private final List<HistoryEvent> events;
  private final WorkflowDefinition definition;

  ReplayCheck(List<HistoryEvent> events, WorkflowDefinition definition) {
    this.events = events;
    this.definition = definition;
  }

  /// The number of workflow tasks that were replayed.
  int replay() throws Exception {
    int tasks = 0;
    long previousStarted = 0;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var event : events) {
        if (event.hasWorkflowTaskCompletedEventAttributes()) {
          long started = event.getWorkflowTaskCompletedEventAttributes().getStartedEventId();
          long previous = previousStarted;
          var commands = threads.submit(() -> commands(started, previous)).get();
          assertThat(commands)
              .as("commands of the workflow task that event %d completed", event.getEventId())
              .isEqualTo(recorded(event.getEventId()));
          previousStarted = started;
          tasks++;
        }
      }
    }
    return tasks;
  }

  private List<String> commands(long startedEventId, long previousStartedEventId) {
    var started = events.getFirst().getWorkflowExecutionStartedEventAttributes();
    var settings =
        new RunSettings(
            "default",
            started.getTaskQueue().getName(),
            DataConverter.defaults(),
            Set.of(),
            RunSettings.DEADLOCK_LIMIT,
            "perdure-java",
            "test");
    try (var run =
        new WorkflowRun(
            settings, definition, started.getWorkflowId(), started.getOriginalExecutionRunId())) {
      var outcome =
          run.handle(
              new WorkflowTask(
                  events.subList(0, Math.toIntExact(startedEventId)),
                  previousStartedEventId,
                  startedEventId,
                  Map.of(),
                  null));
      assertThat(outcome).isInstanceOf(WorkflowTaskOutcome.Completed.class);
      return ((WorkflowTaskOutcome.Completed) outcome)
          .commands().stream().map(ReplayCheck::describe).toList();
    }
  }

  /// What the events say that follow from the completion of a workflow task.
  private List<String> recorded(long completedEventId) {
    var commands = new ArrayList<String>();
    for (var event : events) {
      var described = describe(event, completedEventId);
      if (!described.isEmpty()) {
        commands.add(described);
      }
    }
    return commands;
  }

  private static String describe(Command command) {
    return switch (command.getAttributesCase()) {
      case SCHEDULE_ACTIVITY_TASK_COMMAND_ATTRIBUTES -> {
        var activity = command.getScheduleActivityTaskCommandAttributes();
        yield "activity %s %s %s"
            .formatted(
                activity.getActivityId(),
                activity.getActivityType().getName(),
                activity.getInput());
      }
      case REQUEST_CANCEL_ACTIVITY_TASK_COMMAND_ATTRIBUTES ->
          "cancel activity "
              + command.getRequestCancelActivityTaskCommandAttributes().getScheduledEventId();
      case START_TIMER_COMMAND_ATTRIBUTES -> {
        var timer = command.getStartTimerCommandAttributes();
        yield "timer %s %s".formatted(timer.getTimerId(), timer.getStartToFireTimeout());
      }
      case CANCEL_TIMER_COMMAND_ATTRIBUTES ->
          "cancel timer " + command.getCancelTimerCommandAttributes().getTimerId();
      case COMPLETE_WORKFLOW_EXECUTION_COMMAND_ATTRIBUTES ->
          "complete " + command.getCompleteWorkflowExecutionCommandAttributes().getResult();
      case FAIL_WORKFLOW_EXECUTION_COMMAND_ATTRIBUTES ->
          "fail " + command.getFailWorkflowExecutionCommandAttributes().getFailure().getMessage();
      case CANCEL_WORKFLOW_EXECUTION_COMMAND_ATTRIBUTES -> "cancel";
      case CONTINUE_AS_NEW_WORKFLOW_EXECUTION_COMMAND_ATTRIBUTES ->
          "continue as new "
              + command.getContinueAsNewWorkflowExecutionCommandAttributes().getInput();
      default -> command.getCommandType().name();
    };
  }

  /// The command behind an event, in the same words; empty for an event that is not of this
  /// completion.
  private static String describe(HistoryEvent event, long completed) {
    return switch (event.getAttributesCase()) {
      case ACTIVITY_TASK_SCHEDULED_EVENT_ATTRIBUTES -> {
        var activity = event.getActivityTaskScheduledEventAttributes();
        yield of(
            activity.getWorkflowTaskCompletedEventId() == completed,
            "activity %s %s %s"
                .formatted(
                    activity.getActivityId(),
                    activity.getActivityType().getName(),
                    activity.getInput()));
      }
      case ACTIVITY_TASK_CANCEL_REQUESTED_EVENT_ATTRIBUTES -> {
        var cancel = event.getActivityTaskCancelRequestedEventAttributes();
        yield of(
            cancel.getWorkflowTaskCompletedEventId() == completed,
            "cancel activity " + cancel.getScheduledEventId());
      }
      case TIMER_STARTED_EVENT_ATTRIBUTES -> {
        var timer = event.getTimerStartedEventAttributes();
        yield of(
            timer.getWorkflowTaskCompletedEventId() == completed,
            "timer %s %s".formatted(timer.getTimerId(), timer.getStartToFireTimeout()));
      }
      case TIMER_CANCELED_EVENT_ATTRIBUTES -> {
        var timer = event.getTimerCanceledEventAttributes();
        yield of(
            timer.getWorkflowTaskCompletedEventId() == completed,
            "cancel timer " + timer.getTimerId());
      }
      case WORKFLOW_EXECUTION_COMPLETED_EVENT_ATTRIBUTES -> {
        var close = event.getWorkflowExecutionCompletedEventAttributes();
        yield of(
            close.getWorkflowTaskCompletedEventId() == completed, "complete " + close.getResult());
      }
      case WORKFLOW_EXECUTION_FAILED_EVENT_ATTRIBUTES -> {
        var close = event.getWorkflowExecutionFailedEventAttributes();
        yield of(
            close.getWorkflowTaskCompletedEventId() == completed,
            "fail " + close.getFailure().getMessage());
      }
      case WORKFLOW_EXECUTION_CANCELED_EVENT_ATTRIBUTES ->
          of(
              event.getWorkflowExecutionCanceledEventAttributes().getWorkflowTaskCompletedEventId()
                  == completed,
              "cancel");
      case WORKFLOW_EXECUTION_CONTINUED_AS_NEW_EVENT_ATTRIBUTES -> {
        var close = event.getWorkflowExecutionContinuedAsNewEventAttributes();
        yield of(
            close.getWorkflowTaskCompletedEventId() == completed,
            "continue as new " + close.getInput());
      }
      default -> "";
    };
  }

  private static String of(boolean ofThisTask, String description) {
    return ofThisTask ? description : "";
  }
}
