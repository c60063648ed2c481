package dev.perdure.engine.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.perdure.engine.StateDump;
import dev.perdure.engine.state.WorkflowState;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.history.v1.ActivityTaskScheduledEventAttributes;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowTaskStartedEventAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NoteCompactionTest {
  private static final Instant TIME = Instant.ofEpochSecond(1_700_000_000);

  private static Event scheduled(long id) {
    return new Event(
        "r",
        HistoryEvent.newBuilder()
            .setEventId(id)
            .setEventType(EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED)
            .setActivityTaskScheduledEventAttributes(
                ActivityTaskScheduledEventAttributes.newBuilder().setActivityId("a" + id))
            .build());
  }

  private static Note.ActivityHeartbeat beat(long activity, int second, int details) {
    return new Note.ActivityHeartbeat(
        "r", activity, TIME.plusSeconds(second), details == 0 ? null : details(details));
  }

  private static Payloads details(int number) {
    var data = ByteString.copyFromUtf8(String.valueOf(number));
    return Payloads.newBuilder().addPayloads(Payload.newBuilder().setData(data)).build();
  }

  private static Note start(long activity, int attempt) {
    return new Note.ActivityStarted(
        "r", activity, attempt, TIME.plusSeconds(attempt), "poll" + attempt, "worker", 0);
  }

  private static Note retry(long activity, int attempt) {
    var time = TIME.plusSeconds(attempt);
    return new Note.ActivityRetryScheduled(
        "r", activity, attempt, time, time, Failure.newBuilder().setMessage("no").build());
  }

  @Test
  void of_many_heartbeats_the_last_one_is_left_with_the_last_details() {
    var records = List.of(beat(5, 1, 1), beat(5, 2, 2), beat(5, 3, 0), beat(5, 4, 0));

    assertThat(NoteCompaction.compact(records))
        .containsExactly(new Note.ActivityNotesDropped("r", 5, 3, 0), beat(5, 4, 2));
  }

  @Test
  void of_many_attempts_the_last_start_and_the_last_retry_are_left() {
    var records =
        List.of(start(5, 1), retry(5, 2), start(5, 2), retry(5, 3), start(6, 1), start(5, 3));

    assertThat(NoteCompaction.compact(records))
        .containsExactly(
            new Note.ActivityNotesDropped("r", 5, 3, 1), retry(5, 3), start(6, 1), start(5, 3));
  }

  @Test
  void what_is_compacted_again_and_again_stays_small() {
    List<JournalRecord> records = List.of();
    for (int i = 1; i <= 1_000; i++) {
      var longer = new ArrayList<>(records);
      longer.addAll(List.of(start(5, i), beat(5, i, i), retry(5, i + 1)));
      records = NoteCompaction.compact(longer);
    }

    assertThat(records).hasSize(4).contains(new Note.ActivityNotesDropped("r", 5, 2_997, 999));
  }

  private static List<Note> failedTask(int attempt) {
    return List.of(
        new Note.TransientTaskScheduled("r", attempt, TIME, Duration.ofSeconds(10)),
        new Note.TransientTaskStarted(
            "r", TIME, WorkflowTaskStartedEventAttributes.getDefaultInstance()),
        new Note.TaskInProcess("r", 1),
        new Note.TransientTaskFailed("r"));
  }

  @Test
  void a_worker_that_fails_for_ever_leaves_the_last_task_only() {
    List<JournalRecord> all = new ArrayList<>(List.of(scheduled(1)));
    List<JournalRecord> compacted = List.copyOf(all);
    for (int attempt = 2; attempt < 500; attempt++) {
      all.addAll(failedTask(attempt));
      var longer = new ArrayList<>(compacted);
      longer.addAll(failedTask(attempt));
      compacted = NoteCompaction.compact(longer);
    }

    assertThat(compacted).hasSize(6).contains(new Note.TransientTasksDropped("r", 497 * 4, 497));
    assertThat(StateDump.of(fold(compacted))).isEqualTo(StateDump.of(fold(all)));
  }

  @Test
  void a_task_that_an_event_follows_is_kept() {
    List<JournalRecord> records = new ArrayList<>(failedTask(2));
    records.add(scheduled(7));
    records.addAll(failedTask(3));

    assertThat(NoteCompaction.compact(records)).isEqualTo(records);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void compacted_notes_fold_to_the_same_state(long seed) {
    var random = new SplittableRandom(seed);
    var records = new ArrayList<JournalRecord>(List.of(scheduled(1), scheduled(2)));
    List<JournalRecord> compacted = List.copyOf(records);
    for (int i = 0; i < 200; i++) {
      var record = any(random, i);
      records.add(record);
      var longer = new ArrayList<>(compacted);
      longer.add(record);
      compacted = random.nextInt(4) == 0 ? NoteCompaction.compact(longer) : longer;

      assertThat(StateDump.of(fold(compacted))).isEqualTo(StateDump.of(fold(records)));
    }
  }

  private static JournalRecord any(SplittableRandom random, int i) {
    long activity = 1L + random.nextInt(2);
    return switch (random.nextInt(4)) {
      case 0 -> start(activity, i);
      case 1 -> retry(activity, i);
      default -> beat(activity, i, random.nextInt(3));
    };
  }

  private static WorkflowState fold(List<JournalRecord> records) {
    var state = WorkflowState.empty(EntityKey.workflow("default", "w"));
    records.forEach(state::apply);
    return state;
  }
}
