package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.record.Event;
import dev.perdure.engine.record.Note;
import dev.perdure.engine.state.RunState;
import dev.perdure.engine.state.WorkflowState;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.history.v1.ActivityTaskScheduledEventAttributes;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowExecutionSignaledEventAttributes;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class WorkflowStateTest {
  private static final Instant TIME = EngineFixture.START;

  private final WorkflowState state = WorkflowState.empty(EntityKey.workflow("default", "w"));

  private RunState run() {
    return Objects.requireNonNull(state.current());
  }

  private void apply(HistoryEvent.Builder event) {
    long id = state.current() == null ? 1 : run().nextEventId();
    state.apply(new Event("r", event.setEventId(id).build()));
  }

  private void signal(String requestId) {
    apply(
        HistoryEvent.newBuilder()
            .setEventType(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED)
            .setWorkflowExecutionSignaledEventAttributes(
                WorkflowExecutionSignaledEventAttributes.newBuilder().setRequestId(requestId)));
  }

  @Test
  void what_comes_after_a_savepoint_is_forgotten_when_it_is_restored() {
    signal("before");
    var dump = StateDump.of(state);
    var savepoint = state.savepoint();
    signal("before");
    signal("after");

    state.restore(savepoint);

    assertThat(run().knowsSignal("before")).isTrue();
    assertThat(run().knowsSignal("after")).isFalse();
    assertThat(run().events()).hasSize(1);
    assertThat(StateDump.of(state).keySet()).isEqualTo(dump.keySet());
    assertThat(run().signalCount()).isEqualTo(1);
  }

  @Test
  void a_savepoint_costs_the_same_after_many_signals() {
    for (int i = 0; i < 10_000; i++) {
      signal("request " + i);
    }
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    var first = state.savepoint();
    long before = threads.getCurrentThreadAllocatedBytes();

    var second = state.savepoint();

    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(50_000);
    assertThat(second).isNotSameAs(first);
  }

  @Test
  void what_is_due_is_looked_for_once_after_each_change() {
    apply(
        HistoryEvent.newBuilder()
            .setEventType(EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED)
            .setActivityTaskScheduledEventAttributes(
                ActivityTaskScheduledEventAttributes.newBuilder()
                    .setActivityId("a")
                    .setStartToCloseTimeout(
                        com.google.protobuf.Duration.newBuilder().setSeconds(10))));
    state.apply(new Note.ActivityStarted("r", 1, 1, TIME, "poll", "worker", 0));

    assertThat(state.nextDue()).isEqualTo(TIME.plusSeconds(10)).isSameAs(state.nextDue());
    assertThat(state.ready()).isFalse();

    var retryTime = TIME.plusSeconds(1);
    state.apply(
        new Note.ActivityRetryScheduled("r", 1, 2, TIME, retryTime, Failure.getDefaultInstance()));

    assertThat(state.nextDue()).isEqualTo(retryTime);
    run().unstored().setOffered(run().activities().iterator().next());

    assertThat(state.nextDue()).isNull();
    assertThat(state.ready()).isTrue();
  }
}
