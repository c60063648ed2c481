package dev.perdure.internal.replay;

import dev.perdure.internal.replay.ActivityMachine.Input;
import dev.perdure.internal.replay.ActivityMachine.Output;
import dev.perdure.internal.replay.ActivityMachine.State;
import dev.perdure.workflow.ActivityCancellationType;
import dev.perdure.workflow.NondeterminismException;
import io.temporal.api.command.v1.Command;
import io.temporal.api.command.v1.RequestCancelActivityTaskCommandAttributes;
import io.temporal.api.command.v1.ScheduleActivityTaskCommandAttributes;
import io.temporal.api.common.v1.ActivityType;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.RetryState;
import io.temporal.api.failure.v1.ActivityFailureInfo;
import io.temporal.api.failure.v1.CanceledFailureInfo;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.sdk.v1.UserMetadata;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The activities of one run that are not over.
final class Activities {
  private static final String CANCELLED = "Activity cancelled";

  private final CommandQueue commands;
  private final List<Job> jobs;
  private final SmallMap<Integer, Activity> bySeq = new SmallMap<>();
  private final SmallMap<Long, Activity> byScheduledEvent = new SmallMap<>();
  private final Sequence numbers;

  /// @param numbers shared with the local activities
  Activities(CommandQueue commands, List<Job> jobs, Sequence numbers) {
    this.commands = commands;
    this.jobs = jobs;
    this.numbers = numbers;
  }

  private static final class Activity {
    final int seq;
    final String id;
    final String type;
    final ActivityCancellationType cancellation;
    State state = new State.Requested();
    @Nullable PendingCommand schedule;

    Activity(int seq, String id, String type, ActivityCancellationType cancellation) {
      this.seq = seq;
      this.id = id;
      this.type = type;
      this.cancellation = cancellation;
    }

    List<Output> take(Input input) {
      var transition = ActivityMachine.next(state, input);
      state = transition.state();
      return transition.outputs();
    }

    String describe() {
      return "activity " + id + " of type " + type;
    }

    Failure failure(String message, Failure cause, ActivityFailureInfo.Builder info) {
      return Failure.newBuilder()
          .setMessage(message)
          .setCause(cause)
          .setActivityFailureInfo(
              info.setActivityId(id).setActivityType(ActivityType.newBuilder().setName(type)))
          .build();
    }
  }

  int schedule(
      ScheduleActivityTaskCommandAttributes.Builder attributes,
      ActivityCancellationType cancellation,
      @Nullable UserMetadata metadata) {
    int seq = numbers.next();
    if (attributes.getActivityId().isEmpty()) {
      attributes.setActivityId(Integer.toString(seq));
    }
    var activity =
        new Activity(
            seq, attributes.getActivityId(), attributes.getActivityType().getName(), cancellation);
    activity.schedule = new Schedule(activity, attributes, metadata);
    bySeq.put(seq, activity);
    commands.add(activity.schedule);
    return seq;
  }

  /// Cancels an activity; returns the failure with which it ends if it does so at once.
  @Nullable Failure cancel(int seq) {
    Activity activity = bySeq.get(seq);
    if (activity == null) {
      return null;
    }
    Failure ended = null;
    for (Output output : activity.take(new Input.CancelRequested(activity.cancellation))) {
      switch (output) {
        case Output.Withdraw() -> {
          if (activity.schedule != null) {
            commands.withdraw(activity.schedule);
          }
        }
        case Output.RequestCancel(long eventId) ->
            commands.add(new RequestCancel(activity, eventId));
        case Output.ResolveCancelled() -> {
          bySeq.remove(seq);
          ended = cancelled(activity);
        }
        case Output.Resolve() -> throw new IllegalStateException("no event closes it");
      }
    }
    return ended;
  }

  private static Failure cancelled(Activity activity) {
    var info =
        ActivityFailureInfo.newBuilder().setRetryState(RetryState.RETRY_STATE_CANCEL_REQUESTED);
    if (activity.state instanceof State.Abandoned(long eventId)) {
      info.setScheduledEventId(eventId);
    }
    Failure cause =
        Failure.newBuilder()
            .setMessage(CANCELLED)
            .setCanceledFailureInfo(CanceledFailureInfo.getDefaultInstance())
            .build();
    return activity.failure(CANCELLED, cause, info);
  }

  void completed(HistoryEvent event) {
    var attributes = event.getActivityTaskCompletedEventAttributes();
    Activity activity = closed(event, attributes.getScheduledEventId());
    if (activity != null) {
      jobs.add(new Job.ActivityCompleted(activity.seq, attributes.getResult()));
    }
  }

  void failed(HistoryEvent event) {
    var attributes = event.getActivityTaskFailedEventAttributes();
    Activity activity = closed(event, attributes.getScheduledEventId());
    if (activity != null) {
      var info =
          ActivityFailureInfo.newBuilder()
              .setScheduledEventId(attributes.getScheduledEventId())
              .setStartedEventId(attributes.getStartedEventId())
              .setIdentity(attributes.getIdentity())
              .setRetryState(attributes.getRetryState());
      fail(activity, activity.failure("Activity task failed", attributes.getFailure(), info));
    }
  }

  void timedOut(HistoryEvent event) {
    var attributes = event.getActivityTaskTimedOutEventAttributes();
    Activity activity = closed(event, attributes.getScheduledEventId());
    if (activity != null) {
      var info =
          ActivityFailureInfo.newBuilder()
              .setScheduledEventId(attributes.getScheduledEventId())
              .setStartedEventId(attributes.getStartedEventId())
              .setRetryState(attributes.getRetryState());
      fail(activity, activity.failure("Activity task timed out", attributes.getFailure(), info));
    }
  }

  void cancelled(HistoryEvent event) {
    var attributes = event.getActivityTaskCanceledEventAttributes();
    Activity activity = closed(event, attributes.getScheduledEventId());
    if (activity != null) {
      var info =
          ActivityFailureInfo.newBuilder()
              .setScheduledEventId(attributes.getScheduledEventId())
              .setStartedEventId(attributes.getStartedEventId())
              .setIdentity(attributes.getIdentity())
              .setRetryState(RetryState.RETRY_STATE_CANCEL_REQUESTED);
      var details = CanceledFailureInfo.newBuilder();
      if (attributes.hasDetails()) {
        details.setDetails(attributes.getDetails());
      }
      Failure cause =
          Failure.newBuilder().setMessage(CANCELLED).setCanceledFailureInfo(details).build();
      fail(activity, activity.failure(CANCELLED, cause, info));
    }
  }

  private void fail(Activity activity, Failure failure) {
    jobs.add(new Job.ActivityFailed(activity.seq, failure));
  }

  /// Takes in a closing event; returns the activity if the workflow must learn of it.
  private @Nullable Activity closed(HistoryEvent event, long scheduledEventId) {
    Activity activity = byScheduledEvent.remove(scheduledEventId);
    if (activity == null) {
      throw new NondeterminismException(
          ("event %d of the history closes the activity of event %d, which the workflow"
                  + " code did not schedule.")
              .formatted(event.getEventId(), scheduledEventId));
    }
    boolean resolve = activity.take(new Input.Closed()).contains(new Output.Resolve());
    bySeq.remove(activity.seq);
    return resolve ? activity : null;
  }

  private final class Schedule implements PendingCommand {
    private final Activity activity;
    private final ScheduleActivityTaskCommandAttributes.Builder attributes;
    private final @Nullable UserMetadata metadata;

    Schedule(
        Activity activity,
        ScheduleActivityTaskCommandAttributes.Builder attributes,
        @Nullable UserMetadata metadata) {
      this.activity = activity;
      this.attributes = attributes;
      this.metadata = metadata;
    }

    @Override
    public EventType event() {
      return EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED;
    }

    @Override
    public String describe() {
      return activity.describe();
    }

    @Override
    public void recorded(HistoryEvent event) {
      var recorded = event.getActivityTaskScheduledEventAttributes();
      String type = recorded.getActivityType().getName();
      if (!type.equals(activity.type)) {
        throw new NondeterminismException(
            ("event %d of the history schedules an activity of type %s, but the workflow"
                    + " code asked for type %s (activity id %s) there.")
                .formatted(event.getEventId(), type, activity.type, activity.id));
      }
      if (!recorded.getActivityId().equals(activity.id)) {
        throw new NondeterminismException(
            ("event %d of the history schedules the activity with id %s, but the workflow"
                    + " code asked for id %s (type %s) there.")
                .formatted(
                    event.getEventId(), recorded.getActivityId(), activity.id, activity.type));
      }
      activity.schedule = null;
      activity.take(new Input.Recorded(event.getEventId()));
      byScheduledEvent.put(event.getEventId(), activity);
    }

    @Override
    public Command build() {
      var command =
          Command.newBuilder()
              .setCommandType(CommandType.COMMAND_TYPE_SCHEDULE_ACTIVITY_TASK)
              .setScheduleActivityTaskCommandAttributes(attributes);
      if (metadata != null) {
        command.setUserMetadata(metadata);
      }
      return command.build();
    }
  }

  private record RequestCancel(Activity activity, long scheduledEventId) implements PendingCommand {
    @Override
    public EventType event() {
      return EventType.EVENT_TYPE_ACTIVITY_TASK_CANCEL_REQUESTED;
    }

    @Override
    public String describe() {
      return "cancelling " + activity.describe();
    }

    @Override
    public void recorded(HistoryEvent event) {
      long recorded = event.getActivityTaskCancelRequestedEventAttributes().getScheduledEventId();
      if (recorded != scheduledEventId) {
        throw new NondeterminismException(
            ("event %d of the history cancels the activity of event %d, but the workflow"
                    + " code cancelled that of event %d (%s) there.")
                .formatted(event.getEventId(), recorded, scheduledEventId, activity.describe()));
      }
      activity.take(new Input.CancelRecorded());
    }

    @Override
    public Command build() {
      return Command.newBuilder()
          .setCommandType(CommandType.COMMAND_TYPE_REQUEST_CANCEL_ACTIVITY_TASK)
          .setRequestCancelActivityTaskCommandAttributes(
              RequestCancelActivityTaskCommandAttributes.newBuilder()
                  .setScheduledEventId(scheduledEventId))
          .build();
    }
  }
}
