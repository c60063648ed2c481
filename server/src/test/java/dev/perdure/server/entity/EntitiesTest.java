package dev.perdure.server.entity;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.perdure.engine.Engine;
import dev.perdure.engine.EngineLimits;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.decision.SignalReply;
import dev.perdure.engine.decision.StartReply;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.state.WorkflowState;
import dev.perdure.server.clock.EngineClock;
import dev.perdure.server.clock.InFlight;
import dev.perdure.server.timer.Timers;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.query.v1.WorkflowQuery;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.QueryWorkflowRequest;
import io.temporal.api.workflowservice.v1.SignalWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.TerminateWorkflowExecutionRequest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EntitiesTest {
  private final MemoryEntityStore store = new MemoryEntityStore();
  private final EngineClock clock = new EngineClock(InstantSource.system());
  private final Timers timers = new Timers(clock, _ -> {});
  private final List<String> effects = new CopyOnWriteArrayList<>();
  private final Entities entities =
      new Entities(
          1,
          100,
          1 << 20,
          new Engine(EngineLimits.DEFAULT),
          store,
          clock,
          InFlight.UNCOUNTED,
          timers,
          (_, effect, _) -> effects.add(effect.getClass().getSimpleName()));
  private final List<String> answers = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    entities.close();
    timers.close();
  }

  @Test
  void a_decision_is_answered_when_it_is_durable_and_its_effects_come_before() {
    store.holdWrites();

    start("w");
    assertThat(effects).containsExactly("DispatchWorkflowTask");
    assertThat(answers).isEmpty();

    store.write();
    assertThat(answers).containsExactly("w: accepted");
  }

  @Test
  void a_decision_that_is_lost_is_not_answered_as_if_it_were_not() {
    store.holdWrites();
    start("w");

    store.loseWrites();

    assertThat(answers).containsExactly("w: UNAVAILABLE");
  }

  @Test
  void a_rejection_waits_for_what_it_was_decided_on() {
    store.holdWrites();
    start("w");
    start("w");
    assertThat(answers).isEmpty();

    store.write();

    assertThat(answers).containsExactly("w: accepted", "w: ALREADY_EXISTS");
  }

  @Test
  void a_turn_that_fails_is_answered_and_its_entity_is_read_again() {
    start("w");

    ask(
        "w",
        new Answer<>() {
          @Override
          public Runnable accepted(SignalReply reply) {
            throw new IllegalStateException("broken");
          }

          @Override
          public void rejected(Rejection rejection) {
            answers.add("signal: " + rejection.code());
          }
        });
    signal("w");
    assertThat(answers).containsExactly("w: accepted", "signal: INTERNAL");

    assertThat(store.finishLoads()).isEqualTo(1);
    assertThat(answers).containsExactly("w: accepted", "signal: INTERNAL", "signal: accepted");
  }

  @Test
  void turns_of_a_cold_entity_wait_while_others_go_on() {
    start("cold");
    suspendAndResume();

    signal("cold");
    start("warm");
    assertThat(answers).containsExactly("cold: accepted", "warm: accepted");

    store.finishLoads();
    assertThat(answers).containsExactly("cold: accepted", "warm: accepted", "signal: accepted");
  }

  @Test
  void an_entity_that_is_read_again_offers_its_tasks_again() {
    start("w");
    suspendAndResume();
    effects.clear();

    signal("w");
    store.finishLoads();

    assertThat(effects).containsExactly("DispatchWorkflowTask");
  }

  @Test
  void nothing_is_decided_while_the_store_recovers() {
    start("w");
    entities.suspend(unavailable()).join();

    signal("w");
    assertThat(answers).containsExactly("w: accepted", "signal: UNAVAILABLE");

    entities.resume().join();
    signal("w");
    store.finishLoads();
    assertThat(answers).endsWith("signal: accepted");
  }

  @Test
  void a_load_that_began_before_a_failure_is_ignored() {
    start("w");
    suspendAndResume();
    signal("w");

    suspendAndResume();

    store.finishLoads();
    assertThat(answers).containsExactly("w: accepted", "signal: UNAVAILABLE");
  }

  @Test
  void a_look_is_kept_until_it_has_seen_enough() {
    start("w");
    var seen = new ArrayList<Long>();
    entities.look(
        key("w"),
        new Look() {
          @Override
          public @Nullable Runnable at(WorkflowState state) {
            long last = Objects.requireNonNull(state.current()).lastEventId();
            return last < 3 ? null : () -> seen.add(last);
          }

          @Override
          public boolean dropped() {
            return false;
          }

          @Override
          public void rejected(Rejection rejection) {}
        });
    assertThat(seen).isEmpty();

    signal("w");
    signal("w");

    assertThat(seen).containsExactly(3L);
  }

  @Test
  void what_a_look_has_seen_leaves_when_it_is_durable() {
    store.holdWrites();
    start("w");
    var seen = new ArrayList<String>();
    entities.look(
        key("w"),
        new Look() {
          @Override
          public Runnable at(WorkflowState state) {
            return () -> seen.add(Objects.requireNonNull(state.current()).runId());
          }

          @Override
          public boolean dropped() {
            return false;
          }

          @Override
          public void rejected(Rejection rejection) {
            seen.add(rejection.code().name());
          }
        });
    assertThat(seen).isEmpty();

    store.loseWrites();

    assertThat(seen).containsExactly("UNAVAILABLE");
  }

  @Test
  void looks_that_nobody_waits_for_any_more_are_not_kept() {
    start("w");
    var asked = new AtomicInteger();
    for (int i = 0; i < 1_000; i++) {
      entities.look(
          key("w"),
          new Look() {
            @Override
            public @Nullable Runnable at(WorkflowState state) {
              return null;
            }

            @Override
            public boolean dropped() {
              asked.incrementAndGet();
              return true;
            }

            @Override
            public void rejected(Rejection rejection) {}
          });
    }
    asked.set(0);

    signal("w");

    assertThat(asked.get()).isLessThanOrEqualTo(1);
  }

  @Test
  void an_entity_that_could_not_be_read_is_read_again_without_being_asked_for() throws Exception {
    start("w");
    suspendAndResume();
    effects.clear();
    signal("w");

    store.failLoads();
    assertThat(answers).containsExactly("w: accepted", "signal: INTERNAL");

    // Its task, and the timers that it may have, are known to nobody else.
    awaitLoad();
    store.finishLoads();
    assertThat(effects).containsExactly("DispatchWorkflowTask");
  }

  @Test
  void reads_that_fail_together_are_tried_again_once() throws Exception {
    start("w");
    suspendAndResume();
    for (int i = 0; i < 3; i++) {
      signal("w");
      store.failLoads();
    }

    awaitLoad();
    store.finishLoads();
    effects.clear();
    Thread.sleep(1_200);

    assertThat(store.loads()).isZero();
    assertThat(effects).isEmpty();
  }

  @Test
  void entities_that_are_due_at_once_wait_for_their_turn_to_be_read() {
    for (int i = 0; i < 1_000; i++) {
      start("w" + i);
    }
    suspendAndResume();
    answers.clear();

    for (int i = 0; i < 1_000; i++) {
      signal("w" + i);
    }

    assertThat(store.loads()).isEqualTo(Loads.IN_FLIGHT_MAX);
    assertThat(store.finishLoads()).isEqualTo(1_000);
    assertThat(answers).hasSize(1_000).containsOnly("signal: accepted");
  }

  @Test
  void an_error_in_a_turn_leaves_no_trace_of_its_decision_in_memory() {
    start("w");
    store.failAppends(new OutOfMemoryError("test"));
    signal("w");
    store.failAppends(null);
    assertThat(answers).containsExactly("w: accepted", "signal: INTERNAL");

    signal("w");
    store.finishLoads();

    assertThat(answers).endsWith("signal: accepted");
    assertThat(store.eventIds(key("w"))).containsExactly(1L, 2L, 3L);
  }

  @Test
  void queries_that_wait_are_refused_when_their_entity_is_dropped_from_memory() {
    start("w");
    var query =
        QueryWorkflowRequest.newBuilder()
            .setNamespace("default")
            .setExecution(WorkflowExecution.newBuilder().setWorkflowId("w"))
            .setQuery(WorkflowQuery.newBuilder().setQueryType("q"))
            .build();
    entities.ask(key("w"), new Request.Query("1", query), answer("query"));
    effects.clear();

    store.failAppends(new LinkageError("test"));
    signal("w");

    assertThat(effects).containsExactly("RejectQuery");
  }

  @Test
  void an_entity_that_is_held_does_not_keep_others_in_memory() {
    for (int i = 0; i < 20; i++) {
      start("held" + i);
      hold("held" + i);
    }
    for (int i = 0; i < 200; i++) {
      start("w" + i);
    }

    // There is room for 100.
    answers.clear();
    for (int i = 0; i < 20; i++) {
      signal("held" + i);
      signal("w" + (199 - i));
    }
    assertThat(answers).hasSize(40);
    signal("w0");
    assertThat(store.loads()).isEqualTo(1);
  }

  @Test
  void the_memory_that_a_run_has_taken_is_free_again_when_another_one_takes_its_place() {
    start("other");
    for (int i = 0; i < 40; i++) {
      start("w");
      signal("w", 10_000);
      terminate("w");
    }

    // 40 runs together have taken more than the cache has room for.
    signal("other");
    assertThat(store.loads()).isZero();
    assertThat(answers).endsWith("signal: accepted");
  }

  private void hold(String id) {
    entities.look(
        key(id),
        new Look() {
          @Override
          public @Nullable Runnable at(WorkflowState state) {
            return null;
          }

          @Override
          public boolean dropped() {
            return false;
          }

          @Override
          public void rejected(Rejection rejection) {}
        });
  }

  /// Waits for an alarm to have an entity read.
  private void awaitLoad() throws InterruptedException {
    long until = System.nanoTime() + 10_000_000_000L;
    while (store.loads() == 0) {
      assertThat(System.nanoTime()).isLessThan(until);
      Thread.sleep(10);
    }
  }

  private void suspendAndResume() {
    entities.suspend(unavailable()).join();
    entities.resume().join();
  }

  private static Rejection unavailable() {
    return new Rejection(Rejection.Code.UNAVAILABLE, "recovering", null);
  }

  private static EntityKey key(String id) {
    return EntityKey.workflow("default", id);
  }

  private void start(String id) {
    var request =
        StartWorkflowExecutionRequest.newBuilder()
            .setNamespace("default")
            .setWorkflowId(id)
            .setRequestId(UUID.randomUUID().toString())
            .setWorkflowType(WorkflowType.newBuilder().setName("T"))
            .setTaskQueue(TaskQueue.newBuilder().setName("q"))
            .build();
    entities.ask(key(id), new Request.Start(request, false), this.<StartReply>answer(id));
  }

  private void signal(String id) {
    ask(id, answer("signal"));
  }

  private void signal(String id, int bytes) {
    var input =
        Payloads.newBuilder()
            .addPayloads(Payload.newBuilder().setData(ByteString.copyFrom(new byte[bytes])));
    entities.ask(
        key(id),
        new Request.Signal(
            SignalWorkflowExecutionRequest.newBuilder()
                .setNamespace("default")
                .setWorkflowExecution(WorkflowExecution.newBuilder().setWorkflowId(id))
                .setSignalName("s")
                .setInput(input)
                .build()),
        answer("signal"));
  }

  private void terminate(String id) {
    entities.ask(
        key(id),
        new Request.Terminate(
            TerminateWorkflowExecutionRequest.newBuilder()
                .setNamespace("default")
                .setWorkflowExecution(WorkflowExecution.newBuilder().setWorkflowId(id))
                .build()),
        answer("terminate"));
  }

  private void ask(String id, Answer<SignalReply> answer) {
    entities.ask(
        key(id),
        new Request.Signal(
            SignalWorkflowExecutionRequest.newBuilder()
                .setNamespace("default")
                .setWorkflowExecution(WorkflowExecution.newBuilder().setWorkflowId(id))
                .setSignalName("s")
                .build()),
        answer);
  }

  private <R> Answer<R> answer(String name) {
    return new Answer<>() {
      @Override
      public Runnable accepted(R reply) {
        return () -> answers.add(name + ": accepted");
      }

      @Override
      public void rejected(Rejection rejection) {
        answers.add(name + ": " + rejection.code());
      }
    };
  }
}
