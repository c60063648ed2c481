package dev.perdure.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.message.Outbox;
import dev.perdure.engine.record.Event;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowExecutionStartedEventAttributes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// What must be true between histories: parents and children agree, and what one workflow has sent
/// to another one arrived once.
final class Families {
  private final Map<String, List<Event>> histories;
  private final Map<String, String> firstRuns = new HashMap<>();
  private final Map<String, String> delivered = new HashMap<>();
  private final Set<String> forgetful;

  private Families(Map<String, List<Event>> histories, Set<String> forgetful) {
    this.histories = histories;
    this.forgetful = forgetful;
  }

  /// @param histories by run
  /// @param forgetful the workflow ids of which a run was deleted: the latest run of an id knows
  ///   what the id was told, and takes that with it
  static void check(Map<String, List<Event>> histories, Set<String> forgetful) {
    var families = new Families(histories, forgetful);
    histories.forEach((runId, events) -> families.collect(runId, events));
    histories.forEach((runId, events) -> families.compare(runId, events));
  }

  private void collect(String runId, List<Event> events) {
    for (var record : own(events)) {
      var event = record.event();
      switch (event.getEventType()) {
        case EVENT_TYPE_WORKFLOW_EXECUTION_STARTED -> {
          var started = event.getWorkflowExecutionStartedEventAttributes();
          if (started.hasParentWorkflowExecution()
              && started.getContinuedExecutionRunId().isEmpty()) {
            var askedBy =
                started.getParentWorkflowExecution().getRunId()
                    + " "
                    + started.getParentInitiatedEventId();
            assertThat(firstRuns.put(askedBy, runId)).as("%s started once", askedBy).isNull();
          }
        }
        case EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED -> {
          var signaled = event.getWorkflowExecutionSignaledEventAttributes();
          if (signaled.hasExternalWorkflowExecution()) {
            var before = delivered.put(signaled.getRequestId(), runId);
            assertThat(before == null || forgetful.contains(started(events).getWorkflowId()))
                .as("%s arrives once, not in %s and %s", signaled.getRequestId(), before, runId)
                .isTrue();
          }
        }
        default -> {}
      }
    }
  }

  private void compare(String runId, List<Event> events) {
    var answered = new HashSet<Long>();
    var started = new HashSet<Long>();
    for (var record : events) {
      var event = record.event();
      long asked = Others.answered(event);
      assertThat(asked == 0 || answered.add(asked)).as("%s is answered once", asked).isTrue();
      switch (event.getEventType()) {
        case EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_STARTED -> {
          var child = event.getChildWorkflowExecutionStartedEventAttributes();
          assertStarted(
              child.getWorkflowExecution().getRunId(), child.getInitiatedEventId(), events);
          assertThat(started.add(child.getInitiatedEventId())).as("told of once").isTrue();
          assertThat(answered).doesNotContain(child.getInitiatedEventId());
        }
        case EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_SIGNALED ->
            assertThat(isReset(events) || delivered.containsKey(Outbox.requestId(runId, asked)))
                .as("what is said to have arrived has arrived")
                .isTrue();
        case EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_COMPLETED ->
            assertClosed(
                event.getChildWorkflowExecutionCompletedEventAttributes().getWorkflowExecution(),
                EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED);
        case EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_FAILED ->
            assertClosed(
                event.getChildWorkflowExecutionFailedEventAttributes().getWorkflowExecution(),
                EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED);
        case EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_CANCELED ->
            assertClosed(
                event.getChildWorkflowExecutionCanceledEventAttributes().getWorkflowExecution(),
                EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED);
        case EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_TIMED_OUT ->
            assertClosed(
                event.getChildWorkflowExecutionTimedOutEventAttributes().getWorkflowExecution(),
                EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT);
        case EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_TERMINATED ->
            assertClosed(
                event.getChildWorkflowExecutionTerminatedEventAttributes().getWorkflowExecution(),
                EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED);
        default -> {}
      }
      assertNamesItsStart(event);
    }
  }

  /// A run that was made by a reset has copies of what its base has told and heard.
  private static boolean isReset(List<Event> events) {
    return own(events).size() < events.size();
  }

  /// The events that are no copies.
  private static List<Event> own(List<Event> events) {
    for (int i = events.size(); i > 0; i--) {
      var failed = events.get(i - 1).event().getWorkflowTaskFailedEventAttributes();
      if (!failed.getBaseRunId().isEmpty()) {
        return events.subList(i, events.size());
      }
    }
    return events;
  }

  private List<Event> history(String runId) {
    return Objects.requireNonNull(histories.get(runId), runId);
  }

  private void assertStarted(String childRunId, long initiatedEventId, List<Event> parent) {
    var started = started(history(childRunId));
    assertThat(started.getParentInitiatedEventId()).isEqualTo(initiatedEventId);
    assertThat(original(history(started.getParentWorkflowExecution().getRunId())))
        .isEqualTo(original(parent));
  }

  private static WorkflowExecutionStartedEventAttributes started(List<Event> events) {
    return events.getFirst().event().getWorkflowExecutionStartedEventAttributes();
  }

  /// The run that is the same through all resets.
  private static String original(List<Event> events) {
    return started(events).getOriginalExecutionRunId();
  }

  private void assertClosed(WorkflowExecution child, EventType type) {
    assertThat(history(child.getRunId()).getLast().event().getEventType()).isEqualTo(type);
  }

  private static void assertNamesItsStart(HistoryEvent event) {
    if (event.hasChildWorkflowExecutionCompletedEventAttributes()) {
      var attributes = event.getChildWorkflowExecutionCompletedEventAttributes();
      assertThat(attributes.getStartedEventId()).isGreaterThan(attributes.getInitiatedEventId());
      assertThat(attributes.getStartedEventId()).isLessThan(event.getEventId());
    }
  }
}
