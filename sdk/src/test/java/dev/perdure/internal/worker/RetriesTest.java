package dev.perdure.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.internal.rpc.CallErrors;
import io.grpc.Status;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetriesTest {
  @Test
  void the_wait_between_polls_doubles_up_to_ten_seconds() {
    assertThat(Backoff.POLL.after(1, 0.5)).isEqualTo(Duration.ofMillis(200));
    assertThat(Backoff.POLL.after(2, 0.5)).isEqualTo(Duration.ofMillis(400));
    assertThat(Backoff.POLL.after(7, 0.5)).isEqualTo(Duration.ofSeconds(10));
    assertThat(Backoff.POLL.after(1_000_000, 0.5)).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void the_wait_is_spread_by_a_fifth() {
    assertThat(Backoff.POLL.after(1, 0)).isEqualTo(Duration.ofMillis(160));
    assertThat(Backoff.POLL.after(1, 1)).isEqualTo(Duration.ofMillis(240));
  }

  @Test
  void a_message_that_is_too_large_is_no_passing_error() {
    Status large =
        Status.RESOURCE_EXHAUSTED.withDescription(
            "grpc: received message larger than max (5 vs. 4)");

    assertThat(CallErrors.isTransient(large.asRuntimeException())).isFalse();
    assertThat(CallErrors.isTooLarge(large.asRuntimeException())).isTrue();
    assertThat(CallErrors.isTransient(Status.RESOURCE_EXHAUSTED.asRuntimeException())).isTrue();
    assertThat(CallErrors.isTransient(Status.UNAVAILABLE.asRuntimeException())).isTrue();
    assertThat(CallErrors.isTransient(Status.NOT_FOUND.asRuntimeException())).isFalse();
  }

  @Test
  void a_rate_limit_spreads_starts_evenly() {
    var timers = new ManualTimers();
    var limit = new RateLimit(10, timers);
    assertThat(limit.tryAcquire()).isTrue();
    assertThat(limit.tryAcquire()).isFalse();

    timers.advance(Duration.ofMillis(100));

    assertThat(limit.tryAcquire()).isTrue();
    assertThat(limit.tryAcquire()).isFalse();
  }

  @Test
  void without_a_limit_every_start_is_allowed() {
    var limit = new RateLimit(0, new ManualTimers());

    assertThat(limit.tryAcquire()).isTrue();
    assertThat(limit.tryAcquire()).isTrue();
  }
}
