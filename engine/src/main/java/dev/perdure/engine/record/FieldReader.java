package dev.perdure.engine.record;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import com.google.protobuf.Timestamp;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads what [FieldWriter] wrote. Unknown fields are skipped, missing ones have their default.
final class FieldReader {
  private static final int FIELDS = 24;

  private final long[] numbers = new long[FIELDS];
  private final @Nullable ByteString[] blobs = new @Nullable ByteString[FIELDS];

  private FieldReader() {}

  static FieldReader read(ByteString bytes) throws InvalidProtocolBufferException {
    var reader = new FieldReader();
    var in = bytes.newCodedInput();
    try {
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        reader.field(in, tag);
      }
    } catch (InvalidProtocolBufferException e) {
      throw e;
    } catch (IOException e) {
      throw new InvalidProtocolBufferException(e);
    }
    return reader;
  }

  private void field(CodedInputStream in, int tag) throws IOException {
    int field = WireFormat.getTagFieldNumber(tag);
    switch (WireFormat.getTagWireType(tag)) {
      case WireFormat.WIRETYPE_VARINT -> {
        long value = in.readInt64();
        if (field < FIELDS) {
          numbers[field] = value;
        }
      }
      case WireFormat.WIRETYPE_LENGTH_DELIMITED -> {
        var value = in.readBytes();
        if (field < FIELDS) {
          blobs[field] = value;
        }
      }
      default -> in.skipField(tag);
    }
  }

  long number(int field) {
    return numbers[field];
  }

  int integer(int field) {
    return (int) numbers[field];
  }

  boolean flag(int field) {
    return numbers[field] != 0;
  }

  String text(int field) {
    var value = blobs[field];
    return value == null ? "" : value.toStringUtf8();
  }

  <M extends MessageLite> @Nullable M optional(int field, Parser<M> parser)
      throws InvalidProtocolBufferException {
    var value = blobs[field];
    return value == null ? null : parser.parseFrom(value);
  }

  <M extends MessageLite> M message(int field, Parser<M> parser)
      throws InvalidProtocolBufferException {
    var value = blobs[field];
    return parser.parseFrom(value == null ? ByteString.EMPTY : value);
  }

  Instant time(int field) throws InvalidProtocolBufferException {
    long nanos = numbers[field + 1];
    if (nanos < 0
        || nanos > 999_999_999
        || Math.abs(numbers[field]) > Instant.MAX.getEpochSecond()) {
      throw new InvalidProtocolBufferException("not a time");
    }
    return Instant.ofEpochSecond(numbers[field], nanos);
  }

  @Nullable Instant optionalTime(int field) throws InvalidProtocolBufferException {
    var value = optional(field, Timestamp.parser());
    if (value == null) {
      return null;
    }
    if (value.getNanos() < 0
        || value.getNanos() > 999_999_999
        || Math.abs(value.getSeconds()) > Instant.MAX.getEpochSecond()) {
      throw new InvalidProtocolBufferException("not a time");
    }
    return Instant.ofEpochSecond(value.getSeconds(), value.getNanos());
  }

  Duration duration(int field) {
    return Duration.ofSeconds(numbers[field], numbers[field + 1]);
  }

  List<ByteString> list(int field) throws InvalidProtocolBufferException {
    var items = new ArrayList<ByteString>();
    var list = blobs[field];
    if (list == null) {
      return items;
    }
    var in = list.newCodedInput();
    try {
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        items.add(in.readBytes());
      }
    } catch (InvalidProtocolBufferException e) {
      throw e;
    } catch (IOException e) {
      throw new InvalidProtocolBufferException(e);
    }
    return items;
  }
}
