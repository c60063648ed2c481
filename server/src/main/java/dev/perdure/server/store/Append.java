package dev.perdure.server.store;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.record.Event;
import dev.perdure.engine.record.JournalRecord;
import dev.perdure.engine.record.Note;
import dev.perdure.engine.record.RecordCodec;
import dev.perdure.engine.record.ScheduleRecord;
import dev.perdure.engine.state.RunSummary;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A transition on its way to the log, its records already in their stored form.
///
/// @param namespace the namespace's number
/// @param runs what it says of each run, in the order of the runs' summaries
/// @param parts what it says of an entity without runs: the newest record of each part
/// @param bytes about what it takes in the log
record Append(
    Transition transition,
    int namespace,
    List<RunPart> runs,
    SortedMap<Integer, ByteString> parts,
    int bytes) {
  /// What takes room beside the records: names, lengths, counters.
  private static final int OVERHEAD = 200;

  /// @param firstEventId the number of the first event of the records, or of the one that will
  ///   follow them if they have none
  /// @param summary null if the run was deleted
  record RunPart(
      String runId, long firstEventId, ByteString records, @Nullable RunSummary summary) {}

  static Append of(Transition transition, int namespace) {
    return transition.key().kind() == EntityKey.Kind.WORKFLOW
        ? ofRuns(transition, namespace)
        : ofParts(transition, namespace);
  }

  private static Append ofParts(Transition transition, int namespace) {
    var parts = new TreeMap<Integer, ByteString>();
    for (var record : transition.records()) {
      switch (record) {
        case ScheduleRecord.Deleted _ -> parts.clear();
        case ScheduleRecord part -> parts.put(part.part(), RecordCodec.encode(List.of(part)));
        case Event _, Note _ ->
            throw new IllegalArgumentException("a run's record in a schedule: " + record);
      }
    }
    int bytes = CodedOutputStream.computeStringSizeNoTag(transition.key().id()) + OVERHEAD;
    for (var part : parts.values()) {
      bytes += part.size();
    }
    return new Append(transition, namespace, List.of(), parts, bytes);
  }

  private static Append ofRuns(Transition transition, int namespace) {
    var summaries = transition.changedRuns();
    var parts = new ArrayList<RunPart>(summaries.size());
    int bytes = CodedOutputStream.computeStringSizeNoTag(transition.key().id()) + OVERHEAD;
    int covered = 0;
    for (var summary : summaries) {
      boolean only = summaries.size() == 1 && transition.deletedRuns().isEmpty();
      var records = recordsOf(summary.runId(), transition.records(), only);
      covered += records.size();
      var encoded = RecordCodec.encode(records);
      parts.add(new RunPart(summary.runId(), firstEventId(records, summary), encoded, summary));
      bytes += encoded.size();
    }
    for (var runId : transition.deletedRuns()) {
      covered += recordsOf(runId, transition.records(), false).size();
      parts.add(new RunPart(runId, 0, ByteString.EMPTY, null));
    }
    if (covered != transition.records().size()) {
      throw new IllegalArgumentException(
          "a transition of " + transition.key() + " has records of a run without its summary");
    }
    return new Append(transition, namespace, parts, Collections.emptySortedMap(), bytes);
  }

  private static List<JournalRecord> recordsOf(
      String runId, List<JournalRecord> records, boolean only) {
    if (only) {
      return records;
    }
    var found = new ArrayList<JournalRecord>(records.size());
    for (var record : records) {
      if (record.runId().equals(runId)) {
        found.add(record);
      }
    }
    return found;
  }

  private static long firstEventId(List<JournalRecord> records, RunSummary summary) {
    for (var record : records) {
      if (record instanceof Event event) {
        return event.id();
      }
    }
    return summary.historyLength() + 1;
  }
}
