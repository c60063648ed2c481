package dev.perdure.server.grpc;

import dev.perdure.engine.decision.Rejection;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves one unary method: reads the request, checks its size, and hands it on as a [UnaryCall].
///
/// It takes the place of the generated service base: answers leave from any thread without an
/// observer in between, and a message that is too large gets the text that clients look for.
final class UnaryMethod<Q, R> implements ServerCallHandler<Received<Q>, R> {
  private static final Logger log = LoggerFactory.getLogger(UnaryMethod.class);

  private final MethodDescriptor<Received<Q>, R> descriptor;
  private final Body<Q, R> body;

  /// What the method does with a call.
  @FunctionalInterface
  interface Body<Q, R> {
    void serve(UnaryCall<Q, R> call);
  }

  UnaryMethod(MethodDescriptor<Q, R> method, Body<Q, R> body) {
    this.descriptor =
        method.toBuilder(
                new ReceivingMarshaller<>(method.getRequestMarshaller()),
                method.getResponseMarshaller())
            .build();
    this.body = body;
  }

  MethodDescriptor<Received<Q>, R> descriptor() {
    return descriptor;
  }

  @Override
  public ServerCall.Listener<Received<Q>> startCall(
      ServerCall<Received<Q>, R> call, Metadata headers) {
    // Two, so that a second message is noticed at once instead of waiting unread.
    call.request(2);
    return new Listener(call, headers);
  }

  private final class Listener extends ServerCall.Listener<Received<Q>> {
    private final ServerCall<Received<Q>, R> call;
    private final Metadata headers;
    private @Nullable Received<Q> received;
    private @Nullable UnaryCall<Q, R> unary;

    Listener(ServerCall<Received<Q>, R> call, Metadata headers) {
      this.call = call;
      this.headers = headers;
    }

    @Override
    public void onMessage(Received<Q> message) {
      if (received != null) {
        call.close(
            Status.INTERNAL.withDescription("Too many requests for a unary method"),
            new Metadata());
        return;
      }
      received = message;
    }

    @Override
    public void onHalfClose() {
      switch (received) {
        case null ->
            call.close(
                Status.INTERNAL.withDescription("Half-closed without a request"), new Metadata());
        case Received.TooLarge<Q>(long bytes) ->
            call.close(
                Status.RESOURCE_EXHAUSTED.withDescription(
                    "grpc: received message larger than max (%d vs. %d)"
                        .formatted(bytes, ReceivingMarshaller.MAX_BYTES)),
                new Metadata());
        case Received.Message<Q>(Q request) -> serve(new UnaryCall<>(call, headers, request));
      }
    }

    private void serve(UnaryCall<Q, R> served) {
      unary = served;
      try {
        body.serve(served);
      } catch (RejectedException e) {
        served.reject(e.rejection());
      } catch (RuntimeException e) {
        log.error("{} failed", descriptor.getFullMethodName(), e);
        served.reject(
            new Rejection(
                Rejection.Code.INTERNAL, "Internal error; the server's log has the cause.", null));
      }
    }

    @Override
    public void onCancel() {
      var served = unary;
      if (served != null) {
        served.cancel();
      }
    }
  }
}
