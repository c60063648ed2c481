package dev.perdure.engine.record;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowTaskStartedEventAttributes;
import java.util.List;

/// The stored form of notes: field 1 is the kind, the others belong to the kind.
///
/// A number, once released, keeps its meaning. A later version may add fields, which this one
/// skips, and kinds, which this one refuses.
final class NoteCodec {
  /// Run ids are UUIDs.
  private static final String BETWEEN_RUNS = ",";

  private NoteCodec() {}

  static ByteString encode(Note note) {
    var out = new FieldWriter();
    switch (note) {
      case Note.RequestSeen n ->
          out.number(1, 1)
              .text(2, n.requestId())
              .number(3, n.eventType().getNumber())
              .number(4, n.eventId());
      case Note.EventBuffered n -> out.number(1, 2).message(2, n.event());
      case Note.BufferFlushed _ -> out.number(1, 3);
      case Note.BufferedEventDropped n -> out.number(1, 4).number(2, n.index());
      case Note.TransientTaskScheduled n ->
          out.number(1, 5)
              .number(2, n.attempt())
              .time(3, n.scheduledTime())
              .duration(5, n.startToClose());
      case Note.TransientTaskStarted n ->
          out.number(1, 6).time(2, n.startedTime()).message(4, n.attributes());
      case Note.TransientTaskFailed _ -> out.number(1, 7);
      case Note.TaskHeartbeat n -> out.number(1, 8).time(2, n.originalScheduledTime());
      case Note.TaskInProcess n -> out.number(1, 9).number(2, n.epoch());
      case Note.StickySet n ->
          out.number(1, 10).text(2, n.taskQueue()).duration(3, n.scheduleToStart());
      case Note.StickyCleared _ -> out.number(1, 11);
      case Note.CloseAttempted _ -> out.number(1, 12);
      case Note.OfActivity n -> ActivityNoteCodec.encode(out, n);
      case Note.OwedAdded n -> OwedCodec.write(out.number(1, 20), n.owed());
      case Note.OwedSettled n -> out.number(1, 21).text(2, n.owedId());
      case Note.SignalsTaken n -> out.number(1, 22).text(2, String.join("\n", n.requestIds()));
      case Note.CallbackAttempted n ->
          out.number(1, 23)
              .text(2, n.owedId())
              .time(3, n.time())
              .message(5, n.failure())
              .optionalTime(6, n.next());
      case Note.SpeculativeTaskKept n ->
          out.number(1, 30).number(2, n.stamp()).duration(3, n.scheduleToStart());
      case Note.RunReset n ->
          out.number(1, 40)
              .text(2, String.join(BETWEEN_RUNS, n.bases()))
              .text(3, n.requestId())
              .text(4, n.startRequestId())
              .time(5, n.time());
      case Note.ResetTo n -> out.number(1, 41).text(2, n.newRunId());
      case Note.DeleteRequested _ -> out.number(1, 42);
      case Note.RunDeleted _ -> out.number(1, 43);
      case Note.TransientTasksDropped n ->
          out.number(1, 44).number(2, n.records()).number(3, n.tasks());
      case Note.Scheduled n -> write(out.number(1, 70), n.by());
    }
    return out.toBytes();
  }

  private static void write(FieldWriter out, ScheduledBy by) {
    out.text(2, by.scheduleId()).text(3, by.incarnation()).number(4, by.number());
  }

  static Note decode(String runId, ByteString bytes) throws InvalidProtocolBufferException {
    var in = FieldReader.read(bytes);
    return switch (in.integer(1)) {
      case 1 -> new Note.RequestSeen(runId, in.text(2), eventType(in.integer(3)), in.number(4));
      case 2 -> new Note.EventBuffered(runId, in.message(2, HistoryEvent.parser()));
      case 3 -> new Note.BufferFlushed(runId);
      case 4 -> new Note.BufferedEventDropped(runId, in.integer(2));
      case 5 -> new Note.TransientTaskScheduled(runId, in.integer(2), in.time(3), in.duration(5));
      case 6 ->
          new Note.TransientTaskStarted(
              runId, in.time(2), in.message(4, WorkflowTaskStartedEventAttributes.parser()));
      case 7 -> new Note.TransientTaskFailed(runId);
      case 8 -> new Note.TaskHeartbeat(runId, in.time(2));
      case 9 -> new Note.TaskInProcess(runId, in.number(2));
      case 10 -> new Note.StickySet(runId, in.text(2), in.duration(3));
      case 11 -> new Note.StickyCleared(runId);
      case 12 -> new Note.CloseAttempted(runId);
      case 13, 14, 15, 16, 60, 61, 62, 63, 64 -> ActivityNoteCodec.decode(runId, in);
      case 20 -> new Note.OwedAdded(runId, OwedCodec.read(in));
      case 21 -> new Note.OwedSettled(runId, in.text(2));
      case 22 -> new Note.SignalsTaken(runId, in.text(2).lines().toList());
      case 23 ->
          new Note.CallbackAttempted(
              runId, in.text(2), in.time(3), in.optional(5, Failure.parser()), in.optionalTime(6));
      case 30 -> new Note.SpeculativeTaskKept(runId, in.number(2), in.duration(3));
      case 40 ->
          new Note.RunReset(
              runId,
              List.of(in.text(2).split(BETWEEN_RUNS, -1)),
              in.text(3),
              in.text(4),
              in.time(5));
      case 41 -> new Note.ResetTo(runId, in.text(2));
      case 42 -> new Note.DeleteRequested(runId);
      case 43 -> new Note.RunDeleted(runId);
      case 44 -> new Note.TransientTasksDropped(runId, in.integer(2), in.integer(3));
      case 70 -> new Note.Scheduled(runId, new ScheduledBy(in.text(2), in.text(3), in.number(4)));
      default ->
          throw new InvalidProtocolBufferException(
              "note of kind " + in.integer(1) + " is not known to this version");
    };
  }

  private static EventType eventType(int number) {
    var type = EventType.forNumber(number);
    return type == null ? EventType.UNRECOGNIZED : type;
  }
}
