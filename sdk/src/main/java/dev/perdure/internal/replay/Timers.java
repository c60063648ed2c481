package dev.perdure.internal.replay;

import com.google.protobuf.Duration;
import dev.perdure.internal.replay.TimerMachine.Input;
import dev.perdure.internal.replay.TimerMachine.Output;
import dev.perdure.internal.replay.TimerMachine.State;
import dev.perdure.workflow.NondeterminismException;
import io.temporal.api.command.v1.CancelTimerCommandAttributes;
import io.temporal.api.command.v1.Command;
import io.temporal.api.command.v1.StartTimerCommandAttributes;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.sdk.v1.UserMetadata;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The timers of one run that are not over.
final class Timers {
  private final CommandQueue commands;
  private final List<Job> jobs;
  private final SmallMap<Integer, Timer> bySeq = new SmallMap<>();
  private final SmallMap<Long, Timer> byStartedEvent = new SmallMap<>();
  private int lastSeq;

  Timers(CommandQueue commands, List<Job> jobs) {
    this.commands = commands;
    this.jobs = jobs;
  }

  private static final class Timer {
    final int seq;
    State state = new State.Requested();
    @Nullable PendingCommand start;

    Timer(int seq) {
      this.seq = seq;
    }

    String id() {
      return Integer.toString(seq);
    }

    List<Output> take(Input input) {
      var transition = TimerMachine.next(state, input);
      state = transition.state();
      return transition.outputs();
    }
  }

  int start(Duration duration, @Nullable UserMetadata metadata) {
    var timer = new Timer(++lastSeq);
    timer.start = new Start(timer, duration, metadata);
    bySeq.put(timer.seq, timer);
    commands.add(timer.start);
    return timer.seq;
  }

  void cancel(int seq) {
    Timer timer = bySeq.remove(seq);
    if (timer == null) {
      return;
    }
    for (Output output : timer.take(new Input.CancelRequested())) {
      switch (output) {
        case Output.Withdraw() -> {
          if (timer.start != null) {
            commands.withdraw(timer.start);
          }
        }
        case Output.CancelTimer(long eventId) -> commands.add(new Cancel(timer, eventId));
        case Output.ResolveFired() -> throw new IllegalStateException("no event fires it");
      }
    }
  }

  void fired(HistoryEvent event) {
    long startedEventId = event.getTimerFiredEventAttributes().getStartedEventId();
    Timer timer = byStartedEvent.remove(startedEventId);
    if (timer == null) {
      throw new NondeterminismException(
          ("event %d of the history fires the timer of event %d, which the workflow code"
                  + " did not start.")
              .formatted(event.getEventId(), startedEventId));
    }
    if (timer.take(new Input.Fired()).contains(new Output.ResolveFired())) {
      bySeq.remove(timer.seq);
      jobs.add(new Job.TimerFired(timer.seq));
    }
  }

  private final class Start implements PendingCommand {
    private final Timer timer;
    private final Duration duration;
    private final @Nullable UserMetadata metadata;

    Start(Timer timer, Duration duration, @Nullable UserMetadata metadata) {
      this.timer = timer;
      this.duration = duration;
      this.metadata = metadata;
    }

    @Override
    public EventType event() {
      return EventType.EVENT_TYPE_TIMER_STARTED;
    }

    @Override
    public String describe() {
      return "timer " + timer.id();
    }

    @Override
    public void recorded(HistoryEvent event) {
      String recorded = event.getTimerStartedEventAttributes().getTimerId();
      if (!recorded.equals(timer.id())) {
        throw new NondeterminismException(
            "event %d of the history starts timer %s, but the workflow code started timer %s there."
                .formatted(event.getEventId(), recorded, timer.id()));
      }
      timer.start = null;
      timer.take(new Input.Recorded(event.getEventId()));
      byStartedEvent.put(event.getEventId(), timer);
    }

    @Override
    public Command build() {
      var command =
          Command.newBuilder()
              .setCommandType(CommandType.COMMAND_TYPE_START_TIMER)
              .setStartTimerCommandAttributes(
                  StartTimerCommandAttributes.newBuilder()
                      .setTimerId(timer.id())
                      .setStartToFireTimeout(duration));
      if (metadata != null) {
        command.setUserMetadata(metadata);
      }
      return command.build();
    }
  }

  private final class Cancel implements PendingCommand {
    private final Timer timer;
    private final long startedEventId;

    Cancel(Timer timer, long startedEventId) {
      this.timer = timer;
      this.startedEventId = startedEventId;
    }

    @Override
    public EventType event() {
      return EventType.EVENT_TYPE_TIMER_CANCELED;
    }

    @Override
    public String describe() {
      return "cancelling timer " + timer.id();
    }

    @Override
    public void recorded(HistoryEvent event) {
      long recorded = event.getTimerCanceledEventAttributes().getStartedEventId();
      if (recorded != startedEventId) {
        throw new NondeterminismException(
            ("event %d of the history cancels timer %s, but the workflow code cancelled"
                    + " timer %s there.")
                .formatted(
                    event.getEventId(),
                    event.getTimerCanceledEventAttributes().getTimerId(),
                    timer.id()));
      }
      timer.take(new Input.CancelRecorded());
      byStartedEvent.remove(startedEventId);
    }

    @Override
    public Command build() {
      return Command.newBuilder()
          .setCommandType(CommandType.COMMAND_TYPE_CANCEL_TIMER)
          .setCancelTimerCommandAttributes(
              CancelTimerCommandAttributes.newBuilder().setTimerId(timer.id()))
          .build();
    }
  }
}
