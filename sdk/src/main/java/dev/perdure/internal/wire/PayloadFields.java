package dev.perdure.internal.wire;

import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.common.v1.SearchAttributes;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.update.v1.UpdateRef;
import io.temporal.api.workflowservice.v1.CountActivityExecutionsResponse;
import io.temporal.api.workflowservice.v1.CountWorkflowExecutionsResponse;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The fields of a type of message below which there may be payloads, and the field that names the
/// workflow to which they belong.
record PayloadFields(List<FieldDescriptor> list, @Nullable FieldDescriptor workflow) {
  private static final Map<Descriptor, PayloadFields> KNOWN = new ConcurrentHashMap<>();

  /// The server reads search attributes, and counts by them; and a workflow task, which may come
  /// with the answer to a start, is decoded by its run.
  private static final Set<Descriptor> LEFT_ALONE =
      Set.of(
          SearchAttributes.getDescriptor(),
          CountWorkflowExecutionsResponse.getDescriptor(),
          CountActivityExecutionsResponse.getDescriptor(),
          PollWorkflowTaskQueueResponse.getDescriptor());

  static PayloadFields of(Descriptor type) {
    return KNOWN.computeIfAbsent(type, PayloadFields::find);
  }

  boolean isEmpty() {
    return list.isEmpty();
  }

  private static PayloadFields find(Descriptor type) {
    return new PayloadFields(
        type.getFields().stream().filter(PayloadFields::mayHavePayloads).toList(),
        workflowField(type));
  }

  private static boolean mayHavePayloads(FieldDescriptor field) {
    return field.getJavaType() == JavaType.MESSAGE && mayHavePayloads(field.getMessageType());
  }

  /// Whether a payload can be reached; types may contain themselves.
  private static boolean mayHavePayloads(Descriptor start) {
    Set<Descriptor> seen = new HashSet<>();
    var open = new ArrayDeque<>(List.of(start));
    while (!open.isEmpty()) {
      Descriptor type = open.remove();
      if (LEFT_ALONE.contains(type) || !seen.add(type)) {
        continue;
      }
      if (type.equals(Payload.getDescriptor())
          || type.equals(Payloads.getDescriptor())
          || type.equals(Any.getDescriptor())) {
        return true;
      }
      for (FieldDescriptor field : type.getFields()) {
        if (field.getJavaType() == JavaType.MESSAGE) {
          open.add(field.getMessageType());
        }
      }
    }
    return false;
  }

  /// The protocol names the workflow that a message is about in a few ways, and others differently.
  private static @Nullable FieldDescriptor workflowField(Descriptor type) {
    for (String name : List.of("workflow_id", "workflow_execution", "execution", "update_ref")) {
      FieldDescriptor field = type.findFieldByName(name);
      if (field != null && !field.isRepeated()) {
        return field;
      }
    }
    return null;
  }

  /// To whom the payloads of a message of this type belong.
  PayloadOwner owner(Message message, PayloadOwner around) {
    if (workflow == null) {
      return around;
    }
    String id =
        switch (message.getField(workflow)) {
          case String text -> text;
          case WorkflowExecution execution -> execution.getWorkflowId();
          case UpdateRef update -> update.getWorkflowExecution().getWorkflowId();
          default -> "";
        };
    return id.isEmpty() ? around : around.workflow(id);
  }
}
