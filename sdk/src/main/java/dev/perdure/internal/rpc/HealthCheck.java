package dev.perdure.internal.rpc;

import com.google.protobuf.Int32Value;
import com.google.protobuf.StringValue;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.protobuf.ProtoUtils;

/// Asks the standard gRPC health service. Its two messages have one field each, so they travel as
/// the well-known wrapper types with the same wire form.
public final class HealthCheck {
  private static final int SERVING = 1;
  private static final String SERVICE = "temporal.api.workflowservice.v1.WorkflowService";
  private static final MethodDescriptor<StringValue, Int32Value> CHECK =
      MethodDescriptor.<StringValue, Int32Value>newBuilder()
          .setType(MethodType.UNARY)
          .setFullMethodName(
              MethodDescriptor.generateFullMethodName("grpc.health.v1.Health", "Check"))
          .setRequestMarshaller(ProtoUtils.marshaller(StringValue.getDefaultInstance()))
          .setResponseMarshaller(ProtoUtils.marshaller(Int32Value.getDefaultInstance()))
          .build();

  private HealthCheck() {}

  /// Whether workflows are served.
  public static boolean isServing(Rpc rpc) {
    return rpc.call(CHECK, StringValue.of(SERVICE)).getValue() == SERVING;
  }
}
