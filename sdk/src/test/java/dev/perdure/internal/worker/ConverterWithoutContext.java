package dev.perdure.internal.worker;

import dev.perdure.converter.DataConverter;
import dev.perdure.converter.PayloadConverter;
import dev.perdure.converter.SerializationContext;
import io.temporal.api.common.v1.Payload;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/// A user's converter that fails as soon as it is told what its values belong to.
final class ConverterWithoutContext implements PayloadConverter {
  @Override
  public Payload encode(@Nullable Object value) {
    return DataConverter.defaults().encode(value);
  }

  @Override
  public @Nullable Object decode(Payload payload, Type type) {
    return DataConverter.defaults().decode(payload, type);
  }

  @Override
  public PayloadConverter withContext(SerializationContext context) {
    throw new IllegalStateException("no tenant");
  }
}
