package dev.perdure.converter;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.temporal.api.common.v1.Payload;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/// `json/protobuf` and `binary/protobuf`: protocol messages, with the message's full name as the
/// payload's `messageType`.
final class ProtobufConverter implements EncodingConverter {
  private static final String MESSAGE_TYPE = "messageType";
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().omittingInsignificantWhitespace();
  private static final JsonFormat.Parser PARSER = JsonFormat.parser().ignoringUnknownFields();

  private static final ClassValue<Message> DEFAULT_INSTANCE =
      new ClassValue<>() {
        @Override
        protected Message computeValue(Class<?> type) {
          try {
            return (Message) type.getMethod("getDefaultInstance").invoke(null);
          } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            throw new DataConversionException(type.getName() + " is not a generated message", e);
          }
        }
      };

  private final String encoding;
  private final ByteString encodingBytes;
  private final boolean json;

  private ProtobufConverter(String encoding, boolean json) {
    this.encoding = encoding;
    this.encodingBytes = ByteString.copyFromUtf8(encoding);
    this.json = json;
  }

  static ProtobufConverter json() {
    return new ProtobufConverter("json/protobuf", true);
  }

  static ProtobufConverter binary() {
    return new ProtobufConverter("binary/protobuf", false);
  }

  @Override
  public String encoding() {
    return encoding;
  }

  @Override
  public @Nullable Payload encode(@Nullable Object value) {
    if (!(value instanceof Message message)) {
      return null;
    }
    try {
      return Payload.newBuilder()
          .putMetadata(CompositePayloadConverter.ENCODING, encodingBytes)
          .putMetadata(
              MESSAGE_TYPE, ByteString.copyFromUtf8(message.getDescriptorForType().getFullName()))
          .setData(json ? ByteString.copyFromUtf8(PRINTER.print(message)) : message.toByteString())
          .build();
    } catch (InvalidProtocolBufferException e) {
      throw new DataConversionException(
          "Cannot encode a " + message.getDescriptorForType().getFullName(), e);
    }
  }

  @Override
  public Object decode(Payload payload, Type type) {
    if (ExternalStorage.isReference(payload)) {
      throw new DataConversionException(
          "[TMPRL1105] A payload is kept in an external storage, and this data converter has none."
              + " Use DataConverter.withExternalStorage.",
          null);
    }
    if (!(type instanceof Class<?> messageClass) || !Message.class.isAssignableFrom(messageClass)) {
      throw new DataConversionException(
          "A payload of encoding %s is a %s message, not %s"
              .formatted(
                  encoding,
                  payload.getMetadataOrDefault(MESSAGE_TYPE, ByteString.EMPTY).toStringUtf8(),
                  type.getTypeName()),
          null);
    }
    try {
      Message.Builder builder = DEFAULT_INSTANCE.get(messageClass).newBuilderForType();
      if (json) {
        PARSER.merge(payload.getData().toStringUtf8(), builder);
      } else {
        builder.mergeFrom(payload.getData());
      }
      return builder.build();
    } catch (InvalidProtocolBufferException e) {
      throw new DataConversionException("Cannot decode a " + messageClass.getName(), e);
    }
  }
}
