package dev.perdure.testing;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import dev.perdure.server.testservice.GetCurrentTimeResponse;
import dev.perdure.server.testservice.LockTimeSkippingRequest;
import dev.perdure.server.testservice.LockTimeSkippingResponse;
import dev.perdure.server.testservice.SleepRequest;
import dev.perdure.server.testservice.SleepResponse;
import dev.perdure.server.testservice.TestServiceProto;
import dev.perdure.server.testservice.UnlockTimeSkippingRequest;
import dev.perdure.server.testservice.UnlockTimeSkippingResponse;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.time.Instant;

/// The time of a server that skips for those who wait, steered by the protocol's `TestService`.
final class SkippingTime {
  private static final MethodDescriptor<UnlockTimeSkippingRequest, UnlockTimeSkippingResponse>
      UNLOCK =
          method(
              "UnlockTimeSkipping",
              UnlockTimeSkippingRequest.getDefaultInstance(),
              UnlockTimeSkippingResponse.getDefaultInstance());
  private static final MethodDescriptor<LockTimeSkippingRequest, LockTimeSkippingResponse> LOCK =
      method(
          "LockTimeSkipping",
          LockTimeSkippingRequest.getDefaultInstance(),
          LockTimeSkippingResponse.getDefaultInstance());
  private static final MethodDescriptor<SleepRequest, SleepResponse> SLEEP =
      method("Sleep", SleepRequest.getDefaultInstance(), SleepResponse.getDefaultInstance());
  private static final MethodDescriptor<Empty, GetCurrentTimeResponse> NOW =
      method(
          "GetCurrentTime",
          Empty.getDefaultInstance(),
          GetCurrentTimeResponse.getDefaultInstance());

  private final Channel channel;

  /// @param channel leads to a server whose time skips for those who wait
  SkippingTime(Channel channel) {
    this.channel = channel;
  }

  private static <Q extends Message, A extends Message> MethodDescriptor<Q, A> method(
      String name, Q request, A answer) {
    var service = TestServiceProto.getDescriptor().findServiceByName("TestService").getFullName();
    return MethodDescriptor.<Q, A>newBuilder()
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(service, name))
        .setRequestMarshaller(ProtoUtils.marshaller(request))
        .setResponseMarshaller(ProtoUtils.marshaller(answer))
        .build();
  }

  /// From now on only sleepers make time skip.
  void lock() {
    var _ = call(LOCK, LockTimeSkippingRequest.getDefaultInstance());
  }

  /// Takes back one [#lock].
  void unlock() {
    var _ = call(UNLOCK, UnlockTimeSkippingRequest.getDefaultInstance());
  }

  /// Lets this much time go by.
  void sleep(Duration duration) {
    var request = SleepRequest.newBuilder();
    request.getDurationBuilder().setSeconds(duration.getSeconds()).setNanos(duration.getNano());
    var _ = call(SLEEP, request.build());
  }

  Instant now() {
    Timestamp time = call(NOW, Empty.getDefaultInstance()).getTime();
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  private <Q, A> A call(MethodDescriptor<Q, A> method, Q request) {
    try {
      return ClientCalls.blockingUnaryCall(channel, method, CallOptions.DEFAULT, request);
    } catch (StatusRuntimeException e) {
      throw switch (e.getStatus().getCode()) {
        case INVALID_ARGUMENT -> new IllegalArgumentException(e.getStatus().getDescription(), e);
        case UNAVAILABLE -> new IllegalStateException("The environment is closed.", e);
        default -> e;
      };
    }
  }
}
