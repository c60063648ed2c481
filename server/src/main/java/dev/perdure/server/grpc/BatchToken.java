package dev.perdure.server.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.Timestamps;
import io.temporal.api.workflowservice.v1.DescribeBatchOperationResponse;
import org.jspecify.annotations.Nullable;

/// Where the next page of a list of batch operations begins: behind one of them, of which it has
/// what the order is by. Clients treat it as opaque bytes.
final class BatchToken {
  private BatchToken() {}

  static ByteString of(DescribeBatchOperationResponse last, String namespace) {
    var place =
        DescribeBatchOperationResponse.newBuilder()
            .setJobId(last.getJobId())
            .setStartTime(last.getStartTime())
            .setReason(namespace);
    if (last.hasCloseTime()) {
      place.setCloseTime(last.getCloseTime());
    }
    return place.build().toByteString();
  }

  /// What stands for the last batch operation of the page before.
  ///
  /// @return null for the first page
  /// @throws RejectedException if the bytes are no token of a list of this namespace
  static @Nullable DescribeBatchOperationResponse parse(ByteString bytes, String namespace) {
    if (bytes.isEmpty()) {
      return null;
    }
    try {
      var place = DescribeBatchOperationResponse.parseFrom(bytes);
      boolean isOurs =
          place.getReason().equals(namespace)
              && place.hasStartTime()
              && Timestamps.isValid(place.getStartTime())
              && Timestamps.isValid(place.getCloseTime())
              && place.getUnknownFields().isEmpty();
      if (isOurs && of(place, namespace).equals(bytes)) {
        return place;
      }
    } catch (InvalidProtocolBufferException e) {
      // Not one of ours: the same as one of another list.
    }
    throw PageToken.invalid();
  }
}
