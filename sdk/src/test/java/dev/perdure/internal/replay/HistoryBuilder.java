package dev.perdure.internal.replay;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import dev.perdure.converter.DataConverter;
import io.temporal.api.command.v1.Command;
import io.temporal.api.command.v1.RecordMarkerCommandAttributes;
import io.temporal.api.common.v1.ActivityType;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.common.v1.SearchAttributes;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.RetryState;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowExecutionStartedEventAttributes;
import io.temporal.api.history.v1.WorkflowTaskCompletedEventAttributes;
import io.temporal.api.history.v1.WorkflowTaskStartedEventAttributes;
import io.temporal.api.protocol.v1.Message;
import io.temporal.api.sdk.v1.WorkflowTaskCompletedMetadata;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.update.v1.Acceptance;
import io.temporal.api.update.v1.Request;
import io.temporal.api.update.v1.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// Writes histories as a server does. Each event is one second after the one before.
public final class HistoryBuilder {
  /// The time of the event before the first.
  public static final long EPOCH_SECOND = 1_700_000_000;

  private final List<HistoryEvent> events = new ArrayList<>();

  /// The events so far.
  public List<HistoryEvent> events() {
    return List.copyOf(events);
  }

  /// The id of the last event.
  public long last() {
    return events.size();
  }

  /// The id of the last event of a type.
  public long last(EventType type) {
    for (int i = events.size() - 1; i >= 0; i--) {
      if (events.get(i).getEventType() == type) {
        return i + 1L;
      }
    }
    return 0;
  }

  /// The id of the last event with a property.
  long last(Predicate<HistoryEvent> property) {
    return events.reversed().stream().filter(property).findFirst().orElseThrow().getEventId();
  }

  /// Events about children and other workflows.
  public OtherWorkflowEvents otherWorkflows() {
    return new OtherWorkflowEvents(this);
  }

  HistoryEvent.Builder event(EventType type) {
    return HistoryEvent.newBuilder()
        .setEventId(events.size() + 1)
        .setEventType(type)
        .setEventTime(Timestamp.newBuilder().setSeconds(EPOCH_SECOND + events.size() + 1));
  }

  HistoryBuilder add(HistoryEvent.Builder event) {
    events.add(event.build());
    return this;
  }

  /// The run starts.
  public HistoryBuilder started(String type, Payloads input) {
    var event = event(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED);
    event
        .getWorkflowExecutionStartedEventAttributesBuilder()
        .getMemoBuilder()
        .putFields("number", DataConverter.defaults().encode(7));
    event
        .getWorkflowExecutionStartedEventAttributesBuilder()
        .setWorkflowType(WorkflowType.newBuilder().setName(type))
        .setTaskQueue(TaskQueue.newBuilder().setName("queue"))
        .setInput(input)
        .setOriginalExecutionRunId("run")
        .setFirstExecutionRunId("run")
        .setAttempt(1);
    return add(event);
  }

  /// Changes what the run was started with; it must be the last event.
  public HistoryBuilder startedWith(
      Consumer<WorkflowExecutionStartedEventAttributes.Builder> change) {
    var event = events.removeLast().toBuilder();
    change.accept(event.getWorkflowExecutionStartedEventAttributesBuilder());
    return add(event);
  }

  /// A workflow task is scheduled and started.
  public HistoryBuilder taskStarted() {
    add(event(EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED));
    var event = event(EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED);
    event
        .getWorkflowTaskStartedEventAttributesBuilder()
        .setScheduledEventId(last())
        .setHistorySizeBytes(100 * last());
    return add(event);
  }

  /// A workflow task is scheduled and started, of which the server says more.
  public HistoryBuilder taskStarted(Consumer<WorkflowTaskStartedEventAttributes.Builder> change) {
    taskStarted();
    var event = events.removeLast().toBuilder();
    change.accept(event.getWorkflowTaskStartedEventAttributesBuilder());
    return add(event);
  }

  /// The workflow task that was started last is completed.
  public HistoryBuilder taskCompleted() {
    return taskCompleted(WorkflowTaskCompletedMetadata.getDefaultInstance());
  }

  /// The workflow task that was started last is completed.
  public HistoryBuilder taskCompleted(WorkflowTaskCompletedMetadata metadata) {
    var event = event(EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED);
    event
        .getWorkflowTaskCompletedEventAttributesBuilder()
        .setStartedEventId(last(EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED))
        .setSdkMetadata(metadata);
    return add(event);
  }

  /// The workflow task that was started last is completed, by a worker of which more is said.
  public HistoryBuilder taskCompletedBy(
      Consumer<WorkflowTaskCompletedEventAttributes.Builder> change) {
    taskCompleted();
    var event = events.removeLast().toBuilder();
    change.accept(event.getWorkflowTaskCompletedEventAttributesBuilder());
    return add(event);
  }

  /// A whole workflow task.
  public HistoryBuilder task() {
    return taskStarted().taskCompleted();
  }

  /// The workflow task that was started last failed.
  public HistoryBuilder taskFailed() {
    return add(event(EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED));
  }

  /// The run was reset here and goes on with a new run id.
  public HistoryBuilder reset(String newRunId) {
    var event = event(EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED);
    event
        .getWorkflowTaskFailedEventAttributesBuilder()
        .setCause(WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW)
        .setNewRunId(newRunId);
    return add(event);
  }

  /// The workflow task that was started last timed out.
  public HistoryBuilder taskTimedOut() {
    return add(event(EventType.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT));
  }

  /// A signal came.
  public HistoryBuilder signaled(String name, Payloads input) {
    var event = event(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED);
    event.getWorkflowExecutionSignaledEventAttributesBuilder().setSignalName(name).setInput(input);
    return add(event);
  }

  /// The workflow's cancellation was requested.
  public HistoryBuilder cancelRequested(String reason) {
    var event = event(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED);
    event.getWorkflowExecutionCancelRequestedEventAttributesBuilder().setCause(reason);
    return add(event);
  }

  /// An activity was scheduled.
  public HistoryBuilder activityScheduled(String id, String type) {
    var event = event(EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED);
    event
        .getActivityTaskScheduledEventAttributesBuilder()
        .setActivityId(id)
        .setActivityType(ActivityType.newBuilder().setName(type));
    return add(event);
  }

  /// An activity was started.
  public HistoryBuilder activityStarted(long scheduledEventId) {
    var event = event(EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED);
    event.getActivityTaskStartedEventAttributesBuilder().setScheduledEventId(scheduledEventId);
    return add(event);
  }

  /// An activity was completed.
  public HistoryBuilder activityCompleted(long scheduledEventId, Payloads result) {
    var event = event(EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED);
    event
        .getActivityTaskCompletedEventAttributesBuilder()
        .setScheduledEventId(scheduledEventId)
        .setResult(result);
    return add(event);
  }

  /// An activity failed for good.
  public HistoryBuilder activityFailed(long scheduledEventId, Failure failure) {
    var event = event(EventType.EVENT_TYPE_ACTIVITY_TASK_FAILED);
    event
        .getActivityTaskFailedEventAttributesBuilder()
        .setScheduledEventId(scheduledEventId)
        .setFailure(failure)
        .setRetryState(RetryState.RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED);
    return add(event);
  }

  /// An activity timed out.
  public HistoryBuilder activityTimedOut(long scheduledEventId, Failure failure) {
    var event = event(EventType.EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT);
    event
        .getActivityTaskTimedOutEventAttributesBuilder()
        .setScheduledEventId(scheduledEventId)
        .setFailure(failure)
        .setRetryState(RetryState.RETRY_STATE_TIMEOUT);
    return add(event);
  }

  /// An activity's cancellation was requested.
  public HistoryBuilder activityCancelRequested(long scheduledEventId) {
    var event = event(EventType.EVENT_TYPE_ACTIVITY_TASK_CANCEL_REQUESTED);
    event
        .getActivityTaskCancelRequestedEventAttributesBuilder()
        .setScheduledEventId(scheduledEventId);
    return add(event);
  }

  /// An activity was cancelled.
  public HistoryBuilder activityCanceled(long scheduledEventId) {
    var event = event(EventType.EVENT_TYPE_ACTIVITY_TASK_CANCELED);
    event.getActivityTaskCanceledEventAttributesBuilder().setScheduledEventId(scheduledEventId);
    return add(event);
  }

  /// A timer was started.
  public HistoryBuilder timerStarted(String id) {
    var event = event(EventType.EVENT_TYPE_TIMER_STARTED);
    event.getTimerStartedEventAttributesBuilder().setTimerId(id);
    return add(event);
  }

  /// A timer fired.
  public HistoryBuilder timerFired(String id, long startedEventId) {
    var event = event(EventType.EVENT_TYPE_TIMER_FIRED);
    event.getTimerFiredEventAttributesBuilder().setTimerId(id).setStartedEventId(startedEventId);
    return add(event);
  }

  /// A timer was cancelled.
  public HistoryBuilder timerCanceled(String id, long startedEventId) {
    var event = event(EventType.EVENT_TYPE_TIMER_CANCELED);
    event.getTimerCanceledEventAttributesBuilder().setTimerId(id).setStartedEventId(startedEventId);
    return add(event);
  }

  /// A marker was recorded.
  public HistoryBuilder markerRecorded(String name, Map<String, Payloads> details) {
    var event = event(EventType.EVENT_TYPE_MARKER_RECORDED);
    event.getMarkerRecordedEventAttributesBuilder().setMarkerName(name).putAllDetails(details);
    return add(event);
  }

  /// Search attributes were changed.
  public HistoryBuilder searchAttributesUpserted(SearchAttributes attributes) {
    var event = event(EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES);
    event.getUpsertWorkflowSearchAttributesEventAttributesBuilder().setSearchAttributes(attributes);
    return add(event);
  }

  /// An update was accepted.
  public HistoryBuilder updateAccepted(String instanceId, Acceptance acceptance) {
    var event = event(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED);
    event
        .getWorkflowExecutionUpdateAcceptedEventAttributesBuilder()
        .setProtocolInstanceId(instanceId)
        .setAcceptedRequestMessageId(acceptance.getAcceptedRequestMessageId())
        .setAcceptedRequestSequencingEventId(acceptance.getAcceptedRequestSequencingEventId())
        .setAcceptedRequest(acceptance.getAcceptedRequest());
    return add(event);
  }

  /// An update was completed.
  public HistoryBuilder updateCompleted(Response response) {
    var event = event(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED);
    event
        .getWorkflowExecutionUpdateCompletedEventAttributesBuilder()
        .setMeta(response.getMeta())
        .setOutcome(response.getOutcome())
        .setAcceptedEventId(accepted(response.getMeta().getUpdateId()));
    return add(event);
  }

  /// The event that accepted an update.
  public long accepted(String updateId) {
    return events.stream()
        .filter(
            e ->
                e.getWorkflowExecutionUpdateAcceptedEventAttributes()
                    .getProtocolInstanceId()
                    .equals(updateId))
        .findFirst()
        .orElseThrow()
        .getEventId();
  }

  /// An update that was not decided about when the run was reset.
  public HistoryBuilder updateAdmitted(Request request) {
    var event = event(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ADMITTED);
    event.getWorkflowExecutionUpdateAdmittedEventAttributesBuilder().setRequest(request);
    return add(event);
  }

  /// The server takes back the two events of the workflow task that was started last.
  public HistoryBuilder taskDropped() {
    events.removeLast();
    events.removeLast();
    return this;
  }

  /// A marker was recorded, perhaps with a failure.
  public HistoryBuilder markerRecorded(RecordMarkerCommandAttributes marker) {
    var event = event(EventType.EVENT_TYPE_MARKER_RECORDED);
    var attributes = event.getMarkerRecordedEventAttributesBuilder();
    attributes.setMarkerName(marker.getMarkerName()).putAllDetails(marker.getDetailsMap());
    if (marker.hasFailure()) {
      attributes.setFailure(marker.getFailure());
    }
    return add(event);
  }

  /// An event of a type about which nothing else matters.
  public HistoryBuilder other(EventType type, boolean workerMayIgnore) {
    return add(event(type).setWorkerMayIgnore(workerMayIgnore));
  }

  /// The events that commands cause.
  public HistoryBuilder commands(List<Command> commands, List<Message> messages) {
    for (Command command : commands) {
      if (command.getCommandType() == CommandType.COMMAND_TYPE_PROTOCOL_MESSAGE) {
        String id = command.getProtocolMessageCommandAttributes().getMessageId();
        message(messages.stream().filter(m -> m.getId().equals(id)).findFirst().orElseThrow());
      } else {
        command(command);
      }
    }
    return this;
  }

  private void message(Message message) {
    try {
      if (message.getBody().is(Acceptance.class)) {
        updateAccepted(message.getProtocolInstanceId(), message.getBody().unpack(Acceptance.class));
      } else {
        updateCompleted(message.getBody().unpack(Response.class));
      }
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /// The event that a command causes.
  public HistoryBuilder command(Command command) {
    return switch (command.getCommandType()) {
      case COMMAND_TYPE_SCHEDULE_ACTIVITY_TASK -> {
        var attributes = command.getScheduleActivityTaskCommandAttributes();
        yield activityScheduled(attributes.getActivityId(), attributes.getActivityType().getName());
      }
      case COMMAND_TYPE_REQUEST_CANCEL_ACTIVITY_TASK ->
          activityCancelRequested(
              command.getRequestCancelActivityTaskCommandAttributes().getScheduledEventId());
      case COMMAND_TYPE_START_TIMER ->
          timerStarted(command.getStartTimerCommandAttributes().getTimerId());
      case COMMAND_TYPE_CANCEL_TIMER -> {
        String id = command.getCancelTimerCommandAttributes().getTimerId();
        yield timerCanceled(id, timer(id));
      }
      case COMMAND_TYPE_RECORD_MARKER -> markerRecorded(command.getRecordMarkerCommandAttributes());
      case COMMAND_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES ->
          searchAttributesUpserted(
              command.getUpsertWorkflowSearchAttributesCommandAttributes().getSearchAttributes());
      case COMMAND_TYPE_MODIFY_WORKFLOW_PROPERTIES ->
          other(EventType.EVENT_TYPE_WORKFLOW_PROPERTIES_MODIFIED, false);
      case COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION ->
          other(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED, false);
      case COMMAND_TYPE_FAIL_WORKFLOW_EXECUTION ->
          other(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED, false);
      case COMMAND_TYPE_CANCEL_WORKFLOW_EXECUTION ->
          other(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED, false);
      case COMMAND_TYPE_CONTINUE_AS_NEW_WORKFLOW_EXECUTION ->
          other(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW, false);
      default -> otherWorkflows().command(command);
    };
  }

  /// The event that started a timer.
  public long timer(String id) {
    return events.stream()
        .filter(e -> e.getTimerStartedEventAttributes().getTimerId().equals(id))
        .findFirst()
        .orElseThrow()
        .getEventId();
  }

  /// The event that scheduled an activity.
  public long activity(String id) {
    return events.stream()
        .filter(e -> e.getActivityTaskScheduledEventAttributes().getActivityId().equals(id))
        .findFirst()
        .orElseThrow()
        .getEventId();
  }
}
