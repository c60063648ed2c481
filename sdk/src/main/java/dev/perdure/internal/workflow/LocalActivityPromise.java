package dev.perdure.internal.workflow;

import dev.perdure.converter.DataConverter;
import dev.perdure.internal.replay.Job;
import dev.perdure.internal.replay.LocalActivityRequest;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/// The result of one local activity, over all attempts. Where the wait before the next one is long,
/// it is a durable timer, and the activity is asked for again when that fires.
final class LocalActivityPromise<T extends @Nullable Object> extends ResultPromise<T> {
  private final RunContext run;
  private LocalActivityRequest request;
  private int seq;

  /// The timer of the wait; 0 while there is none.
  private int timer;

  LocalActivityPromise(
      RunContext run, DataConverter converter, Type resultType, LocalActivityRequest request) {
    super(run, converter, resultType);
    this.run = run;
    this.request = request;
  }

  /// Asks for it.
  void start() {
    timer = 0;
    seq = run.machines.scheduleLocalActivity(request);
    run.activities.put(seq, this);
  }

  /// Waits, and then asks for it again.
  void backOff(Job.LocalActivityBackoff backoff) {
    request =
        new LocalActivityRequest(
            request.attributes(),
            backoff.attempt(),
            backoff.originalScheduleTime(),
            request.localRetryThreshold(),
            request.cancellation(),
            request.metadata());
    timer = run.machines.startTimer(backoff.duration(), null);
    var wait = new RunPromise<@Nullable Void>(run);
    run.timers.put(timer, wait);
    wait.whenDone(this::start);
  }

  /// Cancels it as its cancellation type says; between two attempts nothing is left to wait for.
  void cancelActivity() {
    if (timer > 0) {
      run.machines.cancelTimer(timer);
      run.timers.remove(timer);
      failed(request.cancelled());
      return;
    }
    var ended = run.machines.cancelLocalActivity(seq);
    if (ended != null) {
      run.activities.remove(seq);
      failed(ended);
    }
  }
}
