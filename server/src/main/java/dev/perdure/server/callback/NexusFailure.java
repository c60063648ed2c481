package dev.perdure.server.callback;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import io.temporal.api.failure.v1.Failure;

/// A failure in the form that Nexus has for failures: a message, the stack trace, and the rest of
/// Temporal's failure as details.
final class NexusFailure {
  private static final String TYPE = Failure.getDescriptor().getFullName();
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().omittingInsignificantWhitespace();

  private NexusFailure() {}

  static ByteString json(Failure failure) {
    try {
      return ByteString.copyFromUtf8(text(failure));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("the failure has no JSON form", e);
    }
  }

  private static String text(Failure failure) throws InvalidProtocolBufferException {
    var details = failure.toBuilder().clearMessage().clearStackTrace().build();
    var text = new StringBuilder("{\"message\":").append(quoted(failure.getMessage()));
    if (!failure.getStackTrace().isEmpty()) {
      text.append(",\"stackTrace\":").append(quoted(failure.getStackTrace()));
    }
    text.append(",\"metadata\":{\"type\":")
        .append(quoted(TYPE))
        .append("},\"details\":")
        .append(PRINTER.print(details));
    if (failure.hasCause()) {
      text.append(",\"cause\":").append(text(failure.getCause()));
    }
    return text.append('}').toString();
  }

  private static String quoted(String text) throws InvalidProtocolBufferException {
    return PRINTER.print(Value.newBuilder().setStringValue(text));
  }

  /// The message of a failure that came as an answer, empty if it is none.
  static String message(String json) {
    var failure = Struct.newBuilder();
    try {
      JsonFormat.parser().merge(json, failure);
    } catch (InvalidProtocolBufferException e) {
      return "";
    }
    return failure.getFieldsOrDefault("message", Value.getDefaultInstance()).getStringValue();
  }
}
