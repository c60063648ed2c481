package dev.perdure.server.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import dev.perdure.engine.decision.Rejection;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import io.temporal.api.errordetails.v1.NotFoundFailure;
import org.jspecify.annotations.Nullable;

/// Turns rejections into what gRPC clients get: a status, and a `google.rpc.Status` with exactly
/// one typed detail in the `grpc-status-details-bin` trailer.
final class Statuses {
  static final Metadata.Key<com.google.rpc.Status> DETAILS =
      Metadata.Key.of(
          "grpc-status-details-bin",
          ProtoUtils.metadataMarshaller(com.google.rpc.Status.getDefaultInstance()));

  private Statuses() {}

  static Status status(Rejection rejection) {
    return Status.fromCode(Status.Code.valueOf(rejection.code().name()))
        .withDescription(rejection.message());
  }

  static Metadata trailers(Rejection rejection) {
    var trailers = new Metadata();
    var detail = detail(rejection);
    if (detail != null) {
      trailers.put(
          DETAILS,
          com.google.rpc.Status.newBuilder()
              .setCode(status(rejection).getCode().value())
              .setMessage(rejection.message())
              .addDetails(Any.pack(detail))
              .build());
    }
    return trailers;
  }

  private static @Nullable Message detail(Rejection rejection) {
    if (rejection.detail() == null && rejection.code() == Rejection.Code.NOT_FOUND) {
      return NotFoundFailure.getDefaultInstance();
    }
    return rejection.detail();
  }
}
