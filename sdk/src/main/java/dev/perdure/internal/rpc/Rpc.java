package dev.perdure.internal.rpc;

import com.google.protobuf.Message;
import dev.perdure.common.MetricMeter;
import dev.perdure.common.RpcRetryPolicy;
import dev.perdure.converter.SerializationContext;
import dev.perdure.internal.metric.NoopMeter;
import dev.perdure.internal.wire.MessageCodec;
import dev.perdure.internal.wire.PayloadOwner;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.temporal.api.enums.v1.HistoryEventFilterType;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.GetSystemInfoResponse.Capabilities;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The connection to a server, for one namespace: every call carries the headers, has a deadline
/// and is tried again where that may help. Errors are [StatusRuntimeException]s.
///
/// A blocking call runs its callbacks on the calling thread, so it costs no thread hop; a call that
/// returns a future holds no thread while it waits.
public final class Rpc implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Rpc.class);
  private static final int FAILURES_TOLD = 10;
  private static final Duration LONG_POLL_TIMEOUT = Duration.ofSeconds(70);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
  private static final Capabilities NO_CAPABILITIES = Capabilities.getDefaultInstance();

  /// Lists and descriptions show also what this process cannot decode.
  private static final Set<String> SHOWING =
      Set.of(
          "DescribeWorkflowExecution",
          "GetWorkflowExecutionHistoryReverse",
          "ListWorkflowExecutions",
          "ListSchedules",
          "DescribeSchedule",
          "ListActivityExecutions",
          "DescribeActivityExecution");

  private final Channel connection;
  private final boolean owned;
  private final Channel channel;
  private final Channel clientChannel;
  private final RpcRetryPolicy retryPolicy;
  private final Duration timeout;
  private final AtomicReference<@Nullable Capabilities> capabilities;
  private final CountDownLatch closed;
  private final LocalWorkers localWorkers;

  /// Ends the calls that may go on for long, when this is closed.
  private final Set<Runnable> waits;

  private final MessageCodec codec;
  private final PayloadOwner owner;
  private final boolean strict;

  /// A connection over a channel, which is closed with this when it is `owned`. Nothing is asked of
  /// the server yet.
  public static Rpc open(
      Channel connection,
      boolean owned,
      CallHeaders headers,
      RpcRetryPolicy retryPolicy,
      Duration timeout,
      MetricMeter meter) {
    Channel measured =
        meter instanceof NoopMeter
            ? connection
            : ClientInterceptors.intercept(connection, new RpcMetrics(meter, headers.namespace()));
    Channel channel = ClientInterceptors.intercept(measured, headers);
    return new Rpc(connection, owned, channel, retryPolicy, timeout);
  }

  private Rpc(
      Channel connection,
      boolean owned,
      Channel channel,
      RpcRetryPolicy retryPolicy,
      Duration timeout) {
    this.connection = connection;
    this.owned = owned;
    this.channel = channel;
    this.retryPolicy = retryPolicy;
    this.timeout = timeout;
    this.capabilities = new AtomicReference<>();
    this.closed = new CountDownLatch(1);
    this.localWorkers = new LocalWorkers();
    this.waits = ConcurrentHashMap.newKeySet();
    this.clientChannel = new ClientChannel();
    this.codec = MessageCodec.NONE;
    this.owner = PayloadOwner.namespace("");
    this.strict = false;
  }

  private Rpc(Rpc original, MessageCodec codec, PayloadOwner owner, boolean strict) {
    this.connection = original.connection;
    this.owned = original.owned;
    this.channel = original.channel;
    this.clientChannel = original.clientChannel;
    this.retryPolicy = original.retryPolicy;
    this.timeout = original.timeout;
    this.capabilities = original.capabilities;
    this.closed = original.closed;
    this.localWorkers = original.localWorkers;
    this.waits = original.waits;
    this.codec = codec;
    this.owner = owner;
    this.strict = strict;
  }

  /// The same connection, whose requests and answers pass through a codec.
  public Rpc coding(MessageCodec codec, String namespace) {
    return codec.isNone() ? this : new Rpc(this, codec, PayloadOwner.namespace(namespace), strict);
  }

  /// The same connection, for which it is an error also of lists and descriptions that something in
  /// them cannot be decoded: for who sends it back.
  public Rpc strict() {
    return codec.isNone() ? this : new Rpc(this, codec, owner, true);
  }

  /// The same connection, for calls whose payloads belong to whom the context says.
  public Rpc about(SerializationContext context) {
    return codec.isNone() ? this : new Rpc(this, codec, PayloadOwner.of(context), strict);
  }

  /// The request as it is sent.
  @SuppressWarnings("unchecked") // what comes out is of the type that went in
  private <Q> Q encoded(Q request) {
    return request instanceof Message message ? (Q) codec.encode(message, owner) : request;
  }

  /// A history is kept as it is: who replays it decodes it, also the one of a task that comes with
  /// the answer to a start. A close event is asked for its result.
  private static boolean isHistory(Object request) {
    return request instanceof StartWorkflowExecutionRequest
        || (request instanceof GetWorkflowExecutionHistoryRequest history
            && history.getHistoryEventFilterType()
                != HistoryEventFilterType.HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT);
  }

  boolean isCoding() {
    return !codec.isNone();
  }

  /// The answer to a request as it was before it was sent.
  @SuppressWarnings("unchecked") // what comes out is of the type that went in
  <Q, A> A decoded(MethodDescriptor<Q, A> method, Q request, A answer) {
    if (!isCoding() || !(answer instanceof Message message) || isHistory(request)) {
      return answer;
    }
    PayloadOwner asked = request instanceof Message about ? owner.named(about) : owner;
    return !strict && SHOWING.contains(method.getBareMethodName())
        ? (A) codec.decodeWherePossible(message, asked)
        : (A) codec.decode(message, asked);
  }

  /// Asks the server what it can do. Old ones, and the official test server, may not know the call.
  ///
  /// @throws StatusRuntimeException when the server cannot be reached
  public Capabilities askForCapabilities() {
    Capabilities answer;
    try {
      answer =
          call(
                  WorkflowServiceGrpc.getGetSystemInfoMethod(),
                  GetSystemInfoRequest.getDefaultInstance())
              .getCapabilities();
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() != Status.Code.UNIMPLEMENTED) {
        throw e;
      }
      answer = NO_CAPABILITIES;
    }
    capabilities.set(answer);
    return answer;
  }

  /// The channel with the headers, for calls with other deadlines and retries.
  public Channel channel() {
    return clientChannel;
  }

  /// The connection whose [#channel()] this is. So workers share their client's connection, and the
  /// client shows nothing but a channel.
  ///
  /// @throws IllegalArgumentException when it is another channel
  public static Rpc behind(Channel channel) {
    if (channel instanceof ClientChannel ours) {
      return ours.connection();
    }
    throw new IllegalArgumentException("%s is not the channel of a client.".formatted(channel));
  }

  /// What users see of the connection.
  private final class ClientChannel extends Channel {
    Rpc connection() {
      return Rpc.this;
    }

    @Override
    public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
      return channel.newCall(method, options);
    }

    @Override
    public String authority() {
      return channel.authority();
    }
  }

  /// The server's address, for messages.
  public String target() {
    return connection.authority();
  }

  /// What the server can do; nothing for one that does not say. Asked when it is first needed.
  public Capabilities capabilities() {
    Capabilities known = capabilities.get();
    return known == null ? askForCapabilities() : known;
  }

  /// The channel below this one, without headers.
  public Channel connection() {
    return connection;
  }

  /// The workers that use the connection.
  public LocalWorkers localWorkers() {
    return localWorkers;
  }

  /// Forgets the waits between attempts to connect, so that the next call connects at once. Without
  /// it a call after a server's restart would still fail for up to two minutes.
  public void reconnect() {
    if (connection instanceof ManagedChannel managed) {
      managed.resetConnectBackoff();
    }
  }

  /// One call, tried again within the retry policy.
  public <Q, A> A call(MethodDescriptor<Q, A> method, Q request) {
    return call(method, request, timeout, Backoff.limited(retryPolicy));
  }

  /// One call of those that may be done twice, tried again for as long as `patience` with the retry
  /// policy's waits, whatever its number of attempts.
  public <Q, A> A call(MethodDescriptor<Q, A> method, Q request, Duration patience) {
    return call(method, request, timeout, Backoff.within(patience, retryPolicy));
  }

  /// One call with a time limit, not tried again.
  public <Q, A> A callOnce(MethodDescriptor<Q, A> method, Q request, Duration timeout) {
    return call(method, request, timeout, Backoff.none());
  }

  /// A call that the server answers when there is news, tried again within the retry policy.
  public <Q, A> A longCall(MethodDescriptor<Q, A> method, Q request) {
    return longPoll(method, request, Backoff.limited(retryPolicy));
  }

  /// A call that the server answers when there is news. It outlasts a server that is away or busy.
  public <Q, A> A longPoll(MethodDescriptor<Q, A> method, Q request) {
    return longPoll(method, request, Backoff.outlasting(retryPolicy));
  }

  /// As [#longPoll], but not tried again.
  public <Q, A> A longPollOnce(MethodDescriptor<Q, A> method, Q request) {
    return longPoll(method, request, Backoff.none());
  }

  private <Q, A> A longPoll(MethodDescriptor<Q, A> method, Q request, Backoff backoff) {
    Context.CancellableContext context = Context.current().withCancellation();
    Runnable end = () -> context.cancel(null);
    Context outer = context.attach();
    waits.add(end);
    try {
      return call(method, request, LONG_POLL_TIMEOUT, backoff);
    } finally {
      waits.remove(end);
      context.detach(outer);
      end.run(); // lets go of the outer context
    }
  }

  private <Q, A> A call(
      MethodDescriptor<Q, A> method, Q request, Duration timeout, Backoff backoff) {
    Q sent = encoded(request);
    while (true) {
      if (isClosed()) {
        throw closed(null);
      }
      try {
        return decoded(
            method, request, ClientCalls.blockingUnaryCall(channel, method, within(timeout), sent));
      } catch (StatusRuntimeException e) {
        if (isEndedByClose(e.getStatus())) {
          throw closed(e);
        }
        long wait = backoff.nextNanos(e.getStatus());
        if (wait < 0) {
          throw e;
        }
        tellOfTrouble(method, e.getStatus(), backoff);
        pause(wait, e);
        reconnect();
      }
    }
  }

  /// Whether this, or the channel under it, was closed.
  boolean isClosed() {
    return closed.getCount() == 0
        || (connection instanceof ManagedChannel managed && managed.isShutdown());
  }

  /// Whether a call failed as all do that are open when the connection is closed.
  boolean isEndedByClose(Status status) {
    return isClosed()
        && (status.getCode() == Status.Code.CANCELLED
            || status.getCode() == Status.Code.UNAVAILABLE);
  }

  ClosedException closed(@Nullable StatusRuntimeException cause) {
    return new ClosedException(target(), cause);
  }

  /// A wait that outlasts a missing server should not be silent.
  void tellOfTrouble(MethodDescriptor<?, ?> method, Status status, Backoff backoff) {
    if (backoff.failures() % FAILURES_TOLD == 0) {
      log.warn(
          "{} failed {} times at {} and is tried again: {}",
          method.getBareMethodName(),
          backoff.failures(),
          target(),
          status);
    }
  }

  private void pause(long nanos, StatusRuntimeException after) {
    try {
      if (closed.await(nanos, TimeUnit.NANOSECONDS)) {
        throw closed(after);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      after.addSuppressed(e);
      throw after;
    }
  }

  /// As [#longPoll], without holding a thread. Cancelling the future cancels the call.
  public <Q, A> CompletableFuture<A> longPollAsync(MethodDescriptor<Q, A> method, Q request) {
    var call =
        new FutureCall<>(
            this, method, encoded(request), LONG_POLL_TIMEOUT, Backoff.outlasting(retryPolicy));
    Runnable end = call::close;
    waits.add(end);
    var _ = call.whenComplete((_, _) -> waits.remove(end));
    call.attempt();
    return call;
  }

  static CallOptions within(Duration timeout) {
    CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(timeout);
    return timeout.equals(LONG_POLL_TIMEOUT)
        ? options.withOption(RpcMetrics.LONG_POLL, true)
        : options;
  }

  /// Ends what waits for news or for another attempt with a [ClosedException], lets other calls end
  /// for up to 5 seconds, and closes the channel, unless it belongs to somebody else.
  @Override
  public void close() {
    closed.countDown();
    waits.forEach(Runnable::run);
    if (!owned || !(connection instanceof ManagedChannel managed)) {
      return;
    }
    managed.shutdown();
    try {
      if (!managed.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        managed.shutdownNow();
      }
    } catch (InterruptedException e) {
      managed.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
