package dev.perdure.server.store;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.record.Event;
import dev.perdure.engine.record.JournalRecord;
import dev.perdure.engine.record.Note;
import dev.perdure.engine.state.RunSummary;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowExecutionSignaledEventAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Makes runs that look like real ones to the store, which does not look closely.
final class Runs {
  static final Instant START = Instant.parse("2026-01-01T00:00:00.123456789Z");

  private Runs() {}

  /// One run, and what it would do next.
  static final class Run {
    final EntityKey key;
    final String runId;
    final List<JournalRecord> records = new ArrayList<>();
    final List<HistoryEvent> events = new ArrayList<>();
    private final Map<String, Payload> memo;
    private long bytes;
    private WorkflowExecutionStatus status =
        WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;

    Run(EntityKey key, String runId) {
      this.key = key;
      this.runId = runId;
      this.memo = Map.of("note", payload("of " + runId));
    }

    /// The next event, with a payload of random bytes.
    Event event(SplittableRandom random, int payloadBytes) {
      var data = new byte[payloadBytes];
      random.nextBytes(data);
      var event =
          HistoryEvent.newBuilder()
              .setEventId(events.size() + 1)
              .setEventTime(Timestamp.newBuilder().setSeconds(START.getEpochSecond()))
              .setEventType(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED)
              .setTaskId(events.size() + 1_000_000)
              .setWorkflowExecutionSignaledEventAttributes(
                  WorkflowExecutionSignaledEventAttributes.newBuilder()
                      .setSignalName("signal")
                      .setInput(
                          Payloads.newBuilder()
                              .addPayloads(
                                  Payload.newBuilder().setData(ByteString.copyFrom(data)))))
              .build();
      var record = new Event(runId, event);
      events.add(event);
      records.add(record);
      bytes += event.getSerializedSize();
      return record;
    }

    Note note() {
      var note = new Note.BufferFlushed(runId);
      records.add(note);
      return note;
    }

    Note heartbeat(int number) {
      var details = Payloads.newBuilder().addPayloads(payload("reached " + number)).build();
      var note = new Note.ActivityHeartbeat(runId, 5, START.plusSeconds(number), details);
      records.add(note);
      return note;
    }

    void close() {
      status = WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED;
    }

    boolean isOpen() {
      return status == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
    }

    RunSummary summary() {
      return new RunSummary(
          key.namespace(),
          key.id(),
          runId,
          "Order",
          "orders",
          status,
          START,
          START.plusSeconds(1),
          isOpen() ? null : START.plusSeconds(60),
          events.size(),
          bytes,
          records.size(),
          memo,
          Map.of(),
          null,
          WorkflowExecution.newBuilder().setWorkflowId(key.id()).setRunId(runId).build(),
          runId);
    }

    Transition transition(List<JournalRecord> records, boolean ready, @Nullable Instant wakeAt) {
      return new Transition(key, runId, records, List.of(summary()), ready, wakeAt);
    }

    /// The next event as a transition of its own.
    Transition step(SplittableRandom random, int payloadBytes) {
      return transition(List.of(event(random, payloadBytes)), false, null);
    }
  }

  private static Payload payload(String text) {
    return Payload.newBuilder().setData(ByteString.copyFromUtf8(text)).build();
  }
}
