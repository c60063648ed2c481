package dev.perdure.internal.rpc;

import io.grpc.ClientCall;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One call that holds no thread while it waits, with all its attempts.
final class FutureCall<Q, A> extends CompletableFuture<A> {
  private final Rpc rpc;
  private final MethodDescriptor<Q, A> method;
  private final Q request;
  private final Duration timeout;
  private final Backoff backoff;
  private volatile @Nullable ClientCall<Q, A> current;

  FutureCall(Rpc rpc, MethodDescriptor<Q, A> method, Q request, Duration timeout, Backoff backoff) {
    this.rpc = rpc;
    this.method = method;
    this.request = request;
    this.timeout = timeout;
    this.backoff = backoff;
  }

  void attempt() {
    if (isDone()) {
      return;
    }
    if (rpc.isClosed()) {
      close();
      return;
    }
    ClientCall<Q, A> call = rpc.channel().newCall(method, Rpc.within(timeout));
    ClientCalls.asyncUnaryCall(call, request, new Answer());
    current = call; // not before: a call that was cancelled cannot be started
    if (isDone()) { // meanwhile
      cancelCurrent();
    }
  }

  /// Ends the call because the connection is closed.
  void close() {
    completeExceptionally(rpc.closed(null));
    cancelCurrent();
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    if (cancelled) {
      cancelCurrent();
    }
    return cancelled;
  }

  private void cancelCurrent() {
    ClientCall<Q, A> call = current;
    if (call != null) {
      call.cancel("The caller no longer waits", null);
    }
  }

  /// What comes of one attempt.
  private final class Answer implements StreamObserver<A> {
    @Override
    public void onNext(A answer) {
      if (rpc.isCoding()) {
        Thread.startVirtualThread(() -> decode(answer)); // it may block, and this thread is gRPC's
      } else {
        complete(answer);
      }
    }

    @SuppressWarnings("CatchingUnchecked") // an error too: else nobody would ever know
    private void decode(A answer) {
      try {
        complete(rpc.decoded(method, request, answer));
      } catch (Throwable e) {
        completeExceptionally(e);
      }
    }

    @Override
    public void onError(Throwable error) {
      Status status = Status.fromThrowable(error);
      if (rpc.isEndedByClose(status)) {
        close();
        return;
      }
      long wait = isDone() ? -1 : backoff.nextNanos(status);
      if (wait < 0) {
        completeExceptionally(
            error instanceof StatusRuntimeException ? error : status.asRuntimeException());
        return;
      }
      rpc.tellOfTrouble(method, status, backoff);
      delayedExecutor(wait, TimeUnit.NANOSECONDS)
          .execute(
              () -> {
                rpc.reconnect();
                attempt();
              });
    }

    @Override
    public void onCompleted() {}
  }
}
