package dev.perdure.engine.record;

import com.google.protobuf.InvalidProtocolBufferException;
import io.temporal.api.common.v1.Callback;
import io.temporal.api.common.v1.Priority;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.CallbackState;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.history.v1.HistoryEvent;
import java.time.Instant;

/// The stored form of what is owed, inside a note: field 2 is the kind, 3 to 6 the parent, the
/// others belong to the kind. A number, once released, keeps its meaning.
final class OwedCodec {
  private OwedCodec() {}

  static void write(FieldWriter out, Owed owed) {
    switch (owed) {
      case Owed.ChildStarted o ->
          parent(out.number(2, 1), o.parent())
              .text(7, o.firstRunId())
              .number(8, o.policy().getNumber());
      case Owed.ChildClosed o ->
          parent(out.number(2, 2), o.parent())
              .text(7, o.workflowType())
              .text(8, o.firstRunId())
              .text(9, o.runId())
              .message(10, o.closing());
      case Owed.ParentClosed o ->
          parent(out.number(2, 3), o.parent())
              .text(7, o.childId())
              .text(8, o.firstRunId())
              .number(9, o.policy().getNumber());
      case Owed.ChildStart o ->
          parent(out.number(2, 4), o.parent())
              .message(7, o.initiated())
              .message(8, o.root())
              .message(9, o.priority());
      case Owed.ChildSought o ->
          parent(out.number(2, 5), o.parent()).text(7, o.childId()).text(8, o.firstRunId());
      case Owed.ScheduledClosed o ->
          out.number(2, 7)
              .text(7, o.by().scheduleId())
              .text(8, o.by().incarnation())
              .number(9, o.by().number())
              .text(10, o.firstRunId())
              .text(11, o.runId())
              .message(12, o.closing());
      case Owed.Callback o -> write(out.number(2, 6).text(7, o.endedRunId()), o.callback());
    }
  }

  private static void write(FieldWriter out, CompletionCallback callback) {
    out.text(8, callback.id())
        .message(9, callback.callback())
        .text(10, callback.requestId())
        .optionalTime(11, callback.registered())
        .number(12, callback.state().getNumber())
        .number(13, callback.attempts())
        .optionalTime(14, callback.lastAttempt())
        .message(15, callback.lastFailure())
        .optionalTime(16, callback.nextAttempt());
  }

  private static FieldWriter parent(FieldWriter out, Parent parent) {
    return out.text(3, parent.namespace())
        .text(4, parent.workflowId())
        .text(5, parent.runId())
        .number(6, parent.initiatedEventId());
  }

  static Owed read(FieldReader in) throws InvalidProtocolBufferException {
    var parent = new Parent(in.text(3), in.text(4), in.text(5), in.number(6));
    return switch (in.integer(2)) {
      case 1 -> new Owed.ChildStarted(parent, in.text(7), policy(in.integer(8)));
      case 2 ->
          new Owed.ChildClosed(
              parent, in.text(7), in.text(8), in.text(9), in.message(10, HistoryEvent.parser()));
      case 3 -> new Owed.ParentClosed(parent, in.text(7), in.text(8), policy(in.integer(9)));
      case 4 ->
          new Owed.ChildStart(
              parent,
              in.message(7, HistoryEvent.parser()),
              in.message(8, WorkflowExecution.parser()),
              in.optional(9, Priority.parser()));
      case 5 -> new Owed.ChildSought(parent, in.text(7), in.text(8));
      case 6 -> new Owed.Callback(in.text(7), callback(in));
      case 7 ->
          new Owed.ScheduledClosed(
              new ScheduledBy(in.text(7), in.text(8), in.number(9)),
              in.text(10),
              in.text(11),
              in.message(12, HistoryEvent.parser()));
      default ->
          throw new InvalidProtocolBufferException(
              "what is owed is of kind " + in.integer(2) + ", not known to this version");
    };
  }

  private static CompletionCallback callback(FieldReader in) throws InvalidProtocolBufferException {
    var registered = in.optionalTime(11);
    var state = CallbackState.forNumber(in.integer(12));
    return new CompletionCallback(
        in.text(8),
        in.message(9, Callback.parser()),
        in.text(10),
        registered == null ? Instant.EPOCH : registered,
        state == null ? CallbackState.CALLBACK_STATE_SCHEDULED : state,
        in.integer(13),
        in.optionalTime(14),
        in.optional(15, Failure.parser()),
        in.optionalTime(16));
  }

  private static ParentClosePolicy policy(int number) {
    var policy = ParentClosePolicy.forNumber(number);
    return policy == null ? ParentClosePolicy.PARENT_CLOSE_POLICY_TERMINATE : policy;
  }
}
