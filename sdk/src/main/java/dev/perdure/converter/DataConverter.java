package dev.perdure.converter;

import dev.perdure.common.Details;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.failure.v1.Failure;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything that turns values and exceptions into what is sent and stored, and back. Client and
/// workers must agree on it.
///
/// The default writes `binary/null` for null, `binary/plain` for byte arrays, `json/protobuf` for
/// protocol messages and `json/plain` for all else, as the SDKs of other languages do.
public final class DataConverter {
  private static final DataConverter DEFAULTS =
      new DataConverter(composite(new JsonConverter()), new DefaultFailureConverter(), null, null);

  private final PayloadConverter payloadConverter;
  private final FailureConverter failureConverter;
  private final @Nullable PayloadCodec codec;
  private final @Nullable ExternalStorage externalStorage;

  private DataConverter(
      PayloadConverter payloadConverter,
      FailureConverter failureConverter,
      @Nullable PayloadCodec codec,
      @Nullable ExternalStorage externalStorage) {
    this.payloadConverter = payloadConverter;
    this.failureConverter = failureConverter;
    this.codec = codec;
    this.externalStorage = externalStorage;
  }

  private static PayloadConverter composite(EncodingConverter json) {
    return new CompositePayloadConverter(
        List.of(
            new NullConverter(),
            new BytesConverter(),
            ProtobufConverter.json(),
            ProtobufConverter.binary(),
            json));
  }

  /// The default converter.
  public static DataConverter defaults() {
    return DEFAULTS;
  }

  /// The same with another converter for values.
  public DataConverter withPayloadConverter(PayloadConverter converter) {
    return new DataConverter(converter, failureConverter, codec, externalStorage);
  }

  /// The default converter for values, with JSON written and read by `json`: usually a
  /// [JsonConverter] with a mapper of one's own.
  public DataConverter withJsonConverter(EncodingConverter json) {
    return withPayloadConverter(composite(json));
  }

  /// The same with another converter for exceptions.
  public DataConverter withFailureConverter(FailureConverter converter) {
    return new DataConverter(payloadConverter, converter, codec, externalStorage);
  }

  /// The same with a codec through which payloads pass on their way to the server and back. The
  /// converter's own methods do not use it: client and worker do, when they send and receive.
  public DataConverter withCodec(PayloadCodec codec) {
    return new DataConverter(payloadConverter, failureConverter, codec, externalStorage);
  }

  /// The same with a storage for large payloads, which are stored as the codec made them.
  public DataConverter withExternalStorage(ExternalStorage storage) {
    return new DataConverter(payloadConverter, failureConverter, codec, storage);
  }

  /// The converter for what belongs to this workflow or activity.
  @SuppressWarnings("ReferenceEquality") // a converter without context returns itself
  public DataConverter withContext(SerializationContext context) {
    PayloadConverter payloads = payloadConverter.withContext(context);
    FailureConverter failures = failureConverter.withContext(context);
    return payloads == payloadConverter && failures == failureConverter
        ? this
        : new DataConverter(payloads, failures, codec, externalStorage);
  }

  /// The codec; null for none.
  public @Nullable PayloadCodec codec() {
    return codec;
  }

  /// The storage for large payloads; null for none.
  public @Nullable ExternalStorage externalStorage() {
    return externalStorage;
  }

  /// The converter for values.
  public PayloadConverter payloadConverter() {
    return payloadConverter;
  }

  /// The converter for exceptions.
  public FailureConverter failureConverter() {
    return failureConverter;
  }

  /// One value as a payload. A [RawValue] is passed on as it is, whatever the converter for values.
  public Payload encode(@Nullable Object value) {
    return value instanceof RawValue(Payload payload) ? payload : payloadConverter.encode(value);
  }

  /// Values as payloads, in order.
  public Payloads encodeAll(@Nullable Object... values) {
    var result = Payloads.newBuilder();
    for (Object value : values) {
      result.addPayloads(encode(value));
    }
    return result.build();
  }

  /// Values as payloads, in order.
  public Payloads encodeList(List<? extends @Nullable Object> values) {
    var result = Payloads.newBuilder();
    for (Object value : values) {
      result.addPayloads(encode(value));
    }
    return result.build();
  }

  /// The value in a payload; the payload itself as a [RawValue].
  public @Nullable Object decode(Payload payload, Type type) {
    return type == RawValue.class ? new RawValue(payload) : payloadConverter.decode(payload, type);
  }

  /// The arguments of a call as values of the parameters' types. Surplus payloads are ignored and
  /// missing ones are null, so that a parameter can be added or removed while old calls are under
  /// way.
  ///
  /// @throws DataConversionException naming the argument, when one cannot be decoded, or when one
  ///   of a primitive type is missing
  public @Nullable Object[] decodeArguments(Payloads payloads, List<Type> types) {
    @Nullable Object[] result = new @Nullable Object[types.size()];
    for (int i = 0; i < result.length; i++) {
      Type type = types.get(i);
      if (i < payloads.getPayloadsCount()) {
        try {
          result[i] = decode(payloads.getPayloads(i), type);
        } catch (DataConversionException e) {
          throw new DataConversionException(
              "Argument %d of %d: %s".formatted(i + 1, result.length, e.getMessage()), e);
        }
      } else if (type instanceof Class<?> primitive && primitive.isPrimitive()) {
        throw new DataConversionException(
            "Argument %d of %d is missing, and its type %s has no null."
                .formatted(i + 1, result.length, primitive),
            null);
      }
    }
    return result;
  }

  /// The result of a call; null when there is none.
  public @Nullable Object decodeResult(Payloads payloads, Type type) {
    return payloads.getPayloadsCount() == 0 || type == void.class || type == Void.class
        ? null
        : decode(payloads.getPayloads(0), type);
  }

  /// Values that are decoded when they are asked for.
  public Details decodeDetails(Payloads payloads) {
    return EncodedDetails.of(payloads, payloadConverter);
  }

  /// Details as payloads; those that came over the wire are passed on as they are.
  public Payloads encodeDetails(Details details) {
    return EncodedDetails.encode(details, payloadConverter);
  }

  /// An exception and its causes as a failure.
  public Failure encodeFailure(Throwable exception) {
    return failureConverter.encode(exception, payloadConverter);
  }

  /// A failure and its causes as an exception.
  public dev.perdure.failure.Failure decodeFailure(Failure failure) {
    return failureConverter.decode(failure, payloadConverter);
  }
}
