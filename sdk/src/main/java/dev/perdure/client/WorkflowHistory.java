package dev.perdure.client;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.temporal.api.history.v1.History;
import io.temporal.api.history.v1.HistoryEvent;
import java.util.List;

/// The events of one run of a workflow.
///
/// @param workflowId the workflow's id
/// @param events all events in order
public record WorkflowHistory(String workflowId, List<HistoryEvent> events) {
  /// Keeps the events unchanged.
  public WorkflowHistory {
    events = List.copyOf(events);
  }

  /// The run's id as its first event has it; empty without events.
  public String runId() {
    return events.isEmpty()
        ? ""
        : events
            .getFirst()
            .getWorkflowExecutionStartedEventAttributes()
            .getOriginalExecutionRunId();
  }

  /// The events as JSON, in the form that command line and web page write too.
  public String toJson() {
    try {
      return JsonFormat.printer().print(History.newBuilder().addAllEvents(events));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("The history of " + workflowId + " has no JSON form", e);
    }
  }

  /// Events from JSON: as [#toJson] writes it, and as Temporal's command line (also older ones) and
  /// web page do.
  ///
  /// @throws IllegalArgumentException when it is not a history
  public static WorkflowHistory fromJson(String workflowId, String json) {
    return new WorkflowHistory(workflowId, HistoryJson.parse(json));
  }
}
