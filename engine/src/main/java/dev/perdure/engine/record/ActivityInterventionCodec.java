package dev.perdure.engine.record;

import com.google.protobuf.InvalidProtocolBufferException;
import io.temporal.api.activity.v1.ActivityOptions;

/// The stored form of notes about what clients do to activities. [NoteCodec] has the rules.
final class ActivityInterventionCodec {
  private ActivityInterventionCodec() {}

  static void encode(FieldWriter out, Note.ActivityIntervention note) {
    switch (note) {
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
