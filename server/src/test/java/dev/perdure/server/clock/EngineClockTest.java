package dev.perdure.server.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class EngineClockTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final AtomicReference<Instant> wall = new AtomicReference<>(START);
  private final AtomicLong nanos = new AtomicLong(5_000_000_000L);
  private final EngineClock clock = new EngineClock(wall::get, nanos::get);

  @Test
  void time_follows_a_wall_clock_that_is_ahead() {
    wall.set(START.plusSeconds(60));

    assertThat(clock.instant()).isEqualTo(START.plusSeconds(60));
  }

  @Test
  void time_goes_on_while_the_wall_clock_is_set_back() {
    wall.set(START.minusSeconds(3600));
    nanos.addAndGet(2_000_000_000L);

    assertThat(clock.instant()).isEqualTo(START.plusSeconds(2));
  }

  @Test
  void time_never_goes_back_when_the_wall_clock_catches_up() {
    wall.set(START.plusSeconds(10));
    clock.instant();
    wall.set(START.plusSeconds(5));
    nanos.addAndGet(1_000_000_000L);

    assertThat(clock.instant()).isEqualTo(START.plusSeconds(11));
  }

  @Test
  void time_starts_no_earlier_than_what_is_on_disk() {
    clock.advanceTo(START.plusSeconds(100));
    nanos.addAndGet(1_000_000_000L);

    assertThat(clock.instant()).isEqualTo(START.plusSeconds(101));
  }

  @Test
  void time_goes_on_with_the_wall_clock_from_where_it_was_made_to_skip() {
    var offset = clock.skipTo(START.plusSeconds(1_000));
    wall.set(START.plusSeconds(10));
    nanos.addAndGet(1_000_000_000L);

    assertThat(offset).isEqualTo(Duration.ofSeconds(1_000));
    assertThat(clock.instant()).isEqualTo(START.plusSeconds(1_010));
    assertThat(new EngineClock(wall::get, offset, nanos::get).instant())
        .isEqualTo(START.plusSeconds(1_010));
  }

  @Test
  void time_does_not_skip_back() {
    clock.skipTo(START.plusSeconds(1_000));

    assertThat(clock.skipTo(START.plusSeconds(10))).isEqualTo(Duration.ofSeconds(1_000));
    assertThat(clock.instant()).isEqualTo(START.plusSeconds(1_000));
  }

  @Test
  void time_is_in_whole_microseconds() {
    nanos.addAndGet(1_999L);

    assertThat(clock.instant()).isEqualTo(START.plusNanos(1_000));
  }
}
