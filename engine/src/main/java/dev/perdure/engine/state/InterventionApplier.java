package dev.perdure.engine.state;

import com.google.protobuf.ByteString;
import dev.perdure.engine.record.Note;
import io.temporal.api.activity.v1.ActivityOptions;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.history.v1.ActivityTaskScheduledEventAttributes;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Applies what clients do to activities.
final class InterventionApplier {
  private static final String PAUSE_INFO = "TemporalPauseInfo";

  private InterventionApplier() {}

  static void apply(RunState run, Note.ActivityIntervention note) {
    var activity = run.activities.get(note.scheduledEventId());
    if (activity == null) {
      return;
    }
    var changed =
        switch (note) {
          case Note.ActivityPaused n ->
              activity.paused(
                  new PendingActivity.Pause(n.time(), n.identity(), n.reason(), n.requestId()));
          case Note.ActivityUnpaused n -> unpaused(activity, n);
          case Note.ActivityReset n -> reset(run, activity, n);
          case Note.ActivityOptionsUpdated n -> withOptions(run, activity, n);
          case Note.ActivityHeartbeatForgotten _ -> activity.withoutHeartbeat();
        };
    ActivityApplier.replace(run, activity, changed);
    if (changed.isPaused() != activity.isPaused()) {
      showPauses(run);
    }
  }

  private static PendingActivity unpaused(PendingActivity activity, Note.ActivityUnpaused note) {
    var changed = activity.unpaused();
    if (note.resetAttempts()) {
      changed = changed.withFirstAttempt();
    }
    if (note.resetHeartbeat()) {
      changed = changed.withoutHeartbeat();
    }
    return scheduled(changed, note.scheduledTime());
  }

  private static PendingActivity reset(
      RunState run, PendingActivity activity, Note.ActivityReset note) {
    var changed = activity.withResetRequested(note.resetHeartbeat());
    if (note.restoreOptions()) {
      changed = changed.withOptions(original(run, activity));
    }
    if (note.unpause()) {
      changed = changed.unpaused();
    }
    return scheduled(changed, note.scheduledTime());
  }

  private static PendingActivity withOptions(
      RunState run, PendingActivity activity, Note.ActivityOptionsUpdated note) {
    var options = note.options();
    var changed =
        activity.withOptions(
            options == null ? original(run, activity) : merged(activity.scheduled(), options));
    return scheduled(changed, note.scheduledTime());
  }

  private static PendingActivity scheduled(PendingActivity activity, @Nullable Instant time) {
    return time == null ? activity : activity.scheduledAgain(time);
  }

  private static ActivityTaskScheduledEventAttributes original(
      RunState run, PendingActivity activity) {
    return run.events
        .get((int) activity.scheduledEventId() - 1)
        .event()
        .getActivityTaskScheduledEventAttributes();
  }

  private static ActivityTaskScheduledEventAttributes merged(
      ActivityTaskScheduledEventAttributes scheduled, ActivityOptions options) {
    var merged =
        scheduled.toBuilder()
            .setScheduleToCloseTimeout(options.getScheduleToCloseTimeout())
            .setScheduleToStartTimeout(options.getScheduleToStartTimeout())
            .setStartToCloseTimeout(options.getStartToCloseTimeout())
            .setHeartbeatTimeout(options.getHeartbeatTimeout())
            .setRetryPolicy(options.getRetryPolicy());
    merged.getTaskQueueBuilder().setName(options.getTaskQueue().getName());
    if (options.hasPriority()) {
      merged.setPriority(options.getPriority());
    } else {
      merged.clearPriority();
    }
    return merged.build();
  }

  /// Keeps the search attribute that tells the types of the paused activities.
  static void showPauses(RunState run) {
    var types = new TreeSet<String>();
    for (var activity : run.activities.values()) {
      if (activity.isPaused()) {
        types.add(activity.type());
      }
    }
    var attributes = new LinkedHashMap<>(run.searchAttributes);
    if (types.isEmpty()) {
      attributes.remove(PAUSE_INFO);
    } else {
      attributes.put(PAUSE_INFO, keywords(types));
    }
    run.searchAttributes = attributes;
  }

  private static Payload keywords(Set<String> types) {
    return Payload.newBuilder()
        .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
        .putMetadata("type", ByteString.copyFromUtf8("KeywordList"))
        .setData(
            ByteString.copyFromUtf8(
                types.stream()
                    .map(type -> quoted("property:activityType=" + type))
                    .collect(Collectors.joining(",", "[", "]"))))
        .build();
  }

  /// A JSON string.
  private static String quoted(String text) {
    var json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append("\\u%04x".formatted((int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }
}
