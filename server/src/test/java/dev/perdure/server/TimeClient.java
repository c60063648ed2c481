package dev.perdure.server;

import com.google.protobuf.Duration;
import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import dev.perdure.engine.state.Times;
import dev.perdure.server.testservice.GetCurrentTimeResponse;
import dev.perdure.server.testservice.LockTimeSkippingRequest;
import dev.perdure.server.testservice.LockTimeSkippingResponse;
import dev.perdure.server.testservice.SleepRequest;
import dev.perdure.server.testservice.SleepResponse;
import dev.perdure.server.testservice.SleepUntilRequest;
import dev.perdure.server.testservice.UnlockTimeSkippingRequest;
import dev.perdure.server.testservice.UnlockTimeSkippingResponse;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/// A client of the protocol's `TestService`.
final class TimeClient {
  private static final String SERVICE = "temporal.api.testservice.v1.TestService";

  private final Channel channel;

  TimeClient(Channel channel) {
    this.channel = channel;
  }

  void lock() {
    var _ =
        call(
            "LockTimeSkipping",
            LockTimeSkippingRequest.getDefaultInstance(),
            LockTimeSkippingResponse.getDefaultInstance());
  }

  void unlock() {
    var _ =
        call(
            "UnlockTimeSkipping",
            UnlockTimeSkippingRequest.getDefaultInstance(),
            UnlockTimeSkippingResponse.getDefaultInstance());
  }

  void sleep(Duration duration) {
    var _ =
        call(
            "Sleep",
            SleepRequest.newBuilder().setDuration(duration).build(),
            SleepResponse.getDefaultInstance());
  }

  void sleepUntil(Timestamp until) {
    var _ =
        call(
            "SleepUntil",
            SleepUntilRequest.newBuilder().setTimestamp(until).build(),
            SleepResponse.getDefaultInstance());
  }

  void unlockWithSleep(Duration duration) {
    var _ =
        call(
            "UnlockTimeSkippingWithSleep",
            SleepRequest.newBuilder().setDuration(duration).build(),
            SleepResponse.getDefaultInstance());
  }

  Instant now() {
    return Times.instant(
        call(
                "GetCurrentTime",
                Empty.getDefaultInstance(),
                GetCurrentTimeResponse.getDefaultInstance())
            .getTime());
  }

  private <Q extends Message, R extends Message> R call(String method, Q request, R response) {
    @SuppressWarnings("unchecked") // A message's class is the class of its default instance.
    var first = (Q) request.getDefaultInstanceForType();
    return ClientCalls.blockingUnaryCall(
        channel,
        MethodDescriptor.<Q, R>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, method))
            .setRequestMarshaller(ProtoUtils.marshaller(first))
            .setResponseMarshaller(ProtoUtils.marshaller(response))
            .build(),
        CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
        request);
  }
}
