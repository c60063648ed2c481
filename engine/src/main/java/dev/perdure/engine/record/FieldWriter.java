package dev.perdure.engine.record;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Timestamp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes a small protobuf message field by field. A default value takes no room.
final class FieldWriter {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
  private final CodedOutputStream out = CodedOutputStream.newInstance(bytes, 128);

  FieldWriter number(int field, long value) {
    if (value != 0) {
      try {
        out.writeInt64(field, value);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return this;
  }

  FieldWriter flag(int field, boolean value) {
    return number(field, value ? 1 : 0);
  }

  FieldWriter text(int field, String value) {
    if (!value.isEmpty()) {
      try {
        out.writeString(field, value);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return this;
  }

  /// Null is left out; an empty message is not.
  FieldWriter message(int field, @Nullable MessageLite value) {
    if (value != null) {
      try {
        out.writeMessage(field, value);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return this;
  }

  /// Null is left out; takes one field.
  FieldWriter optionalTime(int field, @Nullable Instant value) {
    return message(
        field,
        value == null
            ? null
            : Timestamp.newBuilder()
                .setSeconds(value.getEpochSecond())
                .setNanos(value.getNano())
                .build());
  }

  /// Takes the fields `field` (seconds) and `field + 1` (nanoseconds).
  FieldWriter time(int field, Instant value) {
    return number(field, value.getEpochSecond()).number(field + 1, value.getNano());
  }

  /// Takes the fields `field` (seconds) and `field + 1` (nanoseconds).
  FieldWriter duration(int field, Duration value) {
    return number(field, value.getSeconds()).number(field + 1, value.getNano());
  }

  /// Takes one field, none if the list is empty.
  FieldWriter list(int field, List<ByteString> items) {
    if (items.isEmpty()) {
      return this;
    }
    var list = new FieldWriter();
    try {
      for (var item : items) {
        list.out.writeBytes(1, item);
      }
      out.writeBytes(field, list.toBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  ByteString toBytes() {
    try {
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ByteString.copyFrom(bytes.toByteArray());
  }
}
