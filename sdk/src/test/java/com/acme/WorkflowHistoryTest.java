package com.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.client.WorkflowHistory;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.RetryState;
import io.temporal.api.enums.v1.TaskQueueKind;
import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.api.history.v1.HistoryEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Histories as files.
final class WorkflowHistoryTest {
  /// As `temporal workflow show --output json` writes them.
  private static final String NEW =
      """
      {"events": [
        {"eventId": "1", "eventTime": "2026-11-22T10:15:30.5Z",
         "eventType": "EVENT_TYPE_WORKFLOW_EXECUTION_STARTED", "unknownField": {"a": 1},
         "workflowExecutionStartedEventAttributes": {
           "workflowType": {"name": "Order"},
           "taskQueue": {"name": "orders", "kind": "TASK_QUEUE_KIND_NORMAL"},
           "input": {"payloads": [{"metadata": {"encoding": "anNvbi9wbGFpbg=="}, "data": "IlRpbWVyRmlyZWQi"}]},
           "workflowRunTimeout": "60s", "originalExecutionRunId": "run-1",
           "memo": {"fields": {"kind": {"data": "Tm9ybWFs"}}}}},
        {"eventId": "2", "eventType": "EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT",
         "activityTaskTimedOutEventAttributes": {
           "retryState": "RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED",
           "failure": {"timeoutFailureInfo": {"timeoutType": "TIMEOUT_TYPE_START_TO_CLOSE"}}}}]}
      """;

  /// As older tools write them.
  private static final String OLD =
      NEW.replace("EVENT_TYPE_WORKFLOW_EXECUTION_STARTED", "WorkflowExecutionStarted")
          .replace("EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT", "ActivityTaskTimedOut")
          .replace("TASK_QUEUE_KIND_NORMAL", "Normal")
          .replace("RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED", "MaximumAttemptsReached")
          .replace("TIMEOUT_TYPE_START_TO_CLOSE", "StartToClose")
          .replace("\"1\"", "1");

  @Test
  void histories_of_old_and_new_tools_are_the_same() {
    var history = WorkflowHistory.fromJson("order-42", NEW);

    assertThat(history.runId()).isEqualTo("run-1");
    HistoryEvent started = history.events().getFirst();
    assertThat(started.getEventType()).isEqualTo(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED);
    var attributes = started.getWorkflowExecutionStartedEventAttributes();
    assertThat(attributes.getTaskQueue().getKind()).isEqualTo(TaskQueueKind.TASK_QUEUE_KIND_NORMAL);
    assertThat(attributes.getInput().getPayloads(0).getData().toStringUtf8())
        .isEqualTo("\"TimerFired\"");
    assertThat(attributes.getWorkflowRunTimeout().getSeconds()).isEqualTo(60);
    var timedOut = history.events().get(1).getActivityTaskTimedOutEventAttributes();
    assertThat(timedOut.getRetryState()).isEqualTo(RetryState.RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED);
    assertThat(timedOut.getFailure().getTimeoutFailureInfo().getTimeoutType())
        .isEqualTo(TimeoutType.TIMEOUT_TYPE_START_TO_CLOSE);
    assertThat(WorkflowHistory.fromJson("order-42", OLD)).isEqualTo(history);
  }

  @Test
  void what_is_around_the_events_does_not_matter() {
    var history = WorkflowHistory.fromJson("order-42", NEW);
    String list = NEW.substring(NEW.indexOf('['), NEW.lastIndexOf('}'));

    assertThat(WorkflowHistory.fromJson("order-42", list)).isEqualTo(history);
    assertThat(WorkflowHistory.fromJson("order-42", "{\"history\": " + NEW + "}"))
        .isEqualTo(history);
  }

  @Test
  void what_was_written_is_read_again() {
    var history = WorkflowHistory.fromJson("order-42", NEW);

    assertThat(WorkflowHistory.fromJson("order-42", history.toJson())).isEqualTo(history);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                                | there is no list of events in it.",
        "7                                                 | there is no list of events in it.",
        "{\"events\": 7}                                   | there is no list of events in it.",
        "{\"events\": [7]}                                 | Not a workflow history: ",
        "{\"events\": [{\"eventId\": 3}]}                  | event 3 has no type that is known.",
        "{\"events\": [{\"eventId\": 3, \"eventType\": \"New\"}]} | event 3 has no type that is"
            + " known.",
        "{\"events\": [                                    | Not a workflow history: ",
      })
  void what_is_no_history_is_refused(String json, String message) {
    assertThatThrownBy(() -> WorkflowHistory.fromJson("order-42", json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
