package dev.perdure.engine.activity;

import com.google.protobuf.ByteString;
import dev.perdure.engine.decision.CommandFailure;
import dev.perdure.engine.decision.CommandScope;
import dev.perdure.engine.state.RunState;
import io.temporal.api.command.v1.Command;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.history.v1.ActivityTaskCancelRequestedEventAttributes;
import org.jspecify.annotations.Nullable;

/// The command to cancel an activity. One that no worker has is canceled at once.
public final class RequestCancelActivity {
  private static final Payloads NOT_STARTED =
      Payloads.newBuilder()
          .addPayloads(
              Payload.newBuilder()
                  .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
                  .setData(ByteString.copyFromUtf8("\"ACTIVITY_ID_NOT_STARTED\"")))
          .build();

  private RequestCancelActivity() {}

  public static @Nullable CommandFailure apply(CommandScope scope, Command command) {
    long id = command.getRequestCancelActivityTaskCommandAttributes().getScheduledEventId();
    if (id <= 0) {
      return bad("ScheduledEventId is not set on RequestCancelActivityTaskCommand.");
    }
    var activity = scope.run().activity(id);
    if (activity == null && !hasEnded(scope.run(), id)) {
      return bad("no activity with this id is pending, ScheduledEventID: " + id);
    }
    if (activity != null && activity.cancelRequested()) {
      return bad("the activity is being canceled already, ScheduledEventID: " + id);
    }
    scope.emit(
        CommandScope.event(EventType.EVENT_TYPE_ACTIVITY_TASK_CANCEL_REQUESTED, command)
            .setActivityTaskCancelRequestedEventAttributes(
                ActivityTaskCancelRequestedEventAttributes.newBuilder()
                    .setScheduledEventId(id)
                    .setWorkflowTaskCompletedEventId(scope.completedEventId())));
    var asked = scope.run().activity(id);
    if (asked != null && !asked.isStarted()) {
      ActivityEnd.canceled(scope.draft(), scope.run(), asked, NOT_STARTED, scope.identity());
    }
    return null;
  }

  /// Whether the activity ended while this workflow task ran, which the workflow could not know.
  private static boolean hasEnded(RunState run, long scheduledEventId) {
    for (var event : run.buffer()) {
      long id =
          switch (event.getEventType()) {
            case EVENT_TYPE_ACTIVITY_TASK_COMPLETED ->
                event.getActivityTaskCompletedEventAttributes().getScheduledEventId();
            case EVENT_TYPE_ACTIVITY_TASK_FAILED ->
                event.getActivityTaskFailedEventAttributes().getScheduledEventId();
            case EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT ->
                event.getActivityTaskTimedOutEventAttributes().getScheduledEventId();
            case EVENT_TYPE_ACTIVITY_TASK_CANCELED ->
                event.getActivityTaskCanceledEventAttributes().getScheduledEventId();
            default -> 0;
          };
      if (id == scheduledEventId) {
        return true;
      }
    }
    return false;
  }

  private static CommandFailure bad(String message) {
    return new CommandFailure(
        WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_BAD_REQUEST_CANCEL_ACTIVITY_ATTRIBUTES,
        message);
  }
}
