package dev.perdure.engine.record;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.temporal.api.common.v1.Memo;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.common.v1.SearchAttributes;
import io.temporal.api.enums.v1.ScheduleOverlapPolicy;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.schedule.v1.BackfillRequest;
import io.temporal.api.schedule.v1.Schedule;
import io.temporal.api.schedule.v1.ScheduleActionResult;
import io.temporal.api.schedule.v1.ScheduleState;
import io.temporal.api.workflow.v1.NewWorkflowExecutionInfo;
import java.util.ArrayList;

/// The stored form of a schedule's records: field 1 is the part, the others belong to the part. A
/// number, once released, keeps its meaning. A later version may add fields, which this one skips,
/// and parts, which this one refuses.
final class ScheduleRecordCodec {
  private ScheduleRecordCodec() {}

  static ByteString encode(ScheduleRecord record) {
    var out = new FieldWriter().number(1, record.part());
    switch (record) {
      case ScheduleRecord.Defined r ->
          out.text(2, r.incarnation())
              .text(3, r.requestId())
              .text(4, r.jitterSeed())
              .time(5, r.createTime())
              .message(7, r.schedule())
              .message(8, r.memo())
              .message(9, r.searchAttributes());
      case ScheduleRecord.Moved r -> write(out, r.progress());
      case ScheduleRecord.Carried r -> out.message(2, r.result()).message(3, r.failure());
      case ScheduleRecord.Asked r ->
          out.list(2, r.requestIds().stream().map(ByteString::copyFromUtf8).toList());
      case ScheduleRecord.Former r ->
          out.list(2, r.starts().stream().map(ScheduleRecordCodec::encode).toList());
      case ScheduleRecord.Deleted _ -> {}
    }
    return out.toBytes();
  }

  static ScheduleRecord decode(ByteString bytes) throws InvalidProtocolBufferException {
    var in = FieldReader.read(bytes);
    return switch (in.integer(1)) {
      case 0 -> new ScheduleRecord.Deleted();
      case 1 ->
          new ScheduleRecord.Defined(
              in.text(2),
              in.text(3),
              in.text(4),
              in.time(5),
              in.message(7, Schedule.parser()),
              in.message(8, Memo.parser()),
              in.message(9, SearchAttributes.parser()));
      case 2 -> new ScheduleRecord.Moved(progress(in));
      case 3 ->
          new ScheduleRecord.Carried(
              in.optional(2, Payloads.parser()), in.optional(3, Failure.parser()));
      case 4 ->
          new ScheduleRecord.Asked(in.list(2).stream().map(ByteString::toStringUtf8).toList());
      case 5 -> former(in);
      default ->
          throw new InvalidProtocolBufferException(
              "part " + in.integer(1) + " of a schedule is not known to this version");
    };
  }

  private static void write(FieldWriter out, ScheduleProgress progress) {
    var counts = progress.counts();
    out.message(2, progress.state())
        .number(3, progress.conflictToken())
        .time(4, progress.processedTo())
        .optionalTime(6, progress.updateTime())
        .number(7, counts.actions())
        .number(8, counts.missed())
        .number(9, counts.skipped())
        .number(10, counts.dropped())
        .number(11, progress.lastNumber())
        .list(12, progress.buffer().stream().map(ScheduleRecordCodec::encode).toList())
        .list(13, progress.actions().stream().map(ScheduleRecordCodec::encode).toList())
        .list(14, progress.recent().stream().map(ScheduleActionResult::toByteString).toList())
        .list(15, progress.backfills().stream().map(BackfillRequest::toByteString).toList())
        .optionalTime(16, progress.backfillDue());
  }

  private static ScheduleProgress progress(FieldReader in) throws InvalidProtocolBufferException {
    var buffer = new ArrayList<BufferedStart>();
    for (var item : in.list(12)) {
      buffer.add(bufferedStart(item));
    }
    var actions = new ArrayList<ScheduleAction>();
    for (var item : in.list(13)) {
      actions.add(action(item));
    }
    var recent = new ArrayList<ScheduleActionResult>();
    for (var item : in.list(14)) {
      recent.add(ScheduleActionResult.parseFrom(item));
    }
    var backfills = new ArrayList<BackfillRequest>();
    for (var item : in.list(15)) {
      backfills.add(BackfillRequest.parseFrom(item));
    }
    return new ScheduleProgress(
        in.message(2, ScheduleState.parser()),
        in.number(3),
        in.time(4),
        in.optionalTime(6),
        new ScheduleProgress.Counts(in.number(7), in.number(8), in.number(9), in.number(10)),
        in.number(11),
        buffer,
        actions,
        recent,
        backfills,
        in.optionalTime(16));
  }

  private static ByteString encode(BufferedStart start) {
    return new FieldWriter()
        .time(1, start.nominal())
        .time(3, start.actual())
        .number(5, start.overlap().getNumber())
        .flag(6, start.manual())
        .toBytes();
  }

  private static BufferedStart bufferedStart(ByteString bytes)
      throws InvalidProtocolBufferException {
    var in = FieldReader.read(bytes);
    var overlap = ScheduleOverlapPolicy.forNumber(in.integer(5));
    return new BufferedStart(
        in.time(1),
        in.time(3),
        overlap == null ? ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_UNSPECIFIED : overlap,
        in.flag(6));
  }

  private static ByteString encode(ScheduleAction action) {
    return new FieldWriter()
        .number(1, action.number())
        .time(2, action.nominal())
        .time(4, action.actual())
        .flag(6, action.manual())
        .flag(7, action.overlapping())
        .text(8, action.workflowId())
        .text(9, action.firstRunId())
        .number(10, action.stop().number())
        .toBytes();
  }

  private static ScheduleAction action(ByteString bytes) throws InvalidProtocolBufferException {
    var in = FieldReader.read(bytes);
    return new ScheduleAction(
        in.number(1),
        in.time(2),
        in.time(4),
        in.flag(6),
        in.flag(7),
        in.text(8),
        in.text(9),
        ScheduleAction.Stop.of(in.integer(10)));
  }

  private static ByteString encode(FormerStart start) {
    return new FieldWriter()
        .number(1, start.lastNumber())
        .message(2, start.workflow())
        .flag(3, start.keepsWorkflowId())
        .toBytes();
  }

  private static ScheduleRecord.Former former(FieldReader in)
      throws InvalidProtocolBufferException {
    var starts = new ArrayList<FormerStart>();
    for (var item : in.list(2)) {
      var start = FieldReader.read(item);
      starts.add(
          new FormerStart(
              start.number(1), start.message(2, NewWorkflowExecutionInfo.parser()), start.flag(3)));
    }
    return new ScheduleRecord.Former(starts);
  }
}
