package dev.perdure.server.search;

import dev.perdure.engine.attribute.AttributeValue;
import io.temporal.api.common.v1.Payload;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/// What runs are found by in the values that were set for them.
public final class StoredValues {
  private StoredValues() {}

  /// The values of an attribute, each once, as a [Condition] has them: several for a KeywordList
  /// and the words of a Text, else one; none if the value is nothing or not of the type.
  public static List<Object> of(Attribute attribute, Payload value) {
    return AttributeValue.parts(attribute.type(), value).stream()
        .<Object>flatMap(part -> comparable(attribute, part))
        .distinct()
        .toList();
  }

  private static Stream<?> comparable(Attribute attribute, Object part) {
    return switch (part) {
      case Instant time -> Stream.of(Values.nanos(time));
      case Boolean truth -> Stream.of(truth ? 1L : 0L);
      case String text when attribute.isText() -> Words.of(text).stream();
      default -> Stream.of(part);
    };
  }
}
