package dev.perdure.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.perdure.common.PerdureException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import org.jspecify.annotations.Nullable;

/// A call to the server failed, after the retries that its kind of error allows.
public class RpcException extends PerdureException {
  private final transient Status status;
  private final transient com.google.rpc.@Nullable Status details;

  RpcException(String message, StatusRuntimeException cause) {
    super(message, cause);
    this.status = cause.getStatus();
    this.details = StatusProto.fromThrowable(cause);
  }

  /// The gRPC status code.
  public final Status.Code code() {
    return status.getCode();
  }

  /// The gRPC status with the server's own text.
  public final Status status() {
    return status;
  }

  /// The details that the server gave with the status, if there are some of this type.
  public final <T extends Message> @Nullable T detail(Class<T> type) {
    return detail(details, type);
  }

  static <T extends Message> @Nullable T detail(
      com.google.rpc.@Nullable Status status, Class<T> type) {
    if (status == null) {
      return null;
    }
    for (Any any : status.getDetailsList()) {
      if (any.is(type)) {
        try {
          return any.unpack(type);
        } catch (InvalidProtocolBufferException e) {
          return null; // as good as no details
        }
      }
    }
    return null;
  }
}
