package dev.perdure.server.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.decision.Rejection;
import dev.perdure.server.store.Store;
import dev.perdure.server.store.StoreOptions;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Batch operations that are started and stopped at odd moments.
@Timeout(30)
class BatchJobsTest {
  /// What goes on when something is on disk.
  private final BlockingQueue<Runnable> turns = new LinkedBlockingQueue<>();

  private Store store;
  private HardService service;
  private BatchJobs batches;

  @BeforeEach
  void open() throws IOException {
    store = Store.inMemory(StoreOptions.DEFAULT);
    store.namespaces().register("default", null);
    service = new HardService();
    service.isStuck = true;
    batches = new BatchJobs(() -> store, service::channel, Clock.systemUTC(), turns::add);
  }

  @AfterEach
  void close() {
    batches.close();
    service.close();
    store.close();
  }

  @Test
  void one_that_was_stopped_twice_goes_on_once_when_that_cannot_be_stored() throws Exception {
    var started = batches.start(BatchRunTest.ALL, null);
    turns.take().run();
    assertThat(started.join()).isEmpty();
    service.counts.acquire();
    store.close();

    var first = batches.stop("default", "b");
    var second = batches.stop("default", "b");
    turns.take().run();
    while (!turns.isEmpty()) {
      turns.take().run();
    }

    assertThat(first.join()).map(Rejection::code).contains(Rejection.Code.UNAVAILABLE);
    assertThat(second.join()).map(Rejection::code).contains(Rejection.Code.UNAVAILABLE);
    service.counts.acquire();
    assertThat(service.counts.tryAcquire(100, TimeUnit.MILLISECONDS)).isFalse();
    assertThat(batches.all("default", null)).hasSize(1);
  }

  @Test
  void one_whose_namespace_goes_while_it_starts_does_not_begin() throws Exception {
    var started = batches.start(BatchRunTest.ALL, null);
    batches.forget("default");
    turns.take().run();

    assertThat(started.join()).map(Rejection::code).contains(Rejection.Code.UNAVAILABLE);
    assertThat(batches.all("default", null)).isEmpty();
  }
}
