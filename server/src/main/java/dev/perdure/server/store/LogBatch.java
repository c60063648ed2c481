package dev.perdure.server.store;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// What one group commit adds to the log: a protobuf message, written in one pass.
///
/// ```
/// Batch { repeated Entry entry = 1; }
/// Entry { int32 kind = 1; int32 namespace = 2; string name = 3; string current_run = 4;
///         bool ready = 5; int64 wake_us_plus_1 = 6; repeated Run run = 7;
///         repeated Part part = 8; }
/// Run   { string run_id = 1; int64 first_event = 2; bytes records = 3; bytes details = 4;
///         int32 status = 5; int64 close_ns = 6; int64 history_length = 7;
///         int64 history_bytes = 8; int64 transitions = 9; bool deleted = 10; }
/// Part  { int32 number = 1; bytes record = 2; }
/// ```
///
/// Entries have consecutive positions, the last of them that of the batch. `details` is there when
/// it differs from what the log had of the run before, `run_id` is empty for the current run. Of a
/// deleted run nothing else is said, and `current_run` is empty if it was the current one. An
/// entity without runs has parts; `current_run` is empty when it and they are gone. [LogReader]
/// reads it. Numbers of fields are stored for ever.
final class LogBatch {
  static final int ENTRY = 1;
  static final int ENTRY_KIND = 1;
  static final int ENTRY_NAMESPACE = 2;
  static final int ENTRY_NAME = 3;
  static final int ENTRY_CURRENT_RUN = 4;
  static final int ENTRY_READY = 5;
  static final int ENTRY_WAKE = 6;
  static final int ENTRY_RUN = 7;
  static final int ENTRY_PART = 8;
  static final int RUN_ID = 1;
  static final int RUN_FIRST_EVENT = 2;
  static final int RUN_RECORDS = 3;
  static final int RUN_DETAILS = 4;
  static final int RUN_STATUS = 5;
  static final int RUN_CLOSE = 6;
  static final int RUN_HISTORY_LENGTH = 7;
  static final int RUN_HISTORY_BYTES = 8;
  static final int RUN_TRANSITIONS = 9;
  static final int RUN_DELETED = 10;
  static final int PART_NUMBER = 1;
  static final int PART_RECORD = 2;

  private static final int VARINT = 0;
  private static final int LENGTH_DELIMITED = 2;

  /// A nested message's length is written after its content, so its room is fixed.
  private static final int LENGTH_BYTES = 4;

  private static final int LENGTH_MAX = (1 << (7 * LENGTH_BYTES)) - 1;

  private byte[] bytes = new byte[64 << 10];
  private int size;

  void clear() {
    size = 0;
    if (bytes.length > 1 << 20) {
      // One large batch must not hold its memory for ever.
      bytes = new byte[64 << 10];
    }
  }

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  /// The bytes, of which the first [#size] count.
  byte[] bytes() {
    return bytes;
  }

  /// Adds one entry: the transition of `append`, whose records have just become part of `tail`.
  void add(Tail tail, Append append) {
    int entry = begin(ENTRY);
    number(ENTRY_KIND, tail.key.kind().number());
    number(ENTRY_NAMESPACE, tail.namespace);
    text(ENTRY_NAME, tail.key.id());
    text(ENTRY_CURRENT_RUN, tail.currentRunId);
    number(ENTRY_READY, tail.ready ? 1 : 0);
    if (tail.wakeMicros != null) {
      number(ENTRY_WAKE, tail.wakeMicros + 1);
    }
    for (var part : append.runs()) {
      add(tail, part);
    }
    append.parts().forEach((number, record) -> add(tail, number, record));
    end(entry);
  }

  private void add(Tail tail, int number, ByteString record) {
    tail.put(number, record);
    int message = begin(ENTRY_PART);
    number(PART_NUMBER, number);
    blob(PART_RECORD, record);
    end(message);
  }

  private void add(Tail tail, Append.RunPart part) {
    var summary = part.summary();
    var run = tail.runs.computeIfAbsent(part.runId(), id -> new Tail.Run(id, part.firstEventId()));
    if (summary == null) {
      run.delete();
      int message = begin(ENTRY_RUN);
      text(RUN_ID, part.runId());
      number(RUN_DELETED, 1);
      end(message);
      return;
    }
    run.add(part.records());
    boolean details = run.update(summary);
    int message = begin(ENTRY_RUN);
    if (!part.runId().equals(tail.currentRunId)) {
      text(RUN_ID, part.runId());
    }
    number(RUN_FIRST_EVENT, part.firstEventId());
    blob(RUN_RECORDS, part.records());
    if (details) {
      blob(RUN_DETAILS, run.details());
    }
    number(RUN_STATUS, summary.status().getNumber());
    if (summary.closeTime() != null) {
      number(RUN_CLOSE, Summaries.nanos(summary.closeTime()));
    }
    number(RUN_HISTORY_LENGTH, summary.historyLength());
    number(RUN_HISTORY_BYTES, summary.historyBytes());
    number(RUN_TRANSITIONS, summary.transitions());
    end(message);
  }

  private int begin(int field) {
    room(5 + LENGTH_BYTES);
    tag(field, LENGTH_DELIMITED);
    size += LENGTH_BYTES;
    return size;
  }

  private void end(int begin) {
    int length = size - begin;
    if (length > LENGTH_MAX) {
      throw new IllegalArgumentException("a transition of " + length + " bytes is too large");
    }
    for (int i = 0; i < LENGTH_BYTES; i++) {
      int more = i < LENGTH_BYTES - 1 ? 0x80 : 0;
      bytes[begin - LENGTH_BYTES + i] = (byte) (((length >>> (7 * i)) & 0x7f) | more);
    }
  }

  private void number(int field, long value) {
    if (value != 0) {
      room(15);
      tag(field, VARINT);
      varint(value);
    }
  }

  private void text(int field, String value) {
    var utf8 = value.getBytes(StandardCharsets.UTF_8);
    room(10 + utf8.length);
    tag(field, LENGTH_DELIMITED);
    varint(utf8.length);
    System.arraycopy(utf8, 0, bytes, size, utf8.length);
    size += utf8.length;
  }

  private void blob(int field, ByteString value) {
    room(10 + value.size());
    tag(field, LENGTH_DELIMITED);
    varint(value.size());
    value.copyTo(bytes, size);
    size += value.size();
  }

  private void tag(int field, int type) {
    varint(((long) field << 3) | type);
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[size++] = (byte) ((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  private void room(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }
}
