package dev.perdure.server.grpc;

import com.google.protobuf.Duration;
import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.state.Times;
import dev.perdure.server.clock.TimeSkipping.Sleeping;
import dev.perdure.server.testservice.GetCurrentTimeResponse;
import dev.perdure.server.testservice.LockTimeSkippingRequest;
import dev.perdure.server.testservice.LockTimeSkippingResponse;
import dev.perdure.server.testservice.SleepRequest;
import dev.perdure.server.testservice.SleepResponse;
import dev.perdure.server.testservice.SleepUntilRequest;
import dev.perdure.server.testservice.TestServiceProto;
import dev.perdure.server.testservice.UnlockTimeSkippingRequest;
import dev.perdure.server.testservice.UnlockTimeSkippingResponse;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.protobuf.ProtoUtils;
import java.time.DateTimeException;
import java.time.Instant;

/// The protocol's `TestService`, by which a test steers the time of its server.
final class TestService {
  private static final Rejection UNBALANCED =
      new Rejection(
          Rejection.Code.FAILED_PRECONDITION,
          "Unbalanced lock and unlock calls: time skipping is not locked.",
          null);
  private static final Rejection TOO_MANY =
      new Rejection(Rejection.Code.RESOURCE_EXHAUSTED, "Too many calls sleep already.", null);
  private static final Rejection LOST =
      new Rejection(Rejection.Code.UNAVAILABLE, "The write to disk failed; try again.", null);

  private final TestTime time;
  private final ServerServiceDefinition.Builder service;

  private TestService(TestTime time) {
    this.time = time;
    this.service = ServerServiceDefinition.builder(name());
  }

  static ServerServiceDefinition definition(TestTime time) {
    var service = new TestService(time);
    service.bind(
        "LockTimeSkipping",
        LockTimeSkippingRequest.getDefaultInstance(),
        LockTimeSkippingResponse.getDefaultInstance(),
        service::lock);
    service.bind(
        "UnlockTimeSkipping",
        UnlockTimeSkippingRequest.getDefaultInstance(),
        UnlockTimeSkippingResponse.getDefaultInstance(),
        service::unlock);
    service.bind(
        "Sleep",
        SleepRequest.getDefaultInstance(),
        SleepResponse.getDefaultInstance(),
        call -> service.sleep(call, false));
    service.bind(
        "UnlockTimeSkippingWithSleep",
        SleepRequest.getDefaultInstance(),
        SleepResponse.getDefaultInstance(),
        call -> service.sleep(call, true));
    service.bind(
        "SleepUntil",
        SleepUntilRequest.getDefaultInstance(),
        SleepResponse.getDefaultInstance(),
        service::sleepUntil);
    service.bind(
        "GetCurrentTime",
        Empty.getDefaultInstance(),
        GetCurrentTimeResponse.getDefaultInstance(),
        service::currentTime);
    return service.service.build();
  }

  private static String name() {
    return TestServiceProto.getDescriptor().findServiceByName("TestService").getFullName();
  }

  private <Q extends Message, R extends Message> void bind(
      String method, Q request, R response, UnaryMethod.Body<Q, R> body) {
    var descriptor =
        MethodDescriptor.<Q, R>newBuilder()
            .setType(MethodType.UNARY)
            .setFullMethodName(MethodDescriptor.generateFullMethodName(name(), method))
            .setRequestMarshaller(ProtoUtils.marshaller(request))
            .setResponseMarshaller(ProtoUtils.marshaller(response))
            .build();
    var served = new UnaryMethod<>(descriptor, body);
    service.addMethod(served.descriptor(), served);
  }

  private void lock(UnaryCall<LockTimeSkippingRequest, LockTimeSkippingResponse> call) {
    time.skipping().addLock();
    call.reply(LockTimeSkippingResponse.getDefaultInstance());
  }

  private void unlock(UnaryCall<UnlockTimeSkippingRequest, UnlockTimeSkippingResponse> call) {
    if (time.skipping().removeLock()) {
      call.reply(UnlockTimeSkippingResponse.getDefaultInstance());
    } else {
      call.reject(UNBALANCED);
    }
  }

  private void sleep(UnaryCall<SleepRequest, SleepResponse> call, boolean unlocking) {
    var duration = duration(call.request().getDuration());
    answer(call, time.skipping().sleep(duration, unlocking, () -> awake(call)));
  }

  private void sleepUntil(UnaryCall<SleepUntilRequest, SleepResponse> call) {
    var until = instant(call.request().getTimestamp());
    answer(call, time.skipping().sleepUntil(until, () -> awake(call)));
  }

  private static void answer(UnaryCall<?, SleepResponse> call, Sleeping sleeping) {
    switch (sleeping) {
      case BEGUN -> {}
      case NOT_LOCKED -> call.reject(UNBALANCED);
      case TOO_MANY -> call.reject(TOO_MANY);
      case BEYOND_TIME -> throw Validation.invalid("Time does not go beyond the year 2261.");
    }
  }

  private void awake(UnaryCall<?, SleepResponse> call) {
    whenKept(call, SleepResponse.getDefaultInstance());
  }

  private void currentTime(UnaryCall<Empty, GetCurrentTimeResponse> call) {
    whenKept(
        call,
        GetCurrentTimeResponse.newBuilder()
            .setTime(Times.timestamp(time.clock().instant()))
            .build());
  }

  /// Who has seen the time must not see an earlier one after a crash.
  private <R> void whenKept(UnaryCall<?, R> call, R response) {
    time.skipping()
        .whenKept(
            () -> time.replies().execute(() -> call.reply(response)),
            () -> time.replies().execute(() -> call.reject(LOST)));
  }

  private static java.time.Duration duration(Duration duration) {
    if (Math.abs((long) duration.getNanos()) >= 1_000_000_000L) {
      throw Validation.invalid("Invalid duration.");
    }
    return java.time.Duration.ofSeconds(Math.max(duration.getSeconds(), -1), duration.getNanos());
  }

  private static Instant instant(Timestamp timestamp) {
    try {
      return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
    } catch (DateTimeException | ArithmeticException e) {
      throw Validation.invalid("Invalid timestamp.");
    }
  }
}
