package dev.perdure.server.grpc;

import dev.perdure.engine.calendar.CompiledSpec;
import dev.perdure.engine.calendar.NextTime;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.state.Times;
import dev.perdure.server.entity.Answer;
import io.temporal.api.workflowservice.v1.ListScheduleMatchingTimesRequest;
import io.temporal.api.workflowservice.v1.ListScheduleMatchingTimesResponse;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Searches for the times of schedules between two others. A search may take long: it has a thread
/// of its own, so that neither schedules nor other calls wait for it.
final class MatchingTimes {
  private static final int MOST = 1_000;
  private static final int WAITING = 1_000;
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Executor thread = thread();

  /// One thread, which is there while there is something to search for.
  private static Executor thread() {
    var threads =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            Thread.ofPlatform().daemon().name("perdure-matching-times").factory());
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  /// What answers a call as soon as the schedule has told its spec.
  Answer<CompiledSpec> of(
      UnaryCall<ListScheduleMatchingTimesRequest, ListScheduleMatchingTimesResponse> call) {
    return new Asked(call, System.nanoTime());
  }

  private final class Asked implements Answer<CompiledSpec> {
    private final UnaryCall<ListScheduleMatchingTimesRequest, ListScheduleMatchingTimesResponse>
        call;
    private final long begun;

    Asked(
        UnaryCall<ListScheduleMatchingTimesRequest, ListScheduleMatchingTimesResponse> call,
        long begun) {
      this.call = call;
      this.begun = begun;
    }

    @Override
    public Runnable accepted(CompiledSpec spec) {
      return () -> {
        try {
          thread.execute(() -> reply(spec));
        } catch (RejectedExecutionException e) {
          call.reject(ListCalls.OVERLOADED);
        }
      };
    }

    @Override
    public void rejected(Rejection rejection) {
      call.reject(rejection);
    }

    private void reply(CompiledSpec spec) {
      var times = times(spec);
      if (times == null) {
        call.reject(ListCalls.TOO_LONG);
      } else {
        call.reply(times);
      }
    }

    /// Null if it takes too long.
    private @Nullable ListScheduleMatchingTimesResponse times(CompiledSpec spec) {
      var response = ListScheduleMatchingTimesResponse.newBuilder();
      var at = Times.instant(call.request().getStartTime());
      var end = Times.instant(call.request().getEndTime());
      while (at.isBefore(end) && response.getStartTimeCount() < MOST) {
        if (System.nanoTime() - begun > LONGEST_NANOS) {
          return null;
        }
        switch (spec.next(at)) {
          case NextTime.Due due -> {
            at = due.actual();
            if (!at.isAfter(end)) {
              response.addStartTime(Times.timestamp(at));
            }
          }
          case NextTime.NotUntil(var time) -> at = time;
          case NextTime.Never _ -> {
            return response.build();
          }
        }
      }
      return response.build();
    }
  }
}
