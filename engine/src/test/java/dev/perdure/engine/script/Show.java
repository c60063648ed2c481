package dev.perdure.engine.script;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.perdure.engine.EngineFixture;
import dev.perdure.engine.decision.Effect;
import dev.perdure.engine.decision.Message;
import dev.perdure.engine.decision.TaskPriority;
import dev.perdure.engine.decision.UpdateStatus;
import dev.perdure.engine.record.CompletionCallback;
import dev.perdure.engine.record.Event;
import dev.perdure.engine.record.JournalRecord;
import dev.perdure.engine.record.Note;
import dev.perdure.engine.record.Owed;
import dev.perdure.engine.record.Parent;
import dev.perdure.engine.record.ScheduleRecord;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.history.v1.HistoryEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Records, effects and messages as short text for the golden files.
final class Show {
  private Show() {}

  static String record(JournalRecord record) {
    return switch (record) {
      case Event event -> "+ " + event(event.event());
      case Note note -> "~ " + note(note);
      case ScheduleRecord part -> "~ " + components((Record) part);
    };
  }

  static String event(HistoryEvent event) {
    var text = new StringBuilder();
    if (event.getEventId() != 0) {
      text.append(event.getEventId()).append(' ');
    }
    text.append(camel(event.getEventType().name().substring("EVENT_TYPE_".length())));
    var time = value(event.getEventTime());
    text.append(" @").append(time);
    for (var entry : event.getAllFields().entrySet()) {
      if (entry.getValue() instanceof com.google.protobuf.Message attributes
          && entry.getKey().getName().endsWith("_attributes")) {
        text.append(fields(attributes));
      }
    }
    if (event.getLinksCount() > 0) {
      text.append(" links=").append(value(event.getLinksList()));
    }
    return text.toString();
  }

  private static String note(Note note) {
    if (note instanceof Note.EventBuffered(_, HistoryEvent event)) {
      return "EventBuffered " + event(event);
    }
    return components((Record) note);
  }

  static String message(Message message) {
    return components((Record) message);
  }

  private static String components(Record record) {
    var text = new StringBuilder(record.getClass().getSimpleName());
    for (var component : record.getClass().getRecordComponents()) {
      if (component.getName().equals("runId") && record instanceof Note) {
        continue;
      }
      try {
        var value = component.getAccessor().invoke(record);
        if (value != null) {
          text.append(' ').append(component.getName()).append('=').append(value(value));
        }
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
    return text.toString();
  }

  static String effect(Effect effect) {
    return "> "
        + switch (effect) {
          case Effect.DispatchWorkflowTask e ->
              "workflow task %d on %s %s%s"
                  .formatted(
                      e.scheduledEventId(),
                      queue(e.queue()),
                      e.stamp() < 0 ? "speculative" : "stamp " + e.stamp(),
                      priority(e.priority()));
          case Effect.DispatchActivityTask e ->
              "activity task %d on %s stamp %d%s"
                  .formatted(
                      e.scheduledEventId(), e.taskQueue(), e.stamp(), priority(e.priority()));
          case Effect.Tell e -> "tell %s: %s".formatted(e.to().id(), message(e.message()));
          case Effect.Call e ->
              "call %s: %s".formatted(e.owedId(), e.callback().callback().getNexus().getUrl());
          case Effect.Withdraw e -> "withdraw " + effect(e.offer()).substring(2);
          case Effect.DispatchQuery e -> "query %s on %s".formatted(e.queryId(), queue(e.queue()));
          case Effect.AnswerQuery e -> "answer %s%s".formatted(e.queryId(), fields(e.result()));
          case Effect.UpdateReached e -> "update" + update(e.status());
          case Effect.UpdateDropped e ->
              "drop update %s of %s: %s %s"
                  .formatted(
                      e.updateId(), e.runId(), e.rejection().code(), e.rejection().message());
          case Effect.RejectQuery e ->
              "reject %s %s: %s"
                  .formatted(e.queryId(), e.rejection().code(), e.rejection().message());
        };
  }

  static String update(UpdateStatus status) {
    return " %s of %s %s%s%s"
        .formatted(
            status.updateId(),
            status.runId(),
            status.stage().name().substring("UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_".length()),
            status.outcome() == null ? "" : fields(status.outcome()),
            status.isInHistory() ? "" : " (not in the history)");
  }

  private static String priority(TaskPriority priority) {
    return priority.equals(TaskPriority.DEFAULT)
        ? ""
        : " priority %d %s*%s"
            .formatted(priority.key(), priority.fairnessKey(), priority.fairnessWeight());
  }

  private static String queue(Effect.QueueName queue) {
    return queue.sticky().isEmpty() ? queue.normal() : queue.sticky() + "|" + queue.normal();
  }

  /// The fields that are set, ` name=value` each.
  static String fields(com.google.protobuf.Message message) {
    var text = new StringBuilder();
    for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
      text.append(' ').append(entry.getKey().getName()).append('=').append(value(entry.getValue()));
    }
    return text.toString();
  }

  private static String value(Object value) {
    return switch (value) {
      case com.google.protobuf.Timestamp t ->
          time(Instant.ofEpochSecond(t.getSeconds(), t.getNanos()));
      case Instant t -> time(t);
      case com.google.protobuf.Duration d ->
          duration(Duration.ofSeconds(d.getSeconds(), d.getNanos()));
      case Duration d -> duration(d);
      case Payload payload -> payload.getData().toStringUtf8();
      case HistoryEvent event -> "{" + event(event) + "}";
      case Owed owed -> "{" + components((Record) owed) + "}";
      case CompletionCallback callback -> "{" + components(callback) + "}";
      case Parent parent ->
          "%s/%s#%d".formatted(parent.workflowId(), parent.runId(), parent.initiatedEventId());
      case com.google.protobuf.Message message -> "{" + fields(message).strip() + "}";
      case EnumValueDescriptor constant -> shortName(constant);
      case List<?> list -> {
        var parts = new ArrayList<String>();
        for (var each : list) {
          parts.add(value(each));
        }
        yield parts.toString();
      }
      case ByteString bytes -> bytes.toStringUtf8();
      default -> value.toString();
    };
  }

  private static String shortName(EnumValueDescriptor constant) {
    var prefix =
        constant.getType().getName().replaceAll("(?<=.)([A-Z])", "_$1").toUpperCase(Locale.ROOT)
            + "_";
    var name = constant.getName();
    return name.startsWith(prefix) ? name.substring(prefix.length()) : name;
  }

  private static String time(Instant time) {
    return duration(Duration.between(EngineFixture.START, time));
  }

  private static String duration(Duration duration) {
    return duration.toNanosPart() == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
  }

  private static String camel(String constant) {
    var text = new StringBuilder();
    for (var word : constant.split("_", -1)) {
      text.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
    }
    return text.toString();
  }
}
