package dev.perdure.verification.golden;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.update.v1.Acceptance;
import io.temporal.api.update.v1.Rejection;
import io.temporal.api.update.v1.Request;
import io.temporal.api.update.v1.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Histories and replies as text, without what differs from one run of a program to the next.
///
/// Ids that a server draws are numbered in the order in which they appear, so that it still shows
/// which ones are the same. Times go; durations stay.
final class HistoryText {
  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  /// What a server may fill as it likes: times, sizes, its own numbers and tokens.
  private static final Set<String> LEFT_OUT =
      Set.of(
          "event_id",
          "event_type",
          "version",
          "task_id",
          "history_size_bytes",
          "namespace_id",
          "parent_workflow_namespace_id",
          "external_workflow_execution_namespace_id",
          "task_token",
          // Newer servers add it to signals; elsewhere it is drawn, or the program's own.
          "request_id",
          // Newer servers' replies have more fields.
          "link",
          "temporal.api.workflowservice.v1.StartWorkflowExecutionResponse.first_execution_run_id",
          "poller_scaling_decision",
          "poller_group_id",
          "poller_group_infos");

  private static final List<Message> BODIES =
      List.of(
          Request.getDefaultInstance(),
          Acceptance.getDefaultInstance(),
          Rejection.getDefaultInstance(),
          Response.getDefaultInstance());

  private final Map<String, String> drawn = new HashMap<>();

  /// The events, one paragraph each.
  String events(List<HistoryEvent> events) {
    var text = new StringBuilder();
    for (var event : events) {
      text.append(event.getEventId())
          .append(' ')
          .append(event.getEventType().name().substring("EVENT_TYPE_".length()))
          .append('\n')
          .append(fields(event));
    }
    return text.toString();
  }

  /// The fields that a message has, one a line.
  String fields(Message message) {
    var text = new StringBuilder();
    for (var field : message.getAllFields().entrySet()) {
      // The attributes' own name says no more than the event's type.
      var name = field.getKey().getName();
      boolean isOneof =
          field.getKey().getContainingOneof() != null && name.endsWith("_event_attributes");
      add(text, isOneof ? "" : name, field.getKey(), field.getValue());
    }
    return text.toString();
  }

  private void add(StringBuilder text, String path, FieldDescriptor field, Object value) {
    if (LEFT_OUT.contains(field.getName()) || LEFT_OUT.contains(field.getFullName())) {
      return;
    }
    if (field.isMapField()) {
      var sorted = new TreeMap<String, Message>();
      for (var entry : (List<?>) value) {
        var message = (Message) entry;
        sorted.put(
            String.valueOf(message.getField(message.getDescriptorForType().findFieldByNumber(1))),
            message);
      }
      sorted.forEach(
          (key, entry) -> {
            var valueField = entry.getDescriptorForType().findFieldByNumber(2);
            add(text, path + "[" + key + "]", valueField, entry.getField(valueField));
          });
    } else if (field.isRepeated()) {
      int index = 0;
      for (var each : (List<?>) value) {
        addOne(text, path + "[" + index++ + "]", field, each);
      }
    } else {
      addOne(text, path, field, value);
    }
  }

  private void addOne(StringBuilder text, String path, FieldDescriptor field, Object value) {
    switch (value) {
      case Timestamp _ -> {}
      case Duration duration -> line(text, path, Durations.toString(duration));
      case Any any -> addOne(text, path, field, body(any));
      case Message message -> {
        if (message.getAllFields().isEmpty()) {
          line(text, path, "{}");
        }
        message
            .getAllFields()
            .forEach(
                (inner, innerValue) ->
                    add(
                        text,
                        path.isEmpty() ? inner.getName() : path + "." + inner.getName(),
                        inner,
                        innerValue));
      }
      case ByteString bytes -> line(text, path, quoted(TextFormat.escapeBytes(bytes)));
      case String string -> line(text, path, quoted(string));
      default -> line(text, path, value.toString());
    }
  }

  /// What a protocol message carries.
  private static Message body(Any any) {
    for (var type : BODIES) {
      if (any.is(type.getClass())) {
        try {
          return any.unpack(type.getClass());
        } catch (InvalidProtocolBufferException e) {
          throw new AssertionError(any.getTypeUrl(), e);
        }
      }
    }
    throw new AssertionError("unknown body " + any.getTypeUrl());
  }

  private static void line(StringBuilder text, String path, String value) {
    text.append("    ").append(path).append(": ").append(value).append('\n');
  }

  private String quoted(String value) {
    return '"' + withoutDrawn(value) + '"';
  }

  /// The text with ids that a server drew replaced by their numbers.
  String withoutDrawn(String value) {
    return UUID.matcher(value)
        .replaceAll(
            id -> drawn.computeIfAbsent(id.group(), _ -> "<id " + (drawn.size() + 1) + ">"));
  }
}
