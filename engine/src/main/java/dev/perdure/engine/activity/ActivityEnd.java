package dev.perdure.engine.activity;

import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.state.PendingActivity;
import dev.perdure.engine.state.RunState;
import dev.perdure.engine.state.Times;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.RetryState;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.history.v1.ActivityTaskCanceledEventAttributes;
import io.temporal.api.history.v1.ActivityTaskCompletedEventAttributes;
import io.temporal.api.history.v1.ActivityTaskFailedEventAttributes;
import io.temporal.api.history.v1.ActivityTaskStartedEventAttributes;
import io.temporal.api.history.v1.ActivityTaskTimedOutEventAttributes;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The events that end an activity. Its last attempt's start is written only now, in front: there
/// may have been many, and the workflow is told of one.
final class ActivityEnd {
  private ActivityEnd() {}

  static void completed(
      Draft draft,
      RunState run,
      PendingActivity activity,
      @Nullable Payloads result,
      String identity) {
    started(draft, run, activity);
    var attributes =
        ActivityTaskCompletedEventAttributes.newBuilder()
            .setScheduledEventId(activity.scheduledEventId())
            .setIdentity(identity);
    if (result != null) {
      attributes.setResult(result);
    }
    draft.buffer(
        run,
        Draft.event(EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED)
            .setActivityTaskCompletedEventAttributes(attributes));
    draft.wake();
  }

  static void failed(
      Draft draft,
      RunState run,
      PendingActivity activity,
      Failure failure,
      RetryState retryState,
      String identity) {
    started(draft, run, activity);
    draft.buffer(
        run,
        Draft.event(EventType.EVENT_TYPE_ACTIVITY_TASK_FAILED)
            .setActivityTaskFailedEventAttributes(
                ActivityTaskFailedEventAttributes.newBuilder()
                    .setScheduledEventId(activity.scheduledEventId())
                    .setFailure(failure)
                    .setRetryState(retryState)
                    .setIdentity(identity)));
    draft.wake();
  }

  static void timedOut(
      Draft draft, RunState run, PendingActivity activity, Failure failure, RetryState retryState) {
    started(draft, run, activity);
    draft.buffer(
        run,
        Draft.event(EventType.EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT)
            .setActivityTaskTimedOutEventAttributes(
                ActivityTaskTimedOutEventAttributes.newBuilder()
                    .setScheduledEventId(activity.scheduledEventId())
                    .setFailure(failure)
                    .setRetryState(retryState)));
    draft.wake();
  }

  static void canceled(
      Draft draft,
      RunState run,
      PendingActivity activity,
      @Nullable Payloads details,
      String identity) {
    started(draft, run, activity);
    var attributes =
        ActivityTaskCanceledEventAttributes.newBuilder()
            .setScheduledEventId(activity.scheduledEventId())
            .setLatestCancelRequestedEventId(activity.cancelRequestedEventId())
            .setIdentity(identity);
    if (details != null) {
      attributes.setDetails(details);
    }
    draft.buffer(
        run,
        Draft.event(EventType.EVENT_TYPE_ACTIVITY_TASK_CANCELED)
            .setActivityTaskCanceledEventAttributes(attributes));
    draft.wake();
  }

  private static void started(Draft draft, RunState run, PendingActivity activity) {
    var time = activity.startedTime();
    if (time == null) {
      return;
    }
    startedEvent(draft, run, activity, activity.requestId(), activity.identity(), time);
  }

  /// Writes the start of an activity that ends without any worker having taken it.
  static void startedNow(Draft draft, RunState run, PendingActivity activity, String identity) {
    startedEvent(draft, run, activity, "", identity, draft.now());
  }

  private static void startedEvent(
      Draft draft,
      RunState run,
      PendingActivity activity,
      String requestId,
      String identity,
      Instant time) {
    var attributes =
        ActivityTaskStartedEventAttributes.newBuilder()
            .setScheduledEventId(activity.scheduledEventId())
            .setIdentity(identity)
            .setRequestId(requestId)
            .setAttempt(activity.attempt());
    if (activity.lastFailure() != null) {
      attributes.setLastFailure(activity.lastFailure());
    }
    draft.buffer(
        run,
        Draft.event(EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED)
            .setEventTime(Times.timestamp(time))
            .setActivityTaskStartedEventAttributes(attributes));
  }
}
