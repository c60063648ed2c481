package dev.perdure.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.Engine;
import dev.perdure.engine.EngineLimits;
import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.decision.Request;
import dev.perdure.engine.decision.StartReply;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.server.clock.EngineClock;
import dev.perdure.server.clock.InFlight;
import dev.perdure.server.entity.Answer;
import dev.perdure.server.entity.Entities;
import dev.perdure.server.entity.StoredEntities;
import dev.perdure.server.store.Sleeper;
import dev.perdure.server.store.Store;
import dev.perdure.server.store.StoreException;
import dev.perdure.server.store.StoreOptions;
import dev.perdure.server.timer.Timers;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RecoveryTest {
  private final Store store = Store.inMemory(StoreOptions.DEFAULT);
  private final EngineClock clock = new EngineClock(InstantSource.system());
  private final Timers timers = new Timers(clock, _ -> {});
  private final LinkedBlockingQueue<String> effects = new LinkedBlockingQueue<>();
  private final List<String> reads = new CopyOnWriteArrayList<>();
  private final Entities entities =
      new Entities(
          1,
          100,
          1 << 20,
          new Engine(EngineLimits.DEFAULT),
          new StoredEntities(store, Runnable::run),
          clock,
          InFlight.UNCOUNTED,
          timers,
          (key, effect, _) -> effects.add(key.id() + " " + effect.getClass().getSimpleName()));

  @AfterEach
  void close() {
    entities.close();
    timers.close();
    store.close();
  }

  @Test
  void pages_that_could_not_be_read_are_read_again() throws Exception {
    store.namespaces().register("default", null);
    start("w");
    assertThat(effects.poll(10, TimeUnit.SECONDS)).isEqualTo("w DispatchWorkflowTask");
    entities.suspend(new Rejection(Rejection.Code.UNAVAILABLE, "test", null)).join();
    entities.resume().join();

    var recovery = new Recovery(new Flaky(), store.epoch(), entities, clock, () -> {});
    recovery.start();

    assertThat(effects.poll(30, TimeUnit.SECONDS)).isEqualTo("w DispatchWorkflowTask");
    // What is due goes before what waits for a worker.
    assertThat(reads).containsExactly("sleepers", "sleepers", "ready", "ready");
    recovery.stop();
  }

  @Test
  void it_says_that_it_fails_until_it_does_not() throws Exception {
    var broken = new AtomicBoolean(true);
    var recovery =
        new Recovery(
            new Recovery.InHand() {
              @Override
              public CompletableFuture<List<EntityKey>> ready(
                  Optional<EntityKey> after, int limit) {
                return store.ready(after, limit);
              }

              @Override
              public CompletableFuture<List<Sleeper>> sleepers(
                  Instant until, Optional<Sleeper> after, int limit) {
                return broken.get() ? Flaky.failed() : store.sleepers(until, after, limit);
              }
            },
            store.epoch(),
            entities,
            clock,
            () -> {});
    assertThat(recovery.failing()).isFalse();
    recovery.start();

    while (!recovery.failing()) {
      Thread.sleep(5);
    }
    broken.set(false);
    while (recovery.failing()) {
      Thread.sleep(5);
    }
    recovery.stop();
  }

  @Test
  void only_so_many_alarms_are_set_at_a_time_however_many_are_due_soon() throws Exception {
    store.namespaces().register("default", null);
    var soon = clock.instant().plusSeconds(2);
    var pages = new AtomicInteger();
    var mostAlarms = new AtomicInteger();
    var recovery =
        new Recovery(
            new Recovery.InHand() {
              @Override
              public CompletableFuture<List<EntityKey>> ready(
                  Optional<EntityKey> after, int limit) {
                return CompletableFuture.completedFuture(List.of());
              }

              @Override
              public CompletableFuture<List<Sleeper>> sleepers(
                  Instant until, Optional<Sleeper> after, int limit) {
                mostAlarms.accumulateAndGet(timers.size(), Math::max);
                int page = pages.getAndIncrement();
                return CompletableFuture.completedFuture(
                    page >= 100 ? List.of() : page(page, limit));
              }

              private List<Sleeper> page(int page, int limit) {
                return IntStream.range(0, limit)
                    .mapToObj(i -> page * limit + i)
                    .map(i -> new Sleeper(EntityKey.workflow("default", "w-" + i), soon))
                    .toList();
              }
            },
            store.epoch(),
            entities,
            clock,
            () -> {});

    recovery.start();
    while (pages.get() <= 100) {
      Thread.sleep(5);
    }
    recovery.stop();

    assertThat(mostAlarms.get()).isBetween(5_000, Recovery.ALARMS_MAX + 1_000);
  }

  /// Its first read of each kind fails.
  private final class Flaky implements Recovery.InHand {
    @Override
    public CompletableFuture<List<EntityKey>> ready(Optional<EntityKey> after, int limit) {
      return fails("ready") ? failed() : store.ready(after, limit);
    }

    @Override
    public CompletableFuture<List<Sleeper>> sleepers(
        Instant until, Optional<Sleeper> after, int limit) {
      return fails("sleepers") ? failed() : store.sleepers(until, after, limit);
    }

    private boolean fails(String read) {
      boolean first = !reads.contains(read);
      reads.add(read);
      return first;
    }

    private static <T> CompletableFuture<T> failed() {
      return CompletableFuture.failedFuture(
          new StoreException(StoreException.Kind.OVERLOADED, "20000 reads are waiting already."));
    }
  }

  private void start(String id) {
    var request =
        StartWorkflowExecutionRequest.newBuilder()
            .setNamespace("default")
            .setWorkflowId(id)
            .setRequestId("r")
            .setWorkflowType(WorkflowType.newBuilder().setName("T"))
            .setTaskQueue(TaskQueue.newBuilder().setName("q"))
            .build();
    var started = new CompletableFuture<Void>();
    entities.ask(
        EntityKey.workflow("default", id),
        new Request.Start(request, false),
        new Answer<StartReply>() {
          @Override
          public Runnable accepted(StartReply reply) {
            return () -> started.complete(null);
          }

          @Override
          public void rejected(Rejection rejection) {
            started.completeExceptionally(new AssertionError(rejection.message()));
          }
        });
    started.join();
  }
}
