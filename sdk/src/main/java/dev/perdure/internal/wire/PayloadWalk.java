package dev.perdure.internal.wire;

import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.perdure.converter.DataConversionException;
import dev.perdure.converter.SerializationContext;
import io.temporal.api.command.v1.RecordMarkerCommandAttributes;
import io.temporal.api.common.v1.Header;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.history.v1.MarkerRecordedEventAttributes;
import io.temporal.api.update.v1.Acceptance;
import io.temporal.api.update.v1.Rejection;
import io.temporal.api.update.v1.Request;
import io.temporal.api.update.v1.Response;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// Changes all payloads of one message, wherever they are in it. What has none is not copied.
final class PayloadWalk {
  private static final String LOCAL_ACTIVITY = "core_local_activity";
  private static final String RESULT = "result";

  /// Updates travel packed.
  private static final List<Message> PACKED =
      List.of(
          Request.getDefaultInstance(),
          Acceptance.getDefaultInstance(),
          Rejection.getDefaultInstance(),
          Response.getDefaultInstance());

  private final BiFunction<List<Payload>, @Nullable SerializationContext, List<Payload>> change;
  private final boolean headers;

  /// @param change what becomes of payloads that belong together
  PayloadWalk(
      BiFunction<List<Payload>, @Nullable SerializationContext, List<Payload>> change,
      boolean headers) {
    this.change = change;
    this.headers = headers;
  }

  @SuppressWarnings("unchecked") // what comes out is of the type that went in
  <M extends Message> M walk(M message, PayloadOwner owner) {
    return (M)
        switch (message) {
          case Payload payload -> one(payload, owner);
          case Payloads payloads -> all(payloads, owner);
          case Header header -> headers ? fields(header, owner) : header;
          case RecordMarkerCommandAttributes marker -> {
            var changed =
                marker.toBuilder()
                    .putAllDetails(details(marker.getMarkerName(), marker.getDetailsMap(), owner));
            if (marker.hasFailure()) {
              changed.setFailure(walk(marker.getFailure(), owner.marker(marker.getDetailsMap())));
            }
            yield changed.build();
          }
          case MarkerRecordedEventAttributes marker -> {
            var changed =
                marker.toBuilder()
                    .putAllDetails(details(marker.getMarkerName(), marker.getDetailsMap(), owner));
            if (marker.hasFailure()) {
              changed.setFailure(walk(marker.getFailure(), owner.marker(marker.getDetailsMap())));
            }
            yield changed.build();
          }
          case Any packed -> packed(packed, owner);
          default -> fields(message, owner);
        };
  }

  private Payload one(Payload payload, PayloadOwner owner) {
    List<Payload> changed = change.apply(List.of(payload), owner.context());
    if (changed.size() != 1) {
      throw new DataConversionException(
          "The payload codec made %d payloads of one.".formatted(changed.size()), null);
    }
    return changed.getFirst();
  }

  private Payloads all(Payloads payloads, PayloadOwner owner) {
    return payloads.getPayloadsCount() == 0
        ? payloads
        : Payloads.newBuilder()
            .addAllPayloads(change.apply(payloads.getPayloadsList(), owner.context()))
            .build();
  }

  /// Markers are the SDK's own bookkeeping, in clear; only the result of a local activity is a
  /// user's.
  private Map<String, Payloads> details(
      String marker, Map<String, Payloads> details, PayloadOwner owner) {
    Payloads result = details.get(RESULT);
    return marker.equals(LOCAL_ACTIVITY) && result != null
        ? Map.of(RESULT, all(result, owner.marker(details)))
        : Map.of();
  }

  private Any packed(Any packed, PayloadOwner owner) {
    for (Message type : PACKED) {
      if (packed.getTypeUrl().endsWith("/" + type.getDescriptorForType().getFullName())) {
        try {
          Message unpacked = type.getParserForType().parseFrom(packed.getValue());
          return packed.toBuilder().setValue(walk(unpacked, owner).toByteString()).build();
        } catch (InvalidProtocolBufferException e) {
          throw new DataConversionException("An update cannot be read.", e);
        }
      }
    }
    return packed;
  }

  @SuppressWarnings("ReferenceEquality") // what was not changed is the same object
  private Message fields(Message message, PayloadOwner around) {
    PayloadFields fields = PayloadFields.of(message.getDescriptorForType());
    if (fields.isEmpty()) {
      return message;
    }
    PayloadOwner owner = fields.owner(message, around).of(message);
    Message.@Nullable Builder changed = null;
    for (FieldDescriptor field : fields.list()) {
      if (field.isRepeated()) {
        for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
          Message before = (Message) message.getRepeatedField(field, i);
          Message after = walk(before, owner);
          if (after != before) {
            changed = changed == null ? message.toBuilder() : changed;
            changed.setRepeatedField(field, i, after);
          }
        }
      } else if (message.hasField(field)) {
        Message before = (Message) message.getField(field);
        Message after = walk(before, owner);
        if (after != before) {
          changed = changed == null ? message.toBuilder() : changed;
          changed.setField(field, after);
        }
      }
    }
    return changed == null ? message : changed.build();
  }
}
