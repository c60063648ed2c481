package dev.perdure.engine.sim;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.random.RandomGenerator;

/// Messages that no sane client sends: any field set or not, to values at the edge of their types.
final class OddMessages {
  private static final long[] NUMBERS = {
    0, 1, -1, 2, 5, 7, 100, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE
  };
  private static final String[] TEXTS = {"", "a", "b", "q", "w", "1", "/_sys/x", "x".repeat(1001)};

  private final RandomGenerator random;

  OddMessages(RandomGenerator random) {
    this.random = random;
  }

  @SuppressWarnings("unchecked") // A builder builds its own type.
  <M extends Message> M of(M prototype) {
    return (M) fill(prototype.newBuilderForType(), 0).build();
  }

  long number() {
    return NUMBERS[random.nextInt(NUMBERS.length)];
  }

  String text() {
    return TEXTS[random.nextInt(TEXTS.length)];
  }

  private Message.Builder fill(Message.Builder builder, int depth) {
    for (var field : builder.getDescriptorForType().getFields()) {
      if (random.nextInt(3) != 0 || field.isMapField()) {
        continue;
      }
      if (field.isRepeated()) {
        for (int i = random.nextInt(3); i > 0; i--) {
          builder.addRepeatedField(field, value(builder, field, depth));
        }
      } else {
        builder.setField(field, value(builder, field, depth));
      }
    }
    return builder;
  }

  private Object value(Message.Builder builder, FieldDescriptor field, int depth) {
    return switch (field.getJavaType()) {
      case INT -> (int) number();
      case LONG -> number();
      case FLOAT -> (float) number();
      case DOUBLE -> (double) number() / 2;
      case BOOLEAN -> random.nextBoolean();
      case STRING -> text();
      case BYTE_STRING -> ByteString.copyFromUtf8(text());
      case ENUM -> {
        var values = field.getEnumType().getValues();
        yield random.nextInt(10) == 0
            ? field.getEnumType().findValueByNumberCreatingIfUnknown(999)
            : values.get(random.nextInt(values.size()));
      }
      case MESSAGE -> {
        var message = builder.newBuilderForField(field);
        yield depth > 3 ? message.build() : fill(message, depth + 1).build();
      }
    };
  }
}
