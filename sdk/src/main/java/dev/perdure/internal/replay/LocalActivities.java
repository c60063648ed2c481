package dev.perdure.internal.replay;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.perdure.internal.replay.LocalActivityMachine.Input;
import dev.perdure.internal.replay.LocalActivityMachine.Output;
import dev.perdure.internal.replay.LocalActivityMachine.State;
import dev.perdure.workflow.NondeterminismException;
import io.temporal.api.command.v1.Command;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.history.v1.HistoryEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The local activities of one run that are not over.
final class LocalActivities {
  private final CommandQueue commands;
  private final List<Job> jobs;
  private final Sequence numbers;
  private final SmallMap<Integer, LocalActivity> bySeq = new SmallMap<>();

  /// Those that code asked for in the activation that is going on.
  private final List<LocalActivity> requested = new ArrayList<>(0);

  /// What the worker has to do, if it is not replaying.
  private final List<LocalWork> work = new ArrayList<>(0);

  /// How many the workflow waits for.
  private int running;

  LocalActivities(CommandQueue commands, List<Job> jobs, Sequence numbers) {
    this.commands = commands;
    this.jobs = jobs;
    this.numbers = numbers;
  }

  private static final class LocalActivity {
    final int seq;
    final LocalActivityRequest request;
    final Timestamp requestedAt;
    State state = new State.Requested();

    LocalActivity(int seq, LocalActivityRequest request, Timestamp requestedAt) {
      this.seq = seq;
      this.request = request.numbered(seq);
      this.requestedAt = requestedAt;
    }

    List<Output> take(Input input) {
      var transition = LocalActivityMachine.next(state, input);
      state = transition.state();
      return transition.outputs();
    }

    boolean isAwaited() {
      return state instanceof State.Running || state instanceof State.Cancelling;
    }

    String describe() {
      return "local activity " + request.id() + " of type " + request.type();
    }

    LocalActivityMarker marker(
        int attempt,
        @Nullable Timestamp completeTime,
        @Nullable Timestamp since,
        LocalActivityEnd end) {
      return new LocalActivityMarker(
          seq, attempt, request.id(), request.type(), completeTime, since, end);
    }

    /// Whether a marker says what this activity has become.
    void require(HistoryEvent event, LocalActivityMarker marker) {
      if (marker.seq() != seq
          || !marker.activityId().equals(request.id())
          || !marker.activityType().equals(request.type())) {
        throw new NondeterminismException(
            ("event %d of the history is the marker of local activity %s of type %s (number %d),"
                    + " but the workflow code asked for %s (number %d) there.")
                .formatted(
                    event.getEventId(),
                    marker.activityId(),
                    marker.activityType(),
                    marker.seq(),
                    describe(),
                    seq));
      }
    }
  }

  /// @param time the workflow's time
  int schedule(LocalActivityRequest request, Timestamp time) {
    var activity = new LocalActivity(numbers.next(), request, time);
    bySeq.put(activity.seq, activity);
    requested.add(activity);
    return activity.seq;
  }

  /// Cancels a local activity; returns the failure with which it ends if it does so at once.
  @Nullable Failure cancel(int seq) {
    LocalActivity activity = bySeq.get(seq);
    if (activity == null) {
      return null;
    }
    boolean awaited = activity.isAwaited();
    List<Output> outputs =
        activity.take(new Input.CancelRequested(activity.request.cancellation()));
    Failure ended = null;
    if (outputs.contains(new Output.RecordCancelled())) {
      ended = cancelled(activity);
      running -= awaited ? 1 : 0;
      if (requested.remove(activity) || work.removeIf(w -> w.seq() == seq)) {
        return ended; // the worker was not asked to run it
      }
    }
    if (outputs.contains(new Output.RequestCancel())) {
      work.add(new LocalWork.Cancel(seq));
    }
    return ended;
  }

  private Failure cancelled(LocalActivity activity) {
    LocalActivityRequest request = activity.request;
    commands.add(
        new Mark(
            activity,
            activity.marker(
                request.attempt(),
                null,
                request.originalScheduleTime(),
                new LocalActivityEnd.Failed(LocalActivityRequest.CANCELLED))));
    return request.cancelled();
  }

  /// The activation is over, and what it asked for may run.
  void release() {
    for (LocalActivity activity : requested) {
      if (activity.take(new Input.Released()).contains(new Output.Run())) {
        running++;
        work.add(new LocalWork.Start(activity.seq, activity.request));
      }
    }
    requested.clear();
  }

  /// What the worker has to do.
  List<LocalWork> takeWork() {
    List<LocalWork> result = List.copyOf(work);
    work.clear();
    return result;
  }

  /// Whether the workflow waits for one.
  boolean isAwaited() {
    return running > 0;
  }

  /// Takes in how one ended; returns the workflow's time then. Null when the workflow does not wait
  /// for it any more.
  @Nullable Timestamp ended(LocalActivityReport report) {
    LocalActivity activity = bySeq.get(report.seq());
    if (activity == null || !activity.isAwaited()) {
      return null;
    }
    Timestamp time = Timestamps.add(activity.requestedAt, report.took());
    end(
        activity,
        activity.marker(report.attempt(), time, report.originalScheduleTime(), report.end()));
    return time;
  }

  /// Takes in a marker that lies ahead. Returns whether that is news to the workflow: it is not
  /// when code has cancelled the activity itself.
  ///
  /// @throws NondeterminismException when code did not ask for the activity
  @Nullable LocalActivityMarker ahead(HistoryEvent event) {
    var marker = LocalActivityMarker.read(event);
    LocalActivity activity = bySeq.get(marker.seq());
    if (activity == null) {
      throw new NondeterminismException(
          ("event %d of the history is the marker of local activity %s of type %s (number %d),"
                  + " which the workflow code did not ask for.")
              .formatted(
                  event.getEventId(), marker.activityId(), marker.activityType(), marker.seq()));
    }
    activity.require(event, marker);
    if (!activity.isAwaited()) {
      return null;
    }
    work.removeIf(w -> w.seq() == marker.seq());
    end(activity, marker);
    return marker;
  }

  private void end(LocalActivity activity, LocalActivityMarker marker) {
    boolean cancelling = activity.state instanceof State.Cancelling;
    if (!activity.take(new Input.Ended()).contains(new Output.RecordEnd())) {
      return;
    }
    running--;
    commands.add(new Mark(activity, marker));
    jobs.add(
        switch (marker.end()) {
          case LocalActivityEnd.Completed(var result) ->
              new Job.ActivityCompleted(activity.seq, result);
          case LocalActivityEnd.Failed(var failure) ->
              new Job.ActivityFailed(
                  activity.seq, activity.request.failure(marker.attempt(), failure, cancelling));
          case LocalActivityEnd.Backoff(_, var duration) ->
              new Job.LocalActivityBackoff(
                  activity.seq, marker.attempt() + 1, duration, marker.originalScheduleTime());
        });
  }

  private final class Mark implements PendingCommand {
    private final LocalActivity activity;
    private final LocalActivityMarker marker;

    Mark(LocalActivity activity, LocalActivityMarker marker) {
      this.activity = activity;
      this.marker = marker;
    }

    @Override
    public EventType event() {
      return EventType.EVENT_TYPE_MARKER_RECORDED;
    }

    @Override
    public String describe() {
      return "the outcome of " + activity.describe();
    }

    @Override
    public void recorded(HistoryEvent event) {
      if (!LocalActivityMarker.isIn(event)) {
        throw new NondeterminismException(
            "event %d of the history is the marker %s, but the workflow code asked for %s there."
                .formatted(
                    event.getEventId(),
                    event.getMarkerRecordedEventAttributes().getMarkerName(),
                    describe()));
      }
      activity.require(event, LocalActivityMarker.read(event));
      activity.take(new Input.Recorded());
      bySeq.remove(activity.seq);
    }

    @Override
    public Command build() {
      var command =
          Command.newBuilder()
              .setCommandType(CommandType.COMMAND_TYPE_RECORD_MARKER)
              .setRecordMarkerCommandAttributes(marker.write());
      if (activity.request.metadata() != null) {
        command.setUserMetadata(activity.request.metadata());
      }
      return command.build();
    }
  }
}
