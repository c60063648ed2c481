package dev.perdure.engine.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.temporal.api.common.v1.Memo;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.common.v1.SearchAttributes;
import io.temporal.api.enums.v1.ScheduleOverlapPolicy;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.schedule.v1.BackfillRequest;
import io.temporal.api.schedule.v1.Schedule;
import io.temporal.api.schedule.v1.ScheduleActionResult;
import io.temporal.api.schedule.v1.SchedulePolicies;
import io.temporal.api.schedule.v1.ScheduleState;
import io.temporal.api.workflow.v1.NewWorkflowExecutionInfo;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ScheduleRecordCodecTest {
  private static final Instant TIME = Instant.ofEpochSecond(1_700_000_000, 123_456_789);

  static Stream<ScheduleRecord> records() {
    return Stream.of(
        new ScheduleRecord.Defined(
            "incarnation",
            "request",
            "seed",
            TIME,
            Schedule.newBuilder()
                .setPolicies(SchedulePolicies.newBuilder().setPauseOnFailure(true))
                .build(),
            Memo.newBuilder().putFields("a", Payload.getDefaultInstance()).build(),
            SearchAttributes.getDefaultInstance()),
        new ScheduleRecord.Moved(progress()),
        new ScheduleRecord.Carried(
            Payloads.newBuilder().addPayloads(Payload.getDefaultInstance()).build(), null),
        new ScheduleRecord.Carried(null, Failure.newBuilder().setMessage("no").build()),
        new ScheduleRecord.Asked(List.of("one", "", "two\nlines")),
        new ScheduleRecord.Former(
            List.of(
                new FormerStart(
                    7, NewWorkflowExecutionInfo.newBuilder().setWorkflowId("w").build(), true),
                new FormerStart(9, NewWorkflowExecutionInfo.getDefaultInstance(), false))),
        new ScheduleRecord.Deleted());
  }

  private static ScheduleProgress progress() {
    return new ScheduleProgress(
        ScheduleState.newBuilder().setNotes("why").setPaused(true).build(),
        7,
        TIME,
        TIME.plusSeconds(1),
        new ScheduleProgress.Counts(1, 2, 3, 4),
        9,
        List.of(
            new BufferedStart(
                TIME,
                TIME.plusMillis(5),
                ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_BUFFER_ALL,
                true),
            new BufferedStart(
                TIME, TIME, ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_UNSPECIFIED, false)),
        Stream.of(ScheduleAction.Stop.values())
            .map(
                stop ->
                    new ScheduleAction(
                        stop.number(), TIME, TIME, true, false, "workflow", "run", stop))
            .toList(),
        List.of(ScheduleActionResult.getDefaultInstance()),
        List.of(BackfillRequest.getDefaultInstance()),
        TIME.plusSeconds(2));
  }

  @ParameterizedTest
  @MethodSource("records")
  void a_record_is_read_as_it_was_written(ScheduleRecord record)
      throws InvalidProtocolBufferException {
    assertThat(RecordCodec.decode("", RecordCodec.encode(List.of(record)))).containsExactly(record);
  }

  @Test
  void a_part_of_the_future_is_refused() {
    var future = ByteString.copyFrom(new byte[] {0x1a, 0x02, 0x08, 0x7f});

    assertThatThrownBy(() -> RecordCodec.decode("", future))
        .isInstanceOf(InvalidProtocolBufferException.class)
        .hasMessage("part 127 of a schedule is not known to this version");
  }
}
