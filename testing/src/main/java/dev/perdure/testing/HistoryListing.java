package dev.perdure.testing;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import dev.perdure.client.Client;
import dev.perdure.client.WorkflowHistory;
import io.temporal.api.common.v1.ActivityType;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Histories as text for people: a line for each event, with what somebody who looks for a mistake
/// wants to see of it.
final class HistoryListing {
  private static final int MOST_RUNS = 50;
  private static final int MOST_EVENTS = 200;
  private static final int LONGEST_VALUE = 200;

  /// Of use to the server only.
  private static final Set<String> LEFT_OUT =
      Set.of(
          "identity",
          "request_id",
          "task_queue",
          "namespace",
          "namespace_id",
          "attempt",
          "history_size_bytes",
          "worker_version",
          "workflow_task_completed_event_id",
          "original_execution_run_id",
          "first_execution_run_id",
          "workflow_id",
          "initiated_event_id");

  private final Client client;

  HistoryListing(Client client) {
    this.client = client;
  }

  /// All runs in the client's namespace, the oldest first, below a heading.
  String allRuns(String heading) {
    var text = new StringBuilder(heading).append('\n');
    var answer =
        WorkflowServiceGrpc.newBlockingStub(client.channel())
            .withDeadlineAfter(10, TimeUnit.SECONDS)
            .listWorkflowExecutions(
                ListWorkflowExecutionsRequest.newBuilder()
                    .setNamespace(client.namespace())
                    .setPageSize(MOST_RUNS)
                    .build());
    for (var run : answer.getExecutionsList().reversed()) {
      text.append('\n').append(run(run));
    }
    if (!answer.getNextPageToken().isEmpty()) {
      text.append("\nThere are more runs than these %d.%n".formatted(MOST_RUNS));
    }
    return text.toString();
  }

  private String run(WorkflowExecutionInfo run) {
    var execution = run.getExecution();
    WorkflowHistory history =
        client
            .getWorkflowHandle(execution.getWorkflowId())
            .withRunId(execution.getRunId())
            .fetchHistory();
    return "%s %s, run %s: %s%n%s"
        .formatted(
            run.getType().getName(),
            execution.getWorkflowId(),
            execution.getRunId(),
            words(run.getStatus(), "WORKFLOW_EXECUTION_STATUS_"),
            events(history.events()));
  }

  /// The first and the last events where there are very many.
  static String events(List<HistoryEvent> events) {
    var lines = new ArrayList<String>();
    for (var event : events) {
      lines.add(line(event, events.getFirst()));
    }
    int more = lines.size() - MOST_EVENTS;
    if (more > 0) {
      var middle = lines.subList(MOST_EVENTS / 2, MOST_EVENTS / 2 + more);
      middle.clear();
      lines.add(MOST_EVENTS / 2, "      … %d more events%n".formatted(more));
    }
    return String.join("", lines);
  }

  private static String line(HistoryEvent event, HistoryEvent first) {
    var since = Timestamps.between(first.getEventTime(), event.getEventTime());
    var attributes = new StringBuilder();
    for (var field : event.getAllFields().entrySet()) {
      if (field.getValue() instanceof Message message
          && field.getKey().getContainingOneof() != null) {
        attributes(message, attributes);
      }
    }
    return "%5d  +%-12s %s%s%n"
        .formatted(
            event.getEventId(),
            Durations.toString(since),
            words(event.getEventType(), "EVENT_TYPE_"),
            attributes);
  }

  private static void attributes(Message message, StringBuilder text) {
    for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
      if (LEFT_OUT.contains(field.getKey().getName()) || field.getKey().isRepeated()) {
        continue;
      }
      var value = value(field.getValue());
      if (!value.isEmpty()) {
        text.append("  ")
            .append(field.getKey().getJsonName())
            .append('=')
            .append(
                value.length() > LONGEST_VALUE ? value.substring(0, LONGEST_VALUE) + "…" : value);
      }
    }
  }

  /// Empty for what takes more than a word to tell.
  private static String value(Object value) {
    return switch (value) {
      case Payloads payloads ->
          payloads.getPayloadsList().stream()
              .map(HistoryListing::payload)
              .collect(Collectors.joining(", ", "(", ")"));
      case Payload payload -> payload(payload);
      case Failure failure -> failure(failure);
      case WorkflowType type -> type.getName();
      case ActivityType type -> type.getName();
      case TaskQueue queue -> queue.getName();
      case WorkflowExecution execution -> execution.getWorkflowId();
      case Duration duration -> Durations.toString(duration);
      case Message _ -> "";
      default -> value.toString();
    };
  }

  private static String payload(Payload payload) {
    var encoding = payload.getMetadataOrDefault("encoding", ByteString.EMPTY);
    return switch (encoding.toStringUtf8()) {
      case "json/plain", "json/protobuf" -> payload.getData().toStringUtf8();
      case "binary/null" -> "null";
      default -> "%d bytes".formatted(payload.getData().size());
    };
  }

  private static String failure(Failure failure) {
    var type = failure.getApplicationFailureInfo().getType();
    var text = (type.isEmpty() ? "" : type + ": ") + failure.getMessage();
    return failure.hasCause() ? text + " ← " + failure(failure.getCause()) : text;
  }

  /// As in `TimerFired` for `EVENT_TYPE_TIMER_FIRED`.
  private static String words(Enum<?> value, String prefix) {
    return Pattern.compile("_([A-Z])([A-Z0-9]*)")
        .matcher(value.name().substring(prefix.length() - 1))
        .replaceAll(word -> word.group(1) + word.group(2).toLowerCase(Locale.ROOT));
  }
}
