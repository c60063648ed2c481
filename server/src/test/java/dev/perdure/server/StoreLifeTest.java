package dev.perdure.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.decision.Rejection;
import dev.perdure.server.store.Store;
import dev.perdure.server.store.StoreException;
import dev.perdure.server.store.StoreException.Kind;
import dev.perdure.server.store.StoreOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StoreLifeTest {
  private final StoreException full = new StoreException(Kind.FULL, "The disk is full.");

  @TempDir private Path directory;
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final CompletableFuture<String> ended = new CompletableFuture<>();
  private Runnable whenGoingOn = () -> {};
  private Store opened;

  @BeforeEach
  void open() {
    opened = Store.open(directory.resolve("test.db"), StoreOptions.DEFAULT);
  }

  @AfterEach
  void close() {
    opened.close();
  }

  @Test
  void a_disk_that_is_full_for_a_while_does_not_end_the_server() throws Exception {
    var tries = new AtomicInteger();
    var room = new CountDownLatch(1);
    var life =
        life(
            Duration.ofMinutes(1),
            store -> {
              if (tries.incrementAndGet() < 3) {
                throw full;
              }
              await(room);
              return store.reopen();
            });

    life.failed(opened, full);
    assertThat(life.isServing()).isFalse();
    room.countDown();

    awaitPhase(life, StoreLife.Phase.RUNNING);
    assertThat(tries).hasValue(3);
    assertThat(log).containsExactly("recover", "end recovery", "stop", "go on", "recover");
    assertThat(life.isServing()).isTrue();
    close(life);
  }

  @Test
  void a_disk_that_stays_full_ends_it_with_the_reason() throws Exception {
    var life =
        life(
            Duration.ofMillis(150),
            _ -> {
              throw full;
            });

    life.failed(opened, full);

    assertThat(ended.join()).isEqualTo("The disk is full.");
    assertThat(life.phase()).isEqualTo(StoreLife.Phase.FATAL);
    assertThat(life.isServing()).isFalse();
    close(life);
  }

  @Test
  void a_file_that_another_server_has_taken_is_not_taken_back() {
    var life =
        life(
            Duration.ofMinutes(1),
            _ -> {
              throw new AssertionError("opened again");
            });

    life.failed(opened, new StoreException(Kind.FENCED, "Another server has the file."));

    assertThat(ended.join()).isEqualTo("Another server has the file.");
    assertThat(life.phase()).isEqualTo(StoreLife.Phase.FATAL);
    close(life);
  }

  @Test
  void whatever_goes_wrong_while_it_opens_the_store_is_told() {
    var life =
        life(
            Duration.ofMinutes(1),
            _ -> {
              throw new LinkageError("no such class");
            });

    life.failed(opened, full);

    assertThat(ended.join()).isEqualTo("no such class");
    close(life);
  }

  @Test
  void a_store_that_fails_while_it_is_taken_into_use_is_opened_once_more() throws Exception {
    var life = life(Duration.ofMinutes(1), Store::reopen);
    var failures = new AtomicInteger();
    whenGoingOn =
        () -> {
          if (failures.incrementAndGet() == 1) {
            life.failed(life.store(), full);
          }
        };

    life.failed(opened, full);

    awaitPhase(life, StoreLife.Phase.RUNNING);
    assertThat(log)
        .containsExactly("recover", "end recovery", "stop", "go on", "stop", "go on", "recover");
    close(life);
  }

  @Test
  void a_store_that_failed_before_and_was_replaced_is_of_no_interest() throws Exception {
    var life = life(Duration.ofMinutes(1), Store::reopen);
    life.failed(opened, full);
    awaitPhase(life, StoreLife.Phase.RUNNING);
    log.clear();

    life.failed(opened, full);

    assertThat(life.phase()).isEqualTo(StoreLife.Phase.RUNNING);
    assertThat(log).isEmpty();
    close(life);
  }

  @Test
  void a_server_that_is_closed_while_its_store_is_opened_lets_go_of_the_file() throws Exception {
    var opening = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    var life =
        life(
            Duration.ofMinutes(1),
            store -> {
              opening.countDown();
              await(goOn);
              return store.reopen();
            });
    life.failed(opened, full);
    opening.await();

    assertThat(life.end()).isTrue();
    assertThat(life.end()).isFalse();
    goOn.countDown();
    life.awaitReopening();
    life.store().close();

    Store.open(directory.resolve("test.db"), StoreOptions.DEFAULT).close();
    assertThat(log).doesNotContain("go on");
  }

  @Test
  void a_server_that_waits_for_its_disk_can_be_closed_at_once() {
    var life =
        life(
            Duration.ofHours(1),
            _ -> {
              throw full;
            });
    life.failed(opened, full);

    close(life);

    Store.open(directory.resolve("test.db"), StoreOptions.DEFAULT).close();
    assertThat(ended).isNotDone();
  }

  private StoreLife life(Duration patience, Function<Store, Store> reopen) {
    var life =
        new StoreLife(
            opened,
            new StoreLife.Users() {
              @Override
              public void stop(Rejection rejection) {
                log.add("stop");
              }

              @Override
              public void goOnWith(Store store) {
                log.add("go on");
                whenGoingOn.run();
              }

              @Override
              public StoreLife.Ongoing recover(Store store) {
                log.add("recover");
                return new StoreLife.Ongoing() {
                  @Override
                  public void stop() {
                    log.add("end recovery");
                  }

                  @Override
                  public boolean failing() {
                    return false;
                  }
                };
              }

              @Override
              public void ended(String reason) {
                ended.complete(reason);
              }
            },
            patience,
            reopen);
    life.start();
    return life;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void close(StoreLife life) {
    life.end();
    life.awaitReopening();
    life.store().close();
  }

  private static void awaitPhase(StoreLife life, StoreLife.Phase phase)
      throws InterruptedException {
    while (life.phase() != phase) {
      Thread.sleep(5);
    }
  }
}
