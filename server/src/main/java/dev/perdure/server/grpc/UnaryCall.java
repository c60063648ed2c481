package dev.perdure.server.grpc;

import dev.perdure.engine.decision.Rejection;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.inprocess.InProcessSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// One call that waits for its answer. It costs no thread, however long it waits, and is answered
/// once, from any thread; later answers are dropped.
final class UnaryCall<Q, R> {
  private static final Metadata.Key<String> CLIENT_NAME =
      Metadata.Key.of("client-name", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> SUPPORTED_FEATURES =
      Metadata.Key.of("supported-features", Metadata.ASCII_STRING_MARSHALLER);

  private final ServerCall<?, R> call;
  private final Metadata headers;
  private final Q request;
  private final @Nullable Deadline deadline = Context.current().getDeadline();
  private final AtomicBoolean answered = new AtomicBoolean();
  private @Nullable Runnable onCancel;
  private boolean cancelled;

  UnaryCall(ServerCall<?, R> call, Metadata headers, Q request) {
    this.call = call;
    this.headers = headers;
    this.request = request;
  }

  Q request() {
    return request;
  }

  /// How long to wait for something, in nanoseconds, so that the caller hears of it in time.
  ///
  /// @param most if the caller does not say when it stops waiting, or waits for longer
  /// @param before how long before that it is to be answered
  long waitNanos(Duration most, Duration before) {
    return deadline == null
        ? most.toNanos()
        : Math.clamp(
            deadline.timeRemaining(TimeUnit.NANOSECONDS) - before.toNanos(), 0, most.toNanos());
  }

  /// Whether caller and server are in one process, and hand each other objects instead of bytes.
  boolean inProcess() {
    return call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)
        instanceof InProcessSocketAddress;
  }

  /// What the client says it is, such as `temporal-java`; empty when it does not say.
  String clientName() {
    var name = headers.get(CLIENT_NAME);
    return name == null ? "" : name;
  }

  /// Whether the client says that it knows a feature of newer clients.
  boolean knows(String feature) {
    var features = headers.get(SUPPORTED_FEATURES);
    return features != null && List.of(features.split(",", -1)).contains(feature);
  }

  void reply(R response) {
    if (answered.compareAndSet(false, true)) {
      call.sendHeaders(new Metadata());
      call.sendMessage(response);
      call.close(Status.OK, new Metadata());
    }
  }

  void reject(Rejection rejection) {
    if (answered.compareAndSet(false, true)) {
      call.close(Statuses.status(rejection), Statuses.trailers(rejection));
    }
  }

  /// Runs `action` when the caller hangs up or its deadline passes; at once when it already did.
  void onCancel(Runnable action) {
    synchronized (this) {
      if (!cancelled) {
        onCancel = action;
        return;
      }
    }
    action.run();
  }

  synchronized boolean cancelled() {
    return cancelled;
  }

  void cancel() {
    Runnable action;
    synchronized (this) {
      cancelled = true;
      action = onCancel;
      onCancel = null;
    }
    if (action != null) {
      action.run();
    }
  }
}
