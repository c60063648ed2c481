package dev.perdure.server.store;

import static dev.perdure.server.store.LogBatch.ENTRY;
import static dev.perdure.server.store.LogBatch.ENTRY_CURRENT_RUN;
import static dev.perdure.server.store.LogBatch.ENTRY_KIND;
import static dev.perdure.server.store.LogBatch.ENTRY_NAME;
import static dev.perdure.server.store.LogBatch.ENTRY_NAMESPACE;
import static dev.perdure.server.store.LogBatch.ENTRY_PART;
import static dev.perdure.server.store.LogBatch.ENTRY_READY;
import static dev.perdure.server.store.LogBatch.ENTRY_RUN;
import static dev.perdure.server.store.LogBatch.ENTRY_WAKE;
import static dev.perdure.server.store.LogBatch.PART_NUMBER;
import static dev.perdure.server.store.LogBatch.PART_RECORD;
import static dev.perdure.server.store.LogBatch.RUN_CLOSE;
import static dev.perdure.server.store.LogBatch.RUN_DELETED;
import static dev.perdure.server.store.LogBatch.RUN_DETAILS;
import static dev.perdure.server.store.LogBatch.RUN_FIRST_EVENT;
import static dev.perdure.server.store.LogBatch.RUN_HISTORY_BYTES;
import static dev.perdure.server.store.LogBatch.RUN_HISTORY_LENGTH;
import static dev.perdure.server.store.LogBatch.RUN_ID;
import static dev.perdure.server.store.LogBatch.RUN_RECORDS;
import static dev.perdure.server.store.LogBatch.RUN_STATUS;
import static dev.perdure.server.store.LogBatch.RUN_TRANSITIONS;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads what [LogBatch] wrote. Unknown fields are skipped.
final class LogReader {
  private LogReader() {}

  /// One transition.
  ///
  /// @param wakeMicros null if nothing is due
  /// @param parts what it says of an entity without runs
  record Entry(
      int kind,
      int namespace,
      String name,
      String currentRunId,
      boolean ready,
      @Nullable Long wakeMicros,
      List<RunPart> runs,
      Map<Integer, ByteString> parts) {}

  /// What a transition says of one run.
  ///
  /// @param details null if they are as before
  /// @param isDeleted the run is gone, and nothing else is said of it
  record RunPart(
      String runId,
      long firstEventId,
      ByteString records,
      @Nullable ByteString details,
      Summaries.Counters counters,
      boolean isDeleted) {}

  static List<Entry> read(ByteBuffer batch) throws IOException {
    var entries = new ArrayList<Entry>();
    var in = CodedInputStream.newInstance(batch);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == ENTRY) {
        int limit = in.pushLimit(in.readRawVarint32());
        entries.add(entry(in));
        in.popLimit(limit);
      } else {
        in.skipField(tag);
      }
    }
    return entries;
  }

  private static Entry entry(CodedInputStream in) throws IOException {
    int kind = 0;
    int namespace = 0;
    var name = "";
    var currentRunId = "";
    boolean ready = false;
    Long wake = null;
    var runs = new ArrayList<RunPart>(1);
    Map<Integer, ByteString> parts = Map.of();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case ENTRY_KIND -> kind = in.readInt32();
        case ENTRY_NAMESPACE -> namespace = in.readInt32();
        case ENTRY_NAME -> name = in.readString();
        case ENTRY_CURRENT_RUN -> currentRunId = in.readString();
        case ENTRY_READY -> ready = in.readBool();
        case ENTRY_WAKE -> wake = in.readInt64() - 1;
        case ENTRY_RUN -> {
          int limit = in.pushLimit(in.readRawVarint32());
          runs.add(run(in, currentRunId));
          in.popLimit(limit);
        }
        case ENTRY_PART -> {
          int limit = in.pushLimit(in.readRawVarint32());
          parts = parts.isEmpty() ? new TreeMap<>() : parts;
          part(in, parts);
          in.popLimit(limit);
        }
        default -> in.skipField(tag);
      }
    }
    return new Entry(kind, namespace, name, currentRunId, ready, wake, runs, parts);
  }

  private static void part(CodedInputStream in, Map<Integer, ByteString> parts) throws IOException {
    int number = 0;
    var record = ByteString.EMPTY;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case PART_NUMBER -> number = in.readInt32();
        case PART_RECORD -> record = in.readBytes();
        default -> in.skipField(tag);
      }
    }
    parts.put(number, record);
  }

  private static RunPart run(CodedInputStream in, String currentRunId) throws IOException {
    var runId = currentRunId;
    long firstEventId = 0;
    var records = ByteString.EMPTY;
    ByteString details = null;
    int status = 0;
    long close = 0;
    long historyLength = 0;
    long historyBytes = 0;
    long transitions = 0;
    boolean isDeleted = false;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case RUN_ID -> runId = in.readString();
        case RUN_FIRST_EVENT -> firstEventId = in.readInt64();
        case RUN_RECORDS -> records = in.readBytes();
        case RUN_DETAILS -> details = in.readBytes();
        case RUN_STATUS -> status = in.readInt32();
        case RUN_CLOSE -> close = in.readInt64();
        case RUN_HISTORY_LENGTH -> historyLength = in.readInt64();
        case RUN_HISTORY_BYTES -> historyBytes = in.readInt64();
        case RUN_TRANSITIONS -> transitions = in.readInt64();
        case RUN_DELETED -> isDeleted = in.readBool();
        default -> in.skipField(tag);
      }
    }
    var counters =
        new Summaries.Counters(
            Summaries.status(status),
            close == 0 ? null : Summaries.instant(close),
            historyLength,
            historyBytes,
            transitions);
    return new RunPart(runId, firstEventId, records, details, counters, isDeleted);
  }
}
