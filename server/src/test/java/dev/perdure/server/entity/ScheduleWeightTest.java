package dev.perdure.server.entity;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.perdure.engine.Engine;
import dev.perdure.engine.EngineLimits;
import dev.perdure.engine.decision.Ids;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.record.ScheduleRecord;
import dev.perdure.engine.state.ScheduleState;
import io.temporal.api.common.v1.Memo;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.workflowservice.v1.CreateScheduleRequest;
import io.temporal.api.workflowservice.v1.UpdateScheduleRequest;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a schedule counts for in the cache.
class ScheduleWeightTest {
  private static final Payload LARGE =
      Payload.newBuilder().setData(ByteString.copyFrom(new byte[1 << 20])).build();
  private static final Memo MEMO = Memo.newBuilder().putFields("m", LARGE).build();

  private final ScheduleState schedule = ScheduleState.empty(EntityKey.schedule("default", "s"));
  private final Ids ids =
      new Ids() {
        @Override
        public String next() {
          return "id";
        }

        @Override
        public double jitter() {
          return 0;
        }
      };

  @BeforeEach
  void create() {
    ask(new Request.CreateSchedule(CreateScheduleRequest.getDefaultInstance(), "seed"));
  }

  private void ask(Request<?> request) {
    var _ = new Engine(EngineLimits.DEFAULT).decide(schedule, request, Instant.EPOCH, ids);
  }

  @Test
  void it_counts_what_one_action_hands_to_the_next() {
    long before = StoredEntities.weight(schedule);
    var result = Payloads.newBuilder().addPayloads(LARGE).build();

    schedule.apply(new ScheduleRecord.Carried(result, null));
    assertThat(StoredEntities.weight(schedule) - before).isGreaterThan(3 << 20);
  }

  @Test
  void what_an_update_replaces_counts_no_more() {
    var update = UpdateScheduleRequest.newBuilder();
    ask(new Request.UpdateSchedule(update.setMemo(MEMO).build()));
    long once = StoredEntities.weight(schedule);
    ask(new Request.UpdateSchedule(update.setMemo(MEMO).build()));

    assertThat(once).isGreaterThan(3 << 20);
    assertThat(StoredEntities.weight(schedule)).isEqualTo(once);
  }

  @Test
  void one_that_is_gone_counts_nothing() {
    ask(new Request.DeleteSchedule());
    assertThat(StoredEntities.weight(schedule)).isZero();
  }
}
