package dev.perdure.engine.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.temporal.api.activity.v1.ActivityOptions;
import io.temporal.api.common.v1.Callback;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.common.v1.Priority;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.history.v1.History;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowTaskStartedEventAttributes;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class RecordCodecTest {
  private static final Instant TIME = Instant.ofEpochSecond(1_700_000_000, 123_456_789);

  private static final Parent PARENT = new Parent("default", "parent", "p", 5);

  private static final Failure FAILURE = Failure.newBuilder().setMessage("no").build();

  private static final CompletionCallback CALLBACK =
      CompletionCallback.registered(
          "0 request",
          Callback.newBuilder().setNexus(Callback.Nexus.newBuilder().setUrl("https://a/b")).build(),
          "request",
          TIME);

  static Stream<Note> notes() {
    var event = event(0, EventType.EVENT_TYPE_TIMER_FIRED).event();
    return Stream.of(
        new Note.RequestSeen("r", "id", EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED, 1),
        new Note.EventBuffered("r", event),
        new Note.BufferFlushed("r"),
        new Note.BufferedEventDropped("r", 3),
        new Note.TransientTaskScheduled("r", 2, TIME, Duration.ofMillis(10_500)),
        new Note.TransientTaskStarted(
            "r", TIME, WorkflowTaskStartedEventAttributes.newBuilder().setIdentity("w").build()),
        new Note.TransientTaskFailed("r"),
        new Note.TaskHeartbeat("r", TIME),
        new Note.TaskInProcess("r", 7),
        new Note.StickySet("r", "queue", Duration.ofSeconds(5)),
        new Note.StickyCleared("r"),
        new Note.SpeculativeTaskKept("r", -7, Duration.ofSeconds(5)),
        new Note.CloseAttempted("r"),
        new Note.ActivityStarted("r", 5, 2, TIME, "poll", "worker", 7),
        new Note.ActivityRetryScheduled(
            "r", 5, 3, TIME, TIME.plusSeconds(1), Failure.newBuilder().setMessage("no").build()),
        new Note.ActivityHeartbeat("r", 5, TIME, null),
        new Note.ActivityHeartbeat("r", 5, TIME, Payloads.getDefaultInstance()),
        new Note.ActivityHeartbeat(
            "r", 5, TIME, Payloads.newBuilder().addPayloads(Payload.getDefaultInstance()).build()),
        new Note.ActivityNotesDropped("r", 5, 12, 6),
        new Note.OwedAdded(
            "r",
            new Owed.ChildStarted(
                PARENT, "r0", ParentClosePolicy.PARENT_CLOSE_POLICY_REQUEST_CANCEL)),
        new Note.OwedAdded("r", new Owed.ChildClosed(PARENT, "Type", "r0", "r1", event)),
        new Note.OwedAdded(
            "r",
            new Owed.ParentClosed(
                PARENT, "child", "r0", ParentClosePolicy.PARENT_CLOSE_POLICY_TERMINATE)),
        new Note.OwedAdded(
            "r",
            new Owed.ChildStart(
                PARENT,
                event,
                WorkflowExecution.newBuilder().setWorkflowId("root").setRunId("r").build(),
                Priority.newBuilder().setPriorityKey(2).build())),
        new Note.OwedAdded(
            "r", new Owed.ChildStart(PARENT, event, WorkflowExecution.getDefaultInstance(), null)),
        new Note.OwedAdded("r", new Owed.ChildSought(PARENT, "child", "r0")),
        new Note.OwedAdded(
            "r", new Owed.ScheduledClosed(new ScheduledBy("s", "i", 7), "r0", "r1", event)),
        new Note.OwedAdded("r", new Owed.Callback("r0", CALLBACK)),
        new Note.OwedAdded("r", new Owed.Callback("r0", CALLBACK.attempted(TIME, FAILURE, TIME))),
        new Note.CallbackAttempted("r", "callback 0 of r0", TIME, FAILURE, TIME),
        new Note.CallbackAttempted("r", "callback 0 of r0", TIME, null, null),
        new Note.Scheduled("r", new ScheduledBy("s", "incarnation", 7)),
        new Note.SignalsTaken("r", List.of("one", "two")),
        new Note.OwedSettled("r", "closed r1"),
        new Note.RunReset("r", List.of("one", "two"), "request", "start", TIME),
        new Note.ResetTo("r", "next"),
        new Note.DeleteRequested("r"),
        new Note.RunDeleted("r"),
        new Note.TransientTasksDropped("r", 8, 2),
        new Note.ActivityPaused("r", 5, TIME, "me", "why", "id"),
        new Note.ActivityUnpaused("r", 5, true, false, TIME),
        new Note.ActivityUnpaused("r", 5, false, true, null),
        new Note.ActivityReset("r", 5, true, false, true, Instant.EPOCH),
        new Note.ActivityReset("r", 5, false, true, false, null),
        new Note.ActivityOptionsUpdated(
            "r",
            5,
            ActivityOptions.newBuilder().setPriority(Priority.getDefaultInstance()).build(),
            TIME),
        new Note.ActivityOptionsUpdated("r", 5, null, null),
        new Note.ActivityHeartbeatForgotten("r", 5));
  }

  private static Event event(long id, EventType type) {
    return new Event("r", HistoryEvent.newBuilder().setEventId(id).setEventType(type).build());
  }

  @ParameterizedTest
  @MethodSource("notes")
  void a_note_is_read_as_it_was_written(Note note) throws InvalidProtocolBufferException {
    assertThat(RecordCodec.decode("r", RecordCodec.encode(List.of(note)))).containsExactly(note);
  }

  @Test
  void every_kind_of_note_is_tested() {
    var tested = notes().map(note -> note.getClass().getName()).collect(Collectors.toSet());
    assertThat(tested).isEqualTo(kinds(Note.class).map(Class::getName).collect(Collectors.toSet()));
  }

  private static Stream<Class<?>> kinds(Class<?> type) {
    return type.isSealed()
        ? Stream.of(type.getPermittedSubclasses()).flatMap(RecordCodecTest::kinds)
        : Stream.of(type);
  }

  @Test
  void events_and_notes_keep_their_order() throws InvalidProtocolBufferException {
    List<JournalRecord> records =
        List.of(
            event(1, EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED),
            new Note.StickyCleared("r"),
            event(2, EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED));

    assertThat(RecordCodec.decode("r", RecordCodec.encode(records))).isEqualTo(records);
  }

  @Test
  void a_batch_is_a_history_message() throws InvalidProtocolBufferException {
    var first = event(1, EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED);
    var second = event(2, EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED);
    var batches = RecordCodec.encode(List.of(first)).concat(RecordCodec.encode(List.of(second)));

    assertThat(History.parseFrom(batches).getEventsList())
        .containsExactly(first.event(), second.event());
  }

  @Test
  void a_splice_has_the_wanted_events_and_no_notes() throws InvalidProtocolBufferException {
    var batch =
        RecordCodec.encode(
            List.of(
                event(1, EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED),
                new Note.StickyCleared("r"),
                event(200, EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED),
                event(201, EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED),
                event(202, EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED)));
    var out = new ByteArrayOutputStream();

    assertThat(RecordCodec.splice(batch, 200, 201, out)).isEqualTo(2);
    assertThat(History.parseFrom(out.toByteArray()).getEventsList())
        .extracting(HistoryEvent::getEventId)
        .containsExactly(200L, 201L);
    assertThat(History.parseFrom(out.toByteArray()).getUnknownFields().asMap()).isEmpty();
  }

  @Test
  void a_batch_is_cut_into_parts_that_begin_with_events() throws InvalidProtocolBufferException {
    var batch =
        RecordCodec.encode(
            List.of(
                event(7, EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED),
                new Note.StickyCleared("r"),
                event(8, EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED),
                event(9, EventType.EVENT_TYPE_TIMER_STARTED)));

    var parts = RecordCodec.split(batch, 7, 6);

    assertThat(parts.keySet()).containsExactly(7L, 8L, 9L);
    assertThat(RecordCodec.decode("r", parts.firstEntry().getValue())).hasSize(2);
    assertThat(parts.values().stream().reduce(ByteString.EMPTY, ByteString::concat))
        .isEqualTo(batch);
    assertThat(RecordCodec.split(batch, 7, 1 << 20)).hasSize(1).containsEntry(7L, batch);
  }

  @Test
  void damaged_bytes_and_kinds_of_the_future_are_refused() {
    var batch = RecordCodec.encode(notes().toList());
    var future = ByteString.copyFrom(new byte[] {0x12, 0x02, 0x08, 0x7f});

    assertThatThrownBy(() -> RecordCodec.decode("r", batch.substring(0, batch.size() - 1)))
        .isInstanceOf(InvalidProtocolBufferException.class);
    assertThatThrownBy(() -> RecordCodec.decode("r", future))
        .isInstanceOf(InvalidProtocolBufferException.class)
        .hasMessage("note of kind 127 is not known to this version");
  }
}
