package dev.perdure.verification.ours;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.perdure.converter.DataConverter;
import dev.perdure.internal.definition.WorkflowDefinition;
import dev.perdure.internal.workflow.RunSettings;
import dev.perdure.internal.workflow.WorkflowRun;
import dev.perdure.internal.workflow.WorkflowTask;
import dev.perdure.internal.workflow.WorkflowTaskOutcome.Completed;
import dev.perdure.internal.workflow.WorkflowTaskOutcome.Waiting;
import io.temporal.api.command.v1.Command;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.protocol.v1.Message;
import io.temporal.api.update.v1.Acceptance;
import io.temporal.api.update.v1.Response;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// Replays a history with our SDK in every way in which it may come to a worker, and each must make
/// the very commands that the history shows.
///
/// The history is cut at every workflow task: a fresh run gets all events up to there at once, as
/// after it was evicted, and goes on with the tasks that follow one by one.
final class ReplayCheck {
  private final List<HistoryEvent> events;
  private final WorkflowDefinition definition;
  private final String workflowId;
  private final List<Task> tasks;

  /// The events that follow from the completion of each workflow task, by the completion's id. Not
  /// all events tell that, nor do all servers.
  private final Map<Long, List<HistoryEvent>> outcomes;

  /// Above this many workflow tasks not every one is a cut.
  private static final int MAX_CUTS = 100;

  /// A workflow task that was completed.
  ///
  /// @param previous where the completed task before it started; 0 for the first
  /// @param started where it started
  /// @param completed where it was completed
  private record Task(long previous, long started, long completed) {}

  ReplayCheck(List<HistoryEvent> events, WorkflowDefinition definition) {
    this(
        events,
        definition,
        events.getFirst().getWorkflowExecutionStartedEventAttributes().getWorkflowId());
  }

  /// @param workflowId which the official test server does not write into the history
  ReplayCheck(List<HistoryEvent> events, WorkflowDefinition definition, String workflowId) {
    this.events = events;
    this.definition = definition;
    this.workflowId = workflowId;
    this.tasks = tasks(events);
    this.outcomes = outcomes(events);
  }

  private static Map<Long, List<HistoryEvent>> outcomes(List<HistoryEvent> events) {
    var outcomes = new HashMap<Long, List<HistoryEvent>>();
    long completed = 0;
    for (var event : events) {
      if (event.hasWorkflowTaskCompletedEventAttributes()) {
        completed = event.getEventId();
      } else {
        outcomes.computeIfAbsent(completed, _ -> new ArrayList<>()).add(event);
      }
    }
    return outcomes;
  }

  private List<HistoryEvent> outcome(long completed) {
    return outcomes.getOrDefault(completed, List.of());
  }

  private static List<Task> tasks(List<HistoryEvent> events) {
    var tasks = new ArrayList<Task>();
    long previous = 0;
    long started = 0; // the official test server does not write it into the completion
    for (var event : events) {
      if (event.hasWorkflowTaskStartedEventAttributes()) {
        started = event.getEventId();
      }
      if (event.hasWorkflowTaskCompletedEventAttributes()) {
        tasks.add(new Task(previous, started, event.getEventId()));
        previous = started;
      }
    }
    return tasks;
  }

  /// Replays it from every cut, or from so many that lie evenly in it, and all that twice.
  void replay() throws Exception {
    replay(2 * Math.min(tasks.size(), MAX_CUTS));
  }

  /// Replays it so many times, from one cut after the other.
  void replay(int times) throws Exception {
    var known = new HashMap<Task, Completed>();
    int cuts = Math.min(tasks.size(), MAX_CUTS);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < times; i++) {
        int cut = Math.toIntExact((long) (i % cuts) * tasks.size() / cuts);
        threads
            .submit(() -> answers(cut))
            .get()
            .forEach((task, answer) -> check(task, answer, known.putIfAbsent(task, answer)));
      }
    }
  }

  /// The first time the history must show the commands, then they must be the same to the last bit.
  private void check(Task task, Completed answer, @Nullable Completed known) {
    if (known == null) {
      assertThat(
              answer.commands().stream()
                  .map(command -> describe(command, answer.messages()))
                  .toList())
          .as("commands of the workflow task that event %d completed", task.completed)
          .isEqualTo(recorded(task.completed));
    } else {
      assertThat(comparable(answer.commands()))
          .as("commands of the workflow task that event %d completed, again", task.completed)
          .isEqualTo(comparable(known.commands()));
      assertThat(answer.messages())
          .as("messages of the workflow task that event %d completed, again", task.completed)
          .isEqualTo(known.messages());
    }
  }

  /// The times in the markers of local activities depend on the cut: here they take no time.
  private static List<Object> comparable(List<Command> commands) {
    return commands.stream()
        .<Object>map(
            command ->
                command.hasRecordMarkerCommandAttributes() ? describe(command, List.of()) : command)
        .toList();
  }

  /// The answers of a fresh run, task by task, from a cut on.
  private Map<Task, Completed> answers(int cut) {
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
    var answers = new LinkedHashMap<Task, Completed>();
    try (var run =
        new WorkflowRun(settings, definition, workflowId, started.getOriginalExecutionRunId())) {
      long seen = 0;
      for (var task : tasks.subList(cut, tasks.size())) {
        var news = events.subList(Math.toIntExact(seen), Math.toIntExact(task.started));
        if (seen > 0 && news.stream().anyMatch(ReplayCheck::evicts)) {
          break;
        }
        answers.put(task, answer(run, task, news));
        seen = task.started;
      }
    }
    return answers;
  }

  /// A worker whose task failed or timed out drops the run.
  private static boolean evicts(HistoryEvent event) {
    return event.hasWorkflowTaskFailedEventAttributes()
        || event.hasWorkflowTaskTimedOutEventAttributes();
  }

  private Completed answer(WorkflowRun run, Task task, List<HistoryEvent> news) {
    var outcome =
        run.handle(
            new WorkflowTask(news, messages(task), task.previous, task.started, Map.of(), null));
    var reports = new ArrayDeque<>(LocalActivityMarkers.reports(outcome(task.completed).stream()));
    while (outcome instanceof Waiting) {
      outcome = reports.isEmpty() ? run.heartbeat() : run.ended(reports.remove());
    }
    assertThat(outcome).isInstanceOf(Completed.class);
    return (Completed) outcome;
  }

  /// The updates that came with a workflow task and were accepted; of others nothing is written.
  private List<Message> messages(Task task) {
    return outcome(task.completed).stream()
        .filter(HistoryEvent::hasWorkflowExecutionUpdateAcceptedEventAttributes)
        .map(HistoryEvent::getWorkflowExecutionUpdateAcceptedEventAttributes)
        .map(
            accepted ->
                Message.newBuilder()
                    .setId(accepted.getAcceptedRequestMessageId())
                    .setProtocolInstanceId(accepted.getProtocolInstanceId())
                    .setEventId(accepted.getAcceptedRequestSequencingEventId())
                    .setBody(Any.pack(accepted.getAcceptedRequest()))
                    .build())
        .toList();
  }

  /// What the events say that follow from the completion of a workflow task.
  private List<String> recorded(long completedEventId) {
    var commands = new ArrayList<String>();
    for (var event : outcome(completedEventId)) {
      var described = describe(event);
      if (!described.isEmpty()) {
        commands.add(described);
      }
    }
    return commands;
  }

  private static String describe(Command command, List<Message> messages) {
    return switch (command.getAttributesCase()) {
      case PROTOCOL_MESSAGE_COMMAND_ATTRIBUTES -> {
        var id = command.getProtocolMessageCommandAttributes().getMessageId();
        yield messages.stream()
            .filter(message -> message.getId().equals(id))
            .map(ReplayCheck::describe)
            .findFirst()
            .orElseThrow();
      }
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
      case START_CHILD_WORKFLOW_EXECUTION_COMMAND_ATTRIBUTES -> {
        var child = command.getStartChildWorkflowExecutionCommandAttributes();
        yield "child %s %s %s"
            .formatted(child.getWorkflowId(), child.getWorkflowType().getName(), child.getInput());
      }
      case SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_COMMAND_ATTRIBUTES -> {
        var signal = command.getSignalExternalWorkflowExecutionCommandAttributes();
        yield "signal %s to %s %s"
            .formatted(
                signal.getSignalName(), signal.getExecution().getWorkflowId(), signal.getInput());
      }
      case REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_COMMAND_ATTRIBUTES ->
          "cancel workflow "
              + command
                  .getRequestCancelExternalWorkflowExecutionCommandAttributes()
                  .getWorkflowId();
      case RECORD_MARKER_COMMAND_ATTRIBUTES ->
          LocalActivityMarkers.describe(command.getRecordMarkerCommandAttributes());
      case UPSERT_WORKFLOW_SEARCH_ATTRIBUTES_COMMAND_ATTRIBUTES ->
          "search attributes "
              + new TreeSet<>(
                  command
                      .getUpsertWorkflowSearchAttributesCommandAttributes()
                      .getSearchAttributes()
                      .getIndexedFieldsMap()
                      .keySet());
      case MODIFY_WORKFLOW_PROPERTIES_COMMAND_ATTRIBUTES ->
          "memo "
              + new TreeSet<>(
                  command
                      .getModifyWorkflowPropertiesCommandAttributes()
                      .getUpsertedMemo()
                      .getFieldsMap()
                      .keySet());
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

  private static String describe(Message message) {
    try {
      return message.getBody().is(Acceptance.class)
          ? "accept update " + message.getProtocolInstanceId()
          : "complete update %s %s"
              .formatted(
                  message.getProtocolInstanceId(),
                  message.getBody().unpack(Response.class).getOutcome());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /// The command behind an event, in the same words; empty for an event that no command causes.
  private static String describe(HistoryEvent event) {
    return switch (event.getAttributesCase()) {
      case WORKFLOW_EXECUTION_UPDATE_ACCEPTED_EVENT_ATTRIBUTES ->
          "accept update "
              + event.getWorkflowExecutionUpdateAcceptedEventAttributes().getProtocolInstanceId();
      case WORKFLOW_EXECUTION_UPDATE_COMPLETED_EVENT_ATTRIBUTES -> {
        var update = event.getWorkflowExecutionUpdateCompletedEventAttributes();
        yield "complete update %s %s"
            .formatted(update.getMeta().getUpdateId(), update.getOutcome());
      }
      case ACTIVITY_TASK_SCHEDULED_EVENT_ATTRIBUTES -> {
        var activity = event.getActivityTaskScheduledEventAttributes();
        yield "activity %s %s %s"
            .formatted(
                activity.getActivityId(),
                activity.getActivityType().getName(),
                activity.getInput());
      }
      case ACTIVITY_TASK_CANCEL_REQUESTED_EVENT_ATTRIBUTES -> {
        var cancel = event.getActivityTaskCancelRequestedEventAttributes();
        yield "cancel activity " + cancel.getScheduledEventId();
      }
      case TIMER_STARTED_EVENT_ATTRIBUTES -> {
        var timer = event.getTimerStartedEventAttributes();
        yield "timer %s %s".formatted(timer.getTimerId(), timer.getStartToFireTimeout());
      }
      case TIMER_CANCELED_EVENT_ATTRIBUTES -> {
        var timer = event.getTimerCanceledEventAttributes();
        yield "cancel timer " + timer.getTimerId();
      }
      case START_CHILD_WORKFLOW_EXECUTION_INITIATED_EVENT_ATTRIBUTES -> {
        var child = event.getStartChildWorkflowExecutionInitiatedEventAttributes();
        yield "child %s %s %s"
            .formatted(child.getWorkflowId(), child.getWorkflowType().getName(), child.getInput());
      }
      case SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED_EVENT_ATTRIBUTES -> {
        var signal = event.getSignalExternalWorkflowExecutionInitiatedEventAttributes();
        yield "signal %s to %s %s"
            .formatted(
                signal.getSignalName(),
                signal.getWorkflowExecution().getWorkflowId(),
                signal.getInput());
      }
      case REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED_EVENT_ATTRIBUTES -> {
        var cancel = event.getRequestCancelExternalWorkflowExecutionInitiatedEventAttributes();
        yield "cancel workflow " + cancel.getWorkflowExecution().getWorkflowId();
      }
      case MARKER_RECORDED_EVENT_ATTRIBUTES -> {
        var marker = event.getMarkerRecordedEventAttributes();
        yield LocalActivityMarkers.describe(marker);
      }
      case UPSERT_WORKFLOW_SEARCH_ATTRIBUTES_EVENT_ATTRIBUTES -> {
        var upsert = event.getUpsertWorkflowSearchAttributesEventAttributes();
        yield "search attributes "
            + new TreeSet<>(upsert.getSearchAttributes().getIndexedFieldsMap().keySet());
      }
      case WORKFLOW_PROPERTIES_MODIFIED_EVENT_ATTRIBUTES -> {
        var modified = event.getWorkflowPropertiesModifiedEventAttributes();
        yield "memo " + new TreeSet<>(modified.getUpsertedMemo().getFieldsMap().keySet());
      }
      case WORKFLOW_EXECUTION_COMPLETED_EVENT_ATTRIBUTES -> {
        var close = event.getWorkflowExecutionCompletedEventAttributes();
        yield "complete " + close.getResult();
      }
      case WORKFLOW_EXECUTION_FAILED_EVENT_ATTRIBUTES -> {
        var close = event.getWorkflowExecutionFailedEventAttributes();
        yield "fail " + close.getFailure().getMessage();
      }
      case WORKFLOW_EXECUTION_CANCELED_EVENT_ATTRIBUTES -> "cancel";
      case WORKFLOW_EXECUTION_CONTINUED_AS_NEW_EVENT_ATTRIBUTES -> {
        var close = event.getWorkflowExecutionContinuedAsNewEventAttributes();
        yield "continue as new " + close.getInput();
      }
      default -> "";
    };
  }
}
