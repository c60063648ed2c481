package dev.perdure.converter;

import dev.perdure.common.Details;
import dev.perdure.common.TypeRef;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Values as they came over the wire.
final class EncodedDetails implements Details {
  private final List<Payload> payloads;
  private final PayloadConverter converter;

  private EncodedDetails(List<Payload> payloads, PayloadConverter converter) {
    this.payloads = payloads;
    this.converter = converter;
  }

  static Details of(Payloads payloads, PayloadConverter converter) {
    return payloads.getPayloadsCount() == 0
        ? Details.none()
        : new EncodedDetails(payloads.getPayloadsList(), converter);
  }

  /// Any details as payloads; those that came over the wire are passed on as they are.
  static Payloads encode(Details details, PayloadConverter converter) {
    var result = Payloads.newBuilder();
    if (details instanceof EncodedDetails encoded) {
      return result.addAllPayloads(encoded.payloads).build();
    }
    for (int i = 0; i < details.size(); i++) {
      Object value = details.get(i, Object.class);
      result.addPayloads(
          value instanceof RawValue(Payload payload) ? payload : converter.encode(value));
    }
    return result.build();
  }

  @Override
  public int size() {
    return payloads.size();
  }

  @Override
  @SuppressWarnings("unchecked") // the converter returns a value of the type that it is asked for
  public <T> @Nullable T get(int index, Class<T> type) {
    Payload payload = payloads.get(index);
    return type == RawValue.class
        ? type.cast(new RawValue(payload))
        : (T) converter.decode(payload, type);
  }

  @Override
  @SuppressWarnings("unchecked") // the converter returns a value of the type that it is asked for
  public <T> @Nullable T get(int index, TypeRef<T> type) {
    return (T) converter.decode(payloads.get(index), type.type());
  }
}
