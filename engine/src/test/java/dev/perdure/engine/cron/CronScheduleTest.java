package dev.perdure.engine.cron;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// `slots.txt` holds what the parser of Temporal's server (github.com/robfig/cron/v3, its
/// `ParseStandard` and `Next`, four times in a row) answers: time, expression, slots.
final class CronScheduleTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  @Test
  void finds_the_slots_that_temporals_server_finds() throws IOException {
    var different = new ArrayList<String>();
    for (var line : lines()) {
      var parts = line.split(" \\| ", -1);
      var found = parts[0] + " | " + parts[1] + " | " + slots(Instant.parse(parts[0]), parts[1]);
      if (!found.equals(line)) {
        different.add(line + "\n  but " + found);
      }
    }
    assertThat(different).isEmpty();
  }

  private static List<String> lines() throws IOException {
    try (var in = CronScheduleTest.class.getResourceAsStream("slots.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    }
  }

  private static String slots(Instant after, String expression) {
    CronSchedule schedule;
    try {
      schedule = CronSchedule.parse(expression);
    } catch (IllegalArgumentException e) {
      return "invalid";
    }
    var slots = new ArrayList<String>();
    var time = after;
    for (int i = 0; i < 4; i++) {
      var next = schedule.next(time);
      if (next == null) {
        slots.add("never");
        break;
      }
      slots.add(next.toString());
      time = next;
    }
    return String.join(" ", slots);
  }

  @Test
  void a_text_of_a_megabyte_is_refused_at_once() {
    var text = "@every " + "9".repeat(1_000_000);

    assertThat(CronSchedule.problem(text, NOON)).isEqualTo("invalid CronSchedule.");
    assertThat(CronSchedule.problem(text.substring(0, 1_000), NOON)).isNotNull();
  }

  @Test
  void a_run_waits_until_the_first_slot_that_is_not_over() {
    var hourly = CronSchedule.parse("@hourly");

    assertThat(hourly.backoff(NOON, NOON)).isEqualTo(Duration.ofHours(1));
    assertThat(hourly.backoff(NOON, NOON.plusSeconds(7205))).isEqualTo(Duration.ofSeconds(3595));
    assertThat(hourly.backoff(NOON, NOON.plusSeconds(7200))).isEqualTo(Duration.ZERO);
    assertThat(hourly.backoff(NOON, NOON.plusMillis(500))).isEqualTo(Duration.ofHours(1));
    assertThat(hourly.backoff(NOON, NOON.minusSeconds(9))).isEqualTo(Duration.ofSeconds(9));
  }

  @Test
  void slots_of_every_are_counted_from_the_last_one_however_long_ago() {
    var schedule = CronSchedule.parse("@every 7s");

    assertThat(schedule.backoff(NOON, NOON)).isEqualTo(Duration.ofSeconds(7));
    assertThat(schedule.backoff(NOON, NOON.plusSeconds(15))).isEqualTo(Duration.ofSeconds(6));
    assertThat(schedule.backoff(NOON, NOON.plusSeconds(700_000_000))).isEqualTo(Duration.ZERO);
    assertThat(schedule.backoff(NOON, NOON.plusSeconds(700_000_001)))
        .isEqualTo(Duration.ofSeconds(6));
  }

  @Test
  void a_day_that_never_comes_has_no_slot() {
    assertThat(CronSchedule.parse("0 0 30 2 *").backoff(NOON, NOON)).isNull();
  }
}
