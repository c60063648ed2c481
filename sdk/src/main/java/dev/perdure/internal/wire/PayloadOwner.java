package dev.perdure.internal.wire;

import com.google.protobuf.Message;
import dev.perdure.converter.ActivitySerializationContext;
import dev.perdure.converter.DataConversionException;
import dev.perdure.converter.DataConverter;
import dev.perdure.converter.SerializationContext;
import dev.perdure.converter.WorkflowSerializationContext;
import io.temporal.api.command.v1.ScheduleActivityTaskCommandAttributes;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.history.v1.ActivityTaskScheduledEventAttributes;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflowservice.v1.RecordActivityTaskHeartbeatByIdRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCanceledByIdRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCompletedByIdRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskFailedByIdRequest;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// To whom the payloads of a message belong, as far as it is known from outside of the message.
public final class PayloadOwner {
  private final String namespace;
  private final @Nullable String workflowType;
  private final @Nullable SerializationContext context;

  /// The activities of a run that may still get a result, by the events that scheduled them.
  private final Map<Long, SerializationContext> activities;

  private PayloadOwner(
      String namespace,
      @Nullable String workflowType,
      @Nullable SerializationContext context,
      Map<Long, SerializationContext> activities) {
    this.namespace = namespace;
    this.workflowType = workflowType;
    this.context = context;
    this.activities = activities;
  }

  /// Nobody that is known yet; messages that name a workflow find it themselves.
  public static PayloadOwner namespace(String namespace) {
    return new PayloadOwner(namespace, null, null, new HashMap<>());
  }

  /// A workflow or an activity.
  public static PayloadOwner of(SerializationContext context) {
    return new PayloadOwner(context.namespace(), null, context, new HashMap<>());
  }

  /// One run of a workflow, whose history is walked through in parts, in order.
  public static PayloadOwner run(String namespace, String workflowId, String workflowType) {
    return new PayloadOwner(
        namespace,
        workflowType,
        new WorkflowSerializationContext(namespace, workflowId),
        new HashMap<>());
  }

  /// To whom the answer to a request belongs.
  public PayloadOwner named(Message request) {
    return PayloadFields.of(request.getDescriptorForType()).owner(request, this).of(request);
  }

  /// What the payloads belong to; null when it is not known.
  @Nullable SerializationContext context() {
    return context;
  }

  /// What belongs to an activity does so whatever workflow it names.
  PayloadOwner workflow(String workflowId) {
    return context instanceof ActivitySerializationContext
        ? this
        : with(new WorkflowSerializationContext(namespace, workflowId));
  }

  private PayloadOwner with(@Nullable SerializationContext other) {
    return other == null || other.equals(context)
        ? this
        : new PayloadOwner(namespace, workflowType, other, activities);
  }

  /// To whom the payloads below a part of the message belong.
  PayloadOwner of(Message part) {
    return switch (part) {
      case ScheduleActivityTaskCommandAttributes a ->
          activity(a.getActivityType().getName(), a.getActivityId(), a.getTaskQueue().getName());
      case PendingActivityInfo a ->
          activity(
              a.getActivityType().getName(),
              a.getActivityId(),
              a.getActivityOptions().getTaskQueue().getName());
      case RecordActivityTaskHeartbeatByIdRequest a -> activity(null, a.getActivityId(), null);
      case RespondActivityTaskCompletedByIdRequest a -> activity(null, a.getActivityId(), null);
      case RespondActivityTaskFailedByIdRequest a -> activity(null, a.getActivityId(), null);
      case RespondActivityTaskCanceledByIdRequest a -> activity(null, a.getActivityId(), null);
      case HistoryEvent event -> of(event);
      default -> this;
    };
  }

  private PayloadOwner of(HistoryEvent event) {
    return switch (event.getAttributesCase()) {
      case ACTIVITY_TASK_SCHEDULED_EVENT_ATTRIBUTES -> {
        ActivityTaskScheduledEventAttributes a = event.getActivityTaskScheduledEventAttributes();
        PayloadOwner owner =
            activity(a.getActivityType().getName(), a.getActivityId(), a.getTaskQueue().getName());
        if (owner.context != null) {
          activities.put(event.getEventId(), owner.context);
        }
        yield owner;
      }
      case ACTIVITY_TASK_COMPLETED_EVENT_ATTRIBUTES ->
          ended(event.getActivityTaskCompletedEventAttributes().getScheduledEventId());
      case ACTIVITY_TASK_FAILED_EVENT_ATTRIBUTES ->
          ended(event.getActivityTaskFailedEventAttributes().getScheduledEventId());
      case ACTIVITY_TASK_TIMED_OUT_EVENT_ATTRIBUTES ->
          ended(event.getActivityTaskTimedOutEventAttributes().getScheduledEventId());
      case ACTIVITY_TASK_CANCELED_EVENT_ATTRIBUTES ->
          ended(event.getActivityTaskCanceledEventAttributes().getScheduledEventId());
      default -> this;
    };
  }

  /// The local activity whose marker has these details: it names itself in clear.
  PayloadOwner marker(Map<String, Payloads> details) {
    Payloads data = details.get("data");
    return data != null
            && data.getPayloadsCount() == 1
            && decoded(data.getPayloads(0)) instanceof Map<?, ?> named
            && named.get("activity_type") instanceof String type
            && named.get("activity_id") instanceof String id
        ? activity(type, id, null, true)
        : this;
  }

  private static @Nullable Object decoded(Payload data) {
    try {
      return DataConverter.defaults().decode(data, Object.class);
    } catch (DataConversionException e) {
      return null; // a marker of another kind
    }
  }

  private PayloadOwner ended(long scheduledEventId) {
    return with(activities.remove(scheduledEventId));
  }

  private PayloadOwner activity(@Nullable String type, String id, @Nullable String taskQueue) {
    return activity(type, id, taskQueue, false);
  }

  private PayloadOwner activity(
      @Nullable String type, String id, @Nullable String taskQueue, boolean local) {
    if (context instanceof ActivitySerializationContext) {
      return this; // whoever asked knows more of it than its message says
    }
    String workflowId = context instanceof WorkflowSerializationContext w ? w.workflowId() : null;
    return with(
        new ActivitySerializationContext(
            namespace,
            workflowId,
            workflowType,
            type,
            id.isEmpty() ? null : id,
            taskQueue == null || taskQueue.isEmpty() ? null : taskQueue,
            local));
  }
}
