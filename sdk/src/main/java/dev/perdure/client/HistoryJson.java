package dev.perdure.client;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.History;
import io.temporal.api.history.v1.HistoryEvent;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// Reads histories as other programs write them: the command line, the web page, older tools. They
/// differ in how they spell enum constants (`EVENT_TYPE_TIMER_FIRED`, `TimerFired`) and in what is
/// around the list of events.
final class HistoryJson {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  /// The constants of each enum by their names without prefix and underscores, in small letters.
  private static final Map<EnumDescriptor, Map<String, String>> CONSTANTS =
      new ConcurrentHashMap<>();

  private HistoryJson() {}

  /// @throws IllegalArgumentException when it is not a history
  static List<HistoryEvent> parse(String json) {
    var history = History.newBuilder();
    try {
      ObjectNode object = history(MAPPER.readTree(json));
      mend(object, History.getDescriptor());
      JsonFormat.parser().ignoringUnknownFields().merge(MAPPER.writeValueAsString(object), history);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("Not a workflow history: " + e.getOriginalMessage(), e);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("Not a workflow history: " + e.getMessage(), e);
    }
    for (HistoryEvent event : history.getEventsList()) {
      if (event.getEventType() == EventType.EVENT_TYPE_UNSPECIFIED) {
        throw new IllegalArgumentException(
            "Not a workflow history: event %d has no type that is known."
                .formatted(event.getEventId()));
      }
    }
    return history.getEventsList();
  }

  private static ObjectNode history(JsonNode root) {
    JsonNode inner = root.path("history");
    return switch (inner.isMissingNode() ? root : inner) {
      case ArrayNode events -> MAPPER.createObjectNode().set("events", events);
      case ObjectNode object when object.get("events") instanceof ArrayNode -> object;
      default ->
          throw new IllegalArgumentException(
              "Not a workflow history: there is no list of events in it.");
    };
  }

  private static void mend(ObjectNode object, Descriptor type) {
    for (String name : List.copyOf(object.propertyNames())) {
      FieldDescriptor field = field(type, name);
      JsonNode value = object.get(name);
      if (field != null && field.isMapField()) {
        mendMap(value, field.getMessageType().findFieldByName("value"));
      } else if (field != null) {
        object.set(name, mended(value, field));
      }
    }
  }

  private static void mendMap(JsonNode map, FieldDescriptor values) {
    if (map instanceof ObjectNode object) {
      for (String key : List.copyOf(object.propertyNames())) {
        object.set(key, mended(object.get(key), values));
      }
    }
  }

  private static JsonNode mended(JsonNode value, FieldDescriptor field) {
    switch (value) {
      case ArrayNode array -> {
        for (int i = 0; i < array.size(); i++) {
          array.set(i, mended(array.get(i), field));
        }
      }
      case ObjectNode object
          when field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
              && !field.getMessageType().getFullName().startsWith("google.protobuf.") ->
          mend(object, field.getMessageType());
      case StringNode text when field.getJavaType() == FieldDescriptor.JavaType.ENUM -> {
        String constant = constants(field.getEnumType()).get(key(text.stringValue()));
        return constant == null ? value : StringNode.valueOf(constant);
      }
      default -> {}
    }
    return value;
  }

  private static @Nullable FieldDescriptor field(Descriptor type, String name) {
    for (FieldDescriptor field : type.getFields()) {
      if (field.getJsonName().equals(name) || field.getName().equals(name)) {
        return field;
      }
    }
    return null;
  }

  /// Every constant under its full name and under the part behind what all have in common.
  private static Map<String, String> constants(EnumDescriptor type) {
    return CONSTANTS.computeIfAbsent(
        type,
        _ -> {
          var result = new ConcurrentHashMap<String, String>();
          int prefix = prefix(type).length();
          for (EnumValueDescriptor value : type.getValues()) {
            result.put(key(value.getName()), value.getName());
            result.put(key(value.getName().substring(prefix)), value.getName());
          }
          return result;
        });
  }

  /// As in `EVENT_TYPE_` for `EventType`: every enum has the constant `…_UNSPECIFIED`.
  private static String prefix(EnumDescriptor type) {
    String zero = type.getValues().getFirst().getName();
    return zero.endsWith("UNSPECIFIED")
        ? zero.substring(0, zero.length() - "UNSPECIFIED".length())
        : "";
  }

  private static String key(String name) {
    return name.replace("_", "").toLowerCase(Locale.ROOT);
  }
}
