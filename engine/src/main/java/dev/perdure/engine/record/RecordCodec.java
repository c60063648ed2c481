package dev.perdure.engine.record;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import io.temporal.api.history.v1.HistoryEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// The stored form of one run's records: a protobuf message in which field 1 holds an event and
/// field 2 a note, in the order in which they happened; field 3 holds a record of a schedule.
///
/// So a batch is a `temporal.api.history.v1.History`, to which notes are unknown fields, batches
/// can be joined end to end, and events go from disk to client without being parsed.
public final class RecordCodec {
  private static final int EVENT_FIELD = 1;
  private static final int NOTE_FIELD = 2;
  private static final int SCHEDULE_FIELD = 3;
  private static final int EVENT_TAG = EVENT_FIELD << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final int NOTE_TAG = NOTE_FIELD << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final int SCHEDULE_TAG =
      SCHEDULE_FIELD << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

  private RecordCodec() {}

  /// The bytes of the records, which all belong to one run.
  public static ByteString encode(List<? extends JournalRecord> records) {
    var parts = new ByteString[records.size()];
    int size = 0;
    for (int i = 0; i < parts.length; i++) {
      parts[i] =
          switch (records.get(i)) {
            case Event event -> event.bytes();
            case Note note -> NoteCodec.encode(note);
            case ScheduleRecord part -> ScheduleRecordCodec.encode(part);
          };
      size += CodedOutputStream.computeBytesSize(EVENT_FIELD, parts[i]);
    }
    var bytes = new byte[size];
    var out = CodedOutputStream.newInstance(bytes);
    try {
      for (int i = 0; i < parts.length; i++) {
        out.writeBytes(field(records.get(i)), parts[i]);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return UnsafeByteOperations.unsafeWrap(bytes);
  }

  private static int field(JournalRecord record) {
    return switch (record) {
      case Event _ -> EVENT_FIELD;
      case Note _ -> NOTE_FIELD;
      case ScheduleRecord _ -> SCHEDULE_FIELD;
    };
  }

  /// The records again.
  ///
  /// @throws InvalidProtocolBufferException if the bytes are damaged or from a newer version
  public static List<JournalRecord> decode(String runId, ByteString batch)
      throws InvalidProtocolBufferException {
    var records = new ArrayList<JournalRecord>();
    var in = batch.newCodedInput();
    try {
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (tag) {
          case EVENT_TAG -> {
            var bytes = in.readBytes();
            records.add(new Event(runId, HistoryEvent.parseFrom(bytes), bytes));
          }
          case NOTE_TAG -> records.add(NoteCodec.decode(runId, in.readBytes()));
          case SCHEDULE_TAG -> records.add(ScheduleRecordCodec.decode(in.readBytes()));
          default -> in.skipField(tag);
        }
      }
    } catch (InvalidProtocolBufferException e) {
      throw e;
    } catch (IOException e) {
      throw new InvalidProtocolBufferException(e);
    }
    return records;
  }

  /// Copies the frames of the events `first` to `last` (both included) to `out`, unparsed; notes
  /// are left out. What is written is part of a `History` message.
  ///
  /// @return how many events were copied
  /// @throws InvalidProtocolBufferException if the bytes are damaged
  public static int splice(ByteString batch, long first, long last, OutputStream out)
      throws InvalidProtocolBufferException {
    var in = batch.newCodedInput();
    in.enableAliasing(true);
    int copied = 0;
    try {
      int start = in.getTotalBytesRead();
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (tag == EVENT_TAG) {
          long id = skipEvent(in);
          if (id >= first && id <= last) {
            batch.substring(start, in.getTotalBytesRead()).writeTo(out);
            copied++;
          }
        } else {
          in.skipField(tag);
        }
        start = in.getTotalBytesRead();
      }
    } catch (InvalidProtocolBufferException e) {
      throw e;
    } catch (IOException e) {
      throw new InvalidProtocolBufferException(e);
    }
    return copied;
  }

  /// Cuts a batch into parts of about this size, each but the first beginning with an event.
  ///
  /// @return the parts, by the id of the event that each begins with; of the first one `firstEvent`
  /// @throws InvalidProtocolBufferException if the bytes are damaged
  public static SequencedMap<Long, ByteString> split(
      ByteString batch, long firstEvent, int partBytes) throws InvalidProtocolBufferException {
    var parts = new LinkedHashMap<Long, ByteString>();
    var in = batch.newCodedInput();
    long id = firstEvent;
    int begin = 0;
    try {
      int start = in.getTotalBytesRead();
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (tag == EVENT_TAG && start - begin >= partBytes) {
          parts.put(id, batch.substring(begin, start));
          begin = start;
          id = skipEvent(in);
        } else {
          in.skipField(tag);
        }
        start = in.getTotalBytesRead();
      }
    } catch (InvalidProtocolBufferException e) {
      throw e;
    } catch (IOException e) {
      throw new InvalidProtocolBufferException(e);
    }
    parts.put(id, batch.substring(begin));
    return parts;
  }

  /// Passes over an event, whose tag was read, and tells its id.
  private static long skipEvent(CodedInputStream in) throws IOException {
    int length = in.readRawVarint32();
    int body = in.getTotalBytesRead();
    long id = eventId(in, length);
    in.skipRawBytes(length - (in.getTotalBytesRead() - body));
    return id;
  }

  /// The id comes first in every event that we write: fields are written in their order.
  private static long eventId(CodedInputStream in, int length) throws IOException {
    if (length == 0 || in.readTag() != HistoryEvent.EVENT_ID_FIELD_NUMBER << 3) {
      throw new InvalidProtocolBufferException("an event does not begin with its id");
    }
    return in.readInt64();
  }
}
