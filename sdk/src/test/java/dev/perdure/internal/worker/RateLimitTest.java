package dev.perdure.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimitTest {
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
