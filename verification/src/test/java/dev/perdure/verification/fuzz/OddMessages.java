package dev.perdure.verification.fuzz;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Makes messages of any type: with fields missing, over-long, contradictory and hostile, and with
/// so many values that mean something to the server that they get past the first checks.
final class OddMessages {
  private static final int MAX_DEPTH = 5;
  private static final int MAX_REMEMBERED = 200;

  private final RandomGenerator random;

  /// The namespace that most messages name.
  private String namespace = "default";

  /// Tokens and ids that the server has given out.
  private final List<ByteString> tokens = new ArrayList<>();

  private final List<String> names =
      new ArrayList<>(
          List.of(
              "fuzz-0",
              "fuzz-1",
              "fuzz-2",
              "queue",
              "nobody",
              "temporal-system",
              "",
              " ",
              "%s%n",
              "'; DROP TABLE run; --",
              "../../etc/passwd",
              "\u0000",
              "\u202e\ud83d\udca5",
              "/_sys/queue",
              "* * * * *",
              "@every 1s",
              "WorkflowId = 'fuzz-0'",
              "ExecutionStatus = 'Running' AND (",
              "x".repeat(1_001)));

  OddMessages(RandomGenerator random) {
    this.random = random;
  }

  /// A message of the type of `prototype`, most likely about this namespace.
  Message message(Message prototype, String likelyNamespace) {
    namespace = likelyNamespace;
    var builder = prototype.newBuilderForType();
    fill(builder, 0);
    return builder.build();
  }

  /// Takes what a reply contains as material for later messages.
  void learn(Message reply) {
    reply
        .getAllFields()
        .forEach(
            (field, value) -> {
              switch (value) {
                case ByteString bytes when !bytes.isEmpty() && bytes.size() < 1_000 ->
                    remember(tokens, bytes);
                case String string when field.getName().endsWith("_id") -> remember(names, string);
                case Message message -> learn(message);
                default -> {}
              }
            });
  }

  private <T> void remember(List<T> list, T value) {
    if (list.size() < MAX_REMEMBERED) {
      list.add(value);
    } else {
      list.set(random.nextInt(MAX_REMEMBERED / 2, MAX_REMEMBERED), value);
    }
  }

  private void fill(Message.Builder builder, int depth) {
    // Sparse messages get far, dense ones wide.
    double density = random.nextDouble();
    for (var field : builder.getDescriptorForType().getFields()) {
      if (field.getName().equals("namespace") && random.nextInt(10) < 9) {
        builder.setField(field, namespace);
      } else if (random.nextDouble() < density && depth < MAX_DEPTH) {
        set(builder, field, depth);
      }
    }
  }

  private void set(Message.Builder builder, FieldDescriptor field, int depth) {
    if (!field.isRepeated()) {
      builder.setField(field, value(builder, field, depth));
      return;
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      builder.addRepeatedField(field, value(builder, field, depth));
    }
  }

  private Object value(Message.Builder builder, FieldDescriptor field, int depth) {
    return switch (field.getJavaType()) {
      case INT -> (int) number();
      case LONG -> number();
      case FLOAT -> (float) fraction();
      case DOUBLE -> fraction();
      case BOOLEAN -> random.nextBoolean();
      case STRING -> names.get(random.nextInt(names.size()));
      case BYTE_STRING -> bytes();
      case ENUM -> {
        var values = field.getEnumType().getValues();
        yield random.nextInt(20) == 0
            ? field.getEnumType().findValueByNumberCreatingIfUnknown(99)
            : values.get(random.nextInt(values.size()));
      }
      case MESSAGE -> {
        var inner = builder.newBuilderForField(field);
        if (inner instanceof Any.Builder any) {
          any.setTypeUrl("type.googleapis.com/temporal.api.update.v1.Request").setValue(bytes());
        } else if (inner instanceof DynamicMessage.Builder || depth < MAX_DEPTH) {
          fill(inner, depth + 1);
        }
        yield inner.build();
      }
    };
  }

  private long number() {
    return switch (random.nextInt(8)) {
      case 0 -> 0;
      case 1 -> -1;
      case 2 -> Long.MAX_VALUE;
      case 3 -> Long.MIN_VALUE;
      case 4 -> Integer.MAX_VALUE;
      default -> random.nextInt(1, 12);
    };
  }

  private double fraction() {
    return switch (random.nextInt(5)) {
      case 0 -> Double.NaN;
      case 1 -> -1;
      case 2 -> Double.POSITIVE_INFINITY;
      default -> random.nextDouble() * 4;
    };
  }

  private ByteString bytes() {
    if (!tokens.isEmpty() && random.nextInt(3) > 0) {
      var token = tokens.get(random.nextInt(tokens.size()));
      return random.nextInt(4) > 0 ? token : mutated(token);
    }
    var bytes = new byte[random.nextInt(40)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) random.nextInt(256);
    }
    return ByteString.copyFrom(bytes);
  }

  /// The same with a byte changed, or cut short.
  private ByteString mutated(ByteString token) {
    if (random.nextBoolean()) {
      return token.substring(0, random.nextInt(token.size()));
    }
    var bytes = token.toByteArray();
    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    return ByteString.copyFrom(bytes);
  }
}
