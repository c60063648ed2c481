package dev.perdure.internal.worker;

import dev.perdure.internal.rpc.CallErrors;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Calls to the server as a worker makes them: blocking, on threads that may block, and repeated
/// while the server is away.
public final class WorkerCalls {
  /// How long one try of an ordinary call may take.
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  /// How long a long poll may take. Servers answer an empty poll after about a minute.
  private static final Duration POLL_DEADLINE = Duration.ofSeconds(70);

  private final Channel channel;
  private final Runnable reconnect;

  /// Makes calls on a channel. `reconnect` is called before a call is repeated: it makes the
  /// channel connect at once if it is waiting to do so.
  public WorkerCalls(Channel channel, Runnable reconnect) {
    this.channel = channel;
    this.reconnect = reconnect;
  }

  /// Waits for a task. One try.
  <Q, R> R poll(MethodDescriptor<Q, R> method, Q request) {
    return call(method, request, POLL_DEADLINE);
  }

  /// One try.
  <Q, R> R once(MethodDescriptor<Q, R> method, Q request, Duration deadline) {
    return call(method, request, deadline);
  }

  /// Repeats the call on transient errors for up to `patience`. Safe for all calls that a worker
  /// makes: a task token is good for one answer.
  ///
  /// @throws StatusRuntimeException the last error
  <Q, R> R repeated(MethodDescriptor<Q, R> method, Q request, Duration patience) {
    long start = System.nanoTime();
    for (int failures = 1; ; failures++) {
      try {
        return call(method, request, DEADLINE);
      } catch (StatusRuntimeException e) {
        boolean again =
            CallErrors.isTransient(e) || e.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED;
        Duration wait = waitAfter(e, failures);
        if (!again || System.nanoTime() - start + wait.toNanos() > patience.toNanos()) {
          throw e;
        }
        pause(wait, e);
        reconnect.run();
      }
    }
  }

  void reconnect() {
    reconnect.run();
  }

  private static Duration waitAfter(StatusRuntimeException error, int failures) {
    return (CallErrors.isBusy(error) ? Backoff.BUSY : Backoff.CALL).after(failures);
  }

  private static void pause(Duration wait, StatusRuntimeException error) {
    try {
      Thread.sleep(wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      error.addSuppressed(e);
      throw error;
    }
  }

  private <Q, R> R call(MethodDescriptor<Q, R> method, Q request, Duration deadline) {
    CallOptions options =
        CallOptions.DEFAULT.withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS);
    return ClientCalls.blockingUnaryCall(channel, method, options, request);
  }
}
