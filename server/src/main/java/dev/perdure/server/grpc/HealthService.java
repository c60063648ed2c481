package dev.perdure.server.grpc;

import com.google.protobuf.Int32Value;
import com.google.protobuf.StringValue;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/// The standard gRPC health service (`grpc.health.v1.Health`), which SDKs ask before they use a
/// connection.
///
/// Its two messages have one field each, so they travel as the well-known wrapper types with the
/// same wire form (`string service = 1` and `enum status = 1`): two jars fewer for an application.
public final class HealthService {
  static final String NAME = "grpc.health.v1.Health";

  static final MethodDescriptor<StringValue, Int32Value> CHECK = method("Check", MethodType.UNARY);
  static final MethodDescriptor<StringValue, Int32Value> WATCH =
      method("Watch", MethodType.SERVER_STREAMING);

  private static final Int32Value SERVING = Int32Value.of(1);
  private static final Int32Value NOT_SERVING = Int32Value.of(2);
  private static final Int32Value SERVICE_UNKNOWN = Int32Value.of(3);

  private static final Set<String> SERVICES =
      Set.of(
          "",
          "temporal.api.workflowservice.v1.WorkflowService",
          "temporal.api.operatorservice.v1.OperatorService",
          NAME);

  private final BooleanSupplier serving;
  private final Set<ServerCallStreamObserver<Int32Value>> watchers = ConcurrentHashMap.newKeySet();

  /// @param serving asked at every call: whether the server takes work
  public HealthService(BooleanSupplier serving) {
    this.serving = serving;
  }

  /// The service to register.
  public ServerServiceDefinition definition() {
    return ServerServiceDefinition.builder(NAME)
        .addMethod(CHECK, ServerCalls.asyncUnaryCall(this::check))
        .addMethod(WATCH, ServerCalls.asyncServerStreamingCall(this::watch))
        .build();
  }

  private void check(StringValue service, StreamObserver<Int32Value> reply) {
    if (!SERVICES.contains(service.getValue())) {
      reply.onError(
          Status.NOT_FOUND
              .withDescription("unknown service \"" + service.getValue() + "\"")
              .asRuntimeException());
      return;
    }
    reply.onNext(serving.getAsBoolean() ? SERVING : NOT_SERVING);
    reply.onCompleted();
  }

  /// Says the state and stays open, as the health protocol asks, until [#stop].
  private void watch(StringValue service, StreamObserver<Int32Value> reply) {
    var watcher = (ServerCallStreamObserver<Int32Value>) reply;
    watcher.setOnCancelHandler(() -> watchers.remove(watcher));
    watchers.add(watcher);
    if (SERVICES.contains(service.getValue())) {
      reply.onNext(serving.getAsBoolean() ? SERVING : NOT_SERVING);
    } else {
      reply.onNext(SERVICE_UNKNOWN);
    }
  }

  /// Tells those who watch that the server serves no more, and ends their calls.
  public void stop() {
    for (var watcher : List.copyOf(watchers)) {
      if (watchers.remove(watcher)) {
        watcher.onNext(NOT_SERVING);
        watcher.onCompleted();
      }
    }
  }

  private static MethodDescriptor<StringValue, Int32Value> method(String name, MethodType type) {
    return MethodDescriptor.<StringValue, Int32Value>newBuilder()
        .setType(type)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(NAME, name))
        .setRequestMarshaller(ProtoUtils.marshaller(StringValue.getDefaultInstance()))
        .setResponseMarshaller(ProtoUtils.marshaller(Int32Value.getDefaultInstance()))
        .build();
  }
}
