package dev.perdure.internal.wire;

import com.google.protobuf.Message;
import dev.perdure.converter.DataConversionException;
import dev.perdure.converter.DataConverter;
import dev.perdure.converter.ExternalStorage;
import dev.perdure.converter.PayloadCodec;
import dev.perdure.converter.SerializationContext;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.failure.v1.ApplicationFailureInfo;
import io.temporal.api.failure.v1.Failure;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Passes all payloads of protocol messages through the codec and the external storage of a data
/// converter: on their way out of this process, and on their way in. Search attributes are left as
/// they are, and headers unless they are wanted, too.
///
/// It may block, so it is used outside of workflow code and of gRPC's threads.
public final class MessageCodec {
  private static final Logger log = LoggerFactory.getLogger(MessageCodec.class);

  /// Leaves all messages as they are.
  public static final MessageCodec NONE = new MessageCodec(null, null, false);

  private final @Nullable PayloadCodec codec;
  private final @Nullable ExternalStorage storage;
  private final boolean headers;

  private MessageCodec(
      @Nullable PayloadCodec codec, @Nullable ExternalStorage storage, boolean headers) {
    this.codec = codec;
    this.storage = storage;
    this.headers = headers;
  }

  /// What a data converter wants for its payloads.
  ///
  /// @param headers whether headers have it too
  public static MessageCodec of(DataConverter converter, boolean headers) {
    return converter.codec() == null && converter.externalStorage() == null
        ? NONE
        : new MessageCodec(converter.codec(), converter.externalStorage(), headers);
  }

  /// Whether it changes nothing.
  public boolean isNone() {
    return codec == null && storage == null;
  }

  /// The message as it is sent.
  ///
  /// @param base what its payloads belong to, where it does not say so itself
  /// @throws DataConversionException when the codec or the storage fails
  public <M extends Message> M encode(M message, PayloadOwner base) {
    return isNone() ? message : new PayloadWalk(this::encode, headers).walk(message, base);
  }

  /// The message as it was before it was sent.
  ///
  /// @param base what its payloads belong to, where it does not say so itself
  /// @throws DataConversionException when the codec or the storage fails
  public <M extends Message> M decode(M message, PayloadOwner base) {
    return isNone() ? message : new PayloadWalk(this::decode, headers).walk(message, base);
  }

  /// As [#decode]; payloads that cannot be decoded stay as they are, and are an error only for who
  /// wants their values. So one of many in a list spoils nothing.
  public <M extends Message> M decodeWherePossible(M message, PayloadOwner base) {
    return isNone() ? message : new PayloadWalk(this::decodeOrLeave, headers).walk(message, base);
  }

  /// A failure as it is sent, whatever is in it: somebody waits for it. What the codec cannot
  /// encode is left out, as it may be secret.
  public Failure encodeFailure(Failure failure, PayloadOwner base) {
    try {
      return encode(failure, base);
    } catch (RuntimeException e) {
      log.warn("A failure cannot be encoded, and is told without what it says.", e);
      return Failure.newBuilder()
          .setMessage("A failure cannot be told: " + e.getMessage())
          .setApplicationFailureInfo(
              ApplicationFailureInfo.newBuilder().setType(e.getClass().getSimpleName()))
          .build();
    }
  }

  private List<Payload> encode(List<Payload> payloads, @Nullable SerializationContext context) {
    List<Payload> result = payloads;
    if (codec != null) {
      try {
        result = in(context, codec).encode(payloads);
      } catch (RuntimeException e) {
        throw new DataConversionException(
            "The payload codec cannot encode%s: %s".formatted(where(context), e), e);
      }
    }
    return store(result, context);
  }

  private List<Payload> decode(List<Payload> payloads, @Nullable SerializationContext context) {
    List<Payload> retrieved = retrieve(payloads, context);
    if (codec == null) {
      return retrieved;
    }
    try {
      return in(context, codec).decode(retrieved);
    } catch (RuntimeException e) {
      throw new DataConversionException(
          "The payload codec cannot decode%s: %s".formatted(where(context), e), e);
    }
  }

  private List<Payload> store(List<Payload> payloads, @Nullable SerializationContext context) {
    try {
      return storage == null ? payloads : storage.store(context, payloads);
    } catch (DataConversionException e) {
      throw e; // says already what is wrong
    } catch (RuntimeException e) {
      throw new DataConversionException(
          "The external storage cannot store%s: %s".formatted(where(context), e), e);
    }
  }

  private List<Payload> retrieve(List<Payload> payloads, @Nullable SerializationContext context) {
    try {
      return storage == null ? payloads : storage.retrieve(payloads);
    } catch (DataConversionException e) {
      throw e; // says already what is wrong
    } catch (RuntimeException e) {
      throw new DataConversionException(
          "The external storage cannot retrieve%s: %s".formatted(where(context), e), e);
    }
  }

  private List<Payload> decodeOrLeave(
      List<Payload> payloads, @Nullable SerializationContext context) {
    try {
      return decode(payloads, context);
    } catch (RuntimeException e) {
      return payloads;
    }
  }

  private static PayloadCodec in(@Nullable SerializationContext context, PayloadCodec codec) {
    return context == null ? codec : codec.withContext(context);
  }

  private static String where(@Nullable SerializationContext context) {
    return context == null ? "" : " a payload of " + context;
  }
}
