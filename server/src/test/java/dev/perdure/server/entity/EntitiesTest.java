package dev.perdure.server.entity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.Engine;
import dev.perdure.engine.EngineLimits;
import dev.perdure.engine.decision.Done;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.decision.StartReply;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.engine.state.WorkflowState;
import dev.perdure.server.clock.EngineClock;
import dev.perdure.server.timer.Timers;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.SignalWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EntitiesTest {
  private final MemoryEntityStore store = new MemoryEntityStore();
  private final EngineClock clock = new EngineClock(InstantSource.system());
  private final Timers timers = new Timers(clock, _ -> {});
  private final List<String> effects = new ArrayList<>();
  private final Entities entities =
      new Entities(
          1,
          100,
          1 << 20,
          new Engine(EngineLimits.DEFAULT),
          store,
          clock,
          timers,
          (_, effect, _) -> effects.add(effect.getClass().getSimpleName()));
  private final List<String> answers = new ArrayList<>();

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
          public Runnable accepted(Done reply, WorkflowState state) {
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

  private void ask(String id, Answer<Done> answer) {
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
      public Runnable accepted(R reply, WorkflowState state) {
        return () -> answers.add(name + ": accepted");
      }

      @Override
      public void rejected(Rejection rejection) {
        answers.add(name + ": " + rejection.code());
      }
    };
  }
}
