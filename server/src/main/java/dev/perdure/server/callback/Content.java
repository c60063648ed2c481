package dev.perdure.server.callback;

import com.google.protobuf.ByteString;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;

/// The body of a call.
///
/// @param type its media type, empty if there is no body
record Content(String type, ByteString bytes) {
  private static final Content NOTHING = new Content("", ByteString.EMPTY);

  /// A workflow's result as Nexus clients read it: the plain bytes and their media type where one
  /// says all that the payload's metadata does, else the whole payload. Nexus knows one value only.
  static Content of(Payloads result) {
    return result.getPayloadsCount() == 0 ? NOTHING : of(result.getPayloads(0));
  }

  private static Content of(Payload payload) {
    var encoding = metadata(payload, "encoding");
    var messageType = metadata(payload, "messageType");
    boolean isOfMessage = payload.getMetadataCount() == 2 && !messageType.isEmpty();
    if (isOfMessage && encoding.equals("json/protobuf")) {
      return plain(
          "application/json; format=protobuf; message-type=\"" + messageType + '"', payload);
    }
    if (isOfMessage && encoding.equals("binary/protobuf")) {
      return plain("application/x-protobuf; message-type=\"" + messageType + '"', payload);
    }
    boolean isBare = payload.getMetadataCount() == 1;
    return switch (isBare ? encoding : "") {
      case "json/plain" -> plain("application/json", payload);
      case "binary/plain" -> plain("application/octet-stream", payload);
      case "binary/null" -> NOTHING;
      default -> new Content("application/x-temporal-payload", payload.toByteString());
    };
  }

  private static Content plain(String type, Payload payload) {
    return new Content(type, payload.getData());
  }

  private static String metadata(Payload payload, String key) {
    return payload.getMetadataOrDefault(key, ByteString.EMPTY).toStringUtf8();
  }
}
