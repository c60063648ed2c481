package dev.perdure.internal.coroutine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.internal.coroutine.ProcessorTime.Reading;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StarvationTest {
  private static final long TICK = Duration.ofMillis(100).toNanos();

  private final Thread runnable = Thread.currentThread();
  private @Nullable Reading reading = new Reading(1, 0);
  private final Starvation starvation = new Starvation(_ -> reading);
  private long now;

  private long look(Thread thread) {
    long lost = starvation.sample(thread, 7, now, 0);
    now += TICK;
    return lost;
  }

  @Test
  void time_without_a_carrier_is_lost() {
    look(runnable);
    reading = null;

    assertThat(look(runnable)).isEqualTo(TICK);
    assertThat(look(runnable)).isEqualTo(2 * TICK);
  }

  @Test
  void time_without_a_processor_is_lost() {
    look(runnable);
    reading = new Reading(1, TICK / 4);

    assertThat(look(runnable)).isEqualTo(TICK * 3 / 4);
  }

  @Test
  void code_that_computes_all_the_time_loses_none() {
    look(runnable);
    reading = new Reading(1, TICK);

    assertThat(look(runnable)).isZero();
  }

  @Test
  void a_thread_that_waits_in_native_code_loses_none() {
    look(runnable);
    reading = new Reading(1, 1000);

    assertThat(look(runnable)).isZero();
  }

  @Test
  void a_thread_that_blocks_loses_none() {
    Thread blocked = Thread.ofVirtual().start(LockSupport::park);
    while (blocked.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    reading = null;
    look(blocked);

    assertThat(look(blocked)).isZero();
    LockSupport.unpark(blocked);
  }

  @Test
  void a_process_that_stands_still_loses_its_time() {
    look(runnable);
    reading = new Reading(1, TICK);

    assertThat(starvation.sample(runnable, 7, now, 3 * TICK)).isEqualTo(3 * TICK);
  }

  @Test
  void each_piece_of_code_counts_anew() {
    look(runnable);
    reading = null;
    assertThat(look(runnable)).isEqualTo(TICK);

    assertThat(starvation.sample(runnable, 8, now, 0)).isZero();
  }

  @Test
  void the_processor_time_of_a_virtual_thread_is_that_of_its_carrier() throws Exception {
    var end = new CountDownLatch(1);
    Thread busy =
        Thread.ofVirtual()
            .name("named@like/a carrier")
            .start(
                () -> {
                  while (end.getCount() > 0) {
                    Thread.onSpinWait();
                  }
                });
    Reading first = null;
    while (first == null) {
      first = ProcessorTime.system().read(busy);
    }

    Reading later = first;
    while (later == null || later.nanos() - first.nanos() < 1_000_000) {
      later = ProcessorTime.system().read(busy);
    }

    assertThat(later.carrier()).isEqualTo(first.carrier()).isPositive();
    end.countDown();
    busy.join();
    assertThat(ProcessorTime.system().read(busy)).isNull();
  }
}
