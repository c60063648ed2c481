package dev.perdure.internal.wire;

import dev.perdure.converter.DataConverter;
import io.temporal.api.common.v1.Memo;
import io.temporal.api.common.v1.Payload;
import java.lang.reflect.Type;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Memos as messages.
public final class MemoPayloads {
  private MemoPayloads() {}

  /// Values as a message; a null value is a null payload, which in an update removes one.
  public static Memo encode(
      Map<String, ? extends @Nullable Object> values, DataConverter converter) {
    var memo = Memo.newBuilder();
    values.forEach((key, value) -> memo.putFields(key, converter.encode(value)));
    return memo.build();
  }

  /// All values of a message, as the converter decodes them without knowing their types.
  public static Map<String, @Nullable Object> decode(Memo memo, DataConverter converter) {
    var values = new LinkedHashMap<String, @Nullable Object>();
    memo.getFieldsMap()
        .forEach((key, payload) -> values.put(key, converter.decode(payload, Object.class)));
    return Collections.unmodifiableMap(values);
  }

  /// One value of a message; null when there is none of this name.
  public static @Nullable Object decode(Memo memo, String key, Type type, DataConverter converter) {
    Payload payload = memo.getFieldsMap().get(key);
    return payload == null ? null : converter.decode(payload, type);
  }
}
