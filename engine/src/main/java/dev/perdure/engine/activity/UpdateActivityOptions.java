package dev.perdure.engine.activity;

import dev.perdure.engine.decision.Decision;
import dev.perdure.engine.decision.Decision.Outcome;
import dev.perdure.engine.decision.Draft;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.record.Note;
import dev.perdure.engine.retry.Retry;
import dev.perdure.engine.state.PendingActivity;
import dev.perdure.engine.state.RunState;
import io.temporal.api.activity.v1.ActivityOptions;
import io.temporal.api.workflowservice.v1.UpdateActivityOptionsRequest;
import io.temporal.api.workflowservice.v1.UpdateActivityOptionsResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A client changes some options of activities, or restores those with which they were scheduled.
/// The timeouts and retries of an activity follow the new ones from then on.
public final class UpdateActivityOptions {
  private UpdateActivityOptions() {}

  /// What an activity's options become.
  private record Change(PendingActivity activity, ActivityOptions options) {}

  public static Outcome<UpdateActivityOptionsResponse> decide(
      Draft draft, Request.UpdateActivityOptions asked) {
    var request = asked.request();
    if (request.getRestoreOriginal() && request.getUpdateMask().getPathsCount() > 0) {
      return invalid("Both UpdateMask and RestoreOriginal are provided");
    }
    return switch (selection(draft, request)) {
      case ActivitySelection.None(var rejection) -> Decision.reject(rejection);
      case ActivitySelection.Found(var run, var activities) ->
          request.getRestoreOriginal()
              ? restore(draft, run, activities)
              : change(draft, run, activities, request);
    };
  }

  private static ActivitySelection selection(Draft draft, UpdateActivityOptionsRequest request) {
    return switch (request.getActivityCase()) {
      case TYPE -> ActivitySelection.byType(draft, request.getExecution(), request.getType());
      case MATCH_ALL -> ActivitySelection.all(draft, request.getExecution());
      default -> ActivitySelection.byId(draft, request.getExecution(), request.getId());
    };
  }

  private static Outcome<UpdateActivityOptionsResponse> restore(
      Draft draft, RunState run, List<PendingActivity> activities) {
    for (var activity : activities) {
      update(draft, run, activity, null);
    }
    return reply(run, activities);
  }

  /// All of them are changed, or none.
  private static Outcome<UpdateActivityOptionsResponse> change(
      Draft draft,
      RunState run,
      List<PendingActivity> activities,
      UpdateActivityOptionsRequest request) {
    if (!request.hasActivityOptions()) {
      return invalid("ActivityOptions are not provided");
    }
    if (!request.hasUpdateMask()) {
      return invalid("UpdateMask is not provided");
    }
    var changes = new ArrayList<Change>();
    for (var activity : activities) {
      var changed =
          OptionsChange.of(
              activity, request.getActivityOptions(), request.getUpdateMask(), draft.limits());
      switch (changed) {
        case OptionsChange.Invalid(var problem) -> {
          return invalid(problem);
        }
        case OptionsChange.Changed(var options) -> changes.add(new Change(activity, options));
      }
    }
    for (var change : changes) {
      update(draft, run, change.activity, change.options);
    }
    return reply(run, activities);
  }

  private static void update(
      Draft draft, RunState run, PendingActivity activity, @Nullable ActivityOptions options) {
    draft.note(
        new Note.ActivityOptionsUpdated(
            run.runId(), activity.scheduledEventId(), options, dueAgain(activity, options)));
    draft.offer(activity.scheduledEventId());
  }

  /// When the next attempt is due: as before if it is the first, else by the new policy.
  private static @Nullable Instant dueAgain(
      PendingActivity activity, @Nullable ActivityOptions options) {
    var ended = activity.lastCompletedTime();
    if (activity.isStarted()) {
      return null;
    }
    if (activity.attempt() == 1 || ended == null) {
      return activity.scheduledTime();
    }
    var policy = options == null ? activity.scheduled().getRetryPolicy() : options.getRetryPolicy();
    return ended.plus(Retry.interval(policy, activity.attempt()));
  }

  private static Outcome<UpdateActivityOptionsResponse> reply(
      RunState run, List<PendingActivity> activities) {
    var last = run.activity(activities.getLast().scheduledEventId());
    return Decision.accept(
        last == null
            ? UpdateActivityOptionsResponse.getDefaultInstance()
            : UpdateActivityOptionsResponse.newBuilder()
                .setActivityOptions(last.options())
                .build());
  }

  private static Outcome<UpdateActivityOptionsResponse> invalid(String problem) {
    return Decision.reject(Rejection.invalidArgument(problem));
  }
}
