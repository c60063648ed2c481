package dev.perdure.engine.record;

import com.google.protobuf.InvalidProtocolBufferException;
import io.temporal.api.activity.v1.ActivityOptions;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.failure.v1.Failure;

/// The stored form of notes about activities. [NoteCodec] has the rules.
final class ActivityNoteCodec {
  private ActivityNoteCodec() {}

  static void encode(FieldWriter out, Note.OfActivity note) {
    switch (note) {
      case Note.ActivityStarted n ->
          out.number(1, 13)
              .number(2, n.scheduledEventId())
              .number(3, n.attempt())
              .time(4, n.startedTime())
              .text(6, n.requestId())
              .text(7, n.identity())
              .number(8, n.epoch());
      case Note.ActivityRetryScheduled n ->
          out.number(1, 14)
              .number(2, n.scheduledEventId())
              .number(3, n.attempt())
              .time(4, n.time())
              .time(6, n.scheduledTime())
              .message(8, n.lastFailure());
      case Note.ActivityHeartbeat n ->
          out.number(1, 15)
              .number(2, n.scheduledEventId())
              .time(3, n.time())
              .message(5, n.details());
      case Note.ActivityNotesDropped n ->
          out.number(1, 16)
              .number(2, n.scheduledEventId())
              .number(3, n.records())
              .number(4, n.retries());
      case Note.ActivityPaused n ->
          out.number(1, 60)
              .number(2, n.scheduledEventId())
              .time(3, n.time())
              .text(5, n.identity())
              .text(6, n.reason())
              .text(7, n.requestId());
      case Note.ActivityUnpaused n ->
          out.number(1, 61)
              .number(2, n.scheduledEventId())
              .flag(3, n.resetAttempts())
              .flag(4, n.resetHeartbeat())
              .optionalTime(5, n.scheduledTime());
      case Note.ActivityReset n ->
          out.number(1, 62)
              .number(2, n.scheduledEventId())
              .flag(3, n.resetHeartbeat())
              .flag(4, n.restoreOptions())
              .flag(5, n.unpause())
              .optionalTime(6, n.scheduledTime());
      case Note.ActivityOptionsUpdated n ->
          out.number(1, 63)
              .number(2, n.scheduledEventId())
              .message(3, n.options())
              .optionalTime(4, n.scheduledTime());
      case Note.ActivityHeartbeatForgotten n -> out.number(1, 64).number(2, n.scheduledEventId());
    }
  }

  static Note decode(String runId, FieldReader in) throws InvalidProtocolBufferException {
    long id = in.number(2);
    return switch (in.integer(1)) {
      case 13 ->
          new Note.ActivityStarted(
              runId, id, in.integer(3), in.time(4), in.text(6), in.text(7), in.number(8));
      case 14 ->
          new Note.ActivityRetryScheduled(
              runId, id, in.integer(3), in.time(4), in.time(6), in.message(8, Failure.parser()));
      case 15 ->
          new Note.ActivityHeartbeat(runId, id, in.time(3), in.optional(5, Payloads.parser()));
      case 16 -> new Note.ActivityNotesDropped(runId, id, in.integer(3), in.integer(4));
      case 60 -> new Note.ActivityPaused(runId, id, in.time(3), in.text(5), in.text(6), in.text(7));
      case 61 -> new Note.ActivityUnpaused(runId, id, in.flag(3), in.flag(4), in.optionalTime(5));
      case 62 ->
          new Note.ActivityReset(runId, id, in.flag(3), in.flag(4), in.flag(5), in.optionalTime(6));
      case 63 ->
          new Note.ActivityOptionsUpdated(
              runId, id, in.optional(3, ActivityOptions.parser()), in.optionalTime(4));
      default -> new Note.ActivityHeartbeatForgotten(runId, id);
    };
  }
}
