package dev.perdure.engine.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import io.temporal.api.schedule.v1.CalendarSpec;
import io.temporal.api.schedule.v1.IntervalSpec;
import io.temporal.api.schedule.v1.ScheduleSpec;
import io.temporal.api.schedule.v1.StructuredCalendarSpec;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CompiledSpecTest {
  private static final ZoneOffset UTC = ZoneOffset.UTC;
  private static final Instant MORNING = Instant.parse("2022-03-23T08:00:00Z");

  private static ScheduleSpec.Builder every(long minutes) {
    return ScheduleSpec.newBuilder()
        .addInterval(IntervalSpec.newBuilder().setInterval(seconds(minutes * 60)));
  }

  private static Duration seconds(long seconds) {
    return Duration.newBuilder().setSeconds(seconds).build();
  }

  private static Timestamp timestamp(String time) {
    var instant = Instant.parse(time);
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  private static CompiledSpec compiled(ScheduleSpec.Builder spec, String seed) {
    return CompiledSpec.of(CanonicalSpec.of(spec.build()), seed);
  }

  private static CompiledSpec cron(String text) {
    return compiled(ScheduleSpec.newBuilder().addCronString(text), "");
  }

  /// The first times after one, fewer if there are no more.
  private static List<String> times(CompiledSpec spec, Instant after, int most) {
    var times = new ArrayList<String>();
    var due = due(spec, after);
    while (due != null && times.size() < most) {
      times.add(due.actual().toString());
      due = due(spec, due.actual());
    }
    return times;
  }

  private static @Nullable Instant next(CompiledSpec spec, Instant after) {
    var due = due(spec, after);
    return due == null ? null : due.nominal();
  }

  private static NextTime.@Nullable Due due(CompiledSpec spec, Instant after) {
    return switch (spec.next(after)) {
      case NextTime.Due due -> due;
      case NextTime.NotUntil(var time) -> due(spec, time);
      case NextTime.Never _ -> null;
    };
  }

  // What Temporal's server answers to the same.

  @Test
  void intervals_count_from_1970_and_have_a_phase() {
    var spec =
        compiled(
            ScheduleSpec.newBuilder()
                .addInterval(
                    IntervalSpec.newBuilder()
                        .setInterval(seconds(90 * 60))
                        .setPhase(seconds(7 * 60))),
            "");

    assertThat(times(spec, MORNING, 3))
        .containsExactly("2022-03-23T09:07:00Z", "2022-03-23T10:37:00Z", "2022-03-23T12:07:00Z");
  }

  @Test
  void exclusions_take_times_away_and_jitter_is_that_of_the_reference() {
    var spec =
        compiled(
            every(90)
                .setJitter(seconds(1))
                .addExcludeStructuredCalendar(
                    CanonicalSpec.structured(
                        CalendarSpec.newBuilder()
                            .setHour("12-14")
                            .setMinute("*")
                            .setSecond("*")
                            .build())),
            "");

    assertThat(times(spec, MORNING, 4))
        .containsExactly(
            "2022-03-23T09:00:00.235Z",
            "2022-03-23T10:30:00.139Z",
            "2022-03-23T15:00:00.089Z",
            "2022-03-23T16:30:00.687Z");
  }

  @Test
  void a_spec_begins_with_its_start_and_ends_with_its_end() {
    var started =
        compiled(
            every(90).setJitter(seconds(1)).setStartTime(timestamp("2022-03-23T12:00:00Z")), "");
    var ended =
        compiled(every(90).setJitter(seconds(1)).setEndTime(timestamp("2022-03-23T14:00:00Z")), "");

    assertThat(times(started, MORNING, 3))
        .containsExactly(
            "2022-03-23T12:00:00.162Z", "2022-03-23T13:30:00.587Z", "2022-03-23T15:00:00.089Z");
    assertThat(times(ended, Instant.parse("2022-03-23T11:00:00Z"), 9))
        .containsExactly("2022-03-23T12:00:00.162Z", "2022-03-23T13:30:00.587Z");
  }

  @Test
  void a_start_within_a_second_leaves_that_second_out() {
    var spec = compiled(every(60).setStartTime(timestamp("2022-03-23T12:00:00.456Z")), "");

    assertThat(times(spec, Instant.parse("2022-03-23T12:00:00.123Z"), 1))
        .containsExactly("2022-03-23T13:00:00Z");
  }

  @Test
  void jitter_never_reaches_the_next_time() {
    var spec = compiled(every(90).setJitter(seconds(24 * 60 * 60)), "");

    assertThat(times(spec, Instant.parse("2022-03-23T11:00:00Z"), 3))
        .containsExactly(
            "2022-03-23T12:14:36.524Z", "2022-03-23T14:22:54.562Z", "2022-03-23T15:08:03.724Z");
  }

  @Test
  void a_single_time_has_jitter_too() {
    var spec =
        compiled(
            ScheduleSpec.newBuilder()
                .setJitter(seconds(3600))
                .addCalendar(
                    CalendarSpec.newBuilder()
                        .setHour("13")
                        .setMinute("55")
                        .setDayOfMonth("7")
                        .setMonth("4")
                        .setYear("2022")),
            "");

    assertThat(times(spec, MORNING, 2)).containsExactly("2022-04-07T13:57:26.927Z");
  }

  @ParameterizedTest
  @CsvSource({
    "'', 2022-03-24T00:35:24.276Z",
    "seed-1, 2022-03-24T00:06:12.519Z",
    "seed-2, 2022-03-24T00:39:16.922Z"
  })
  void jitter_depends_on_the_schedule(String seed, String expected) {
    assertThat(times(compiled(every(24 * 60).setJitter(seconds(3600)), seed), MORNING, 1))
        .containsExactly(expected);
  }

  @ParameterizedTest
  @CsvSource({
    // There is no 2:33:33 on 13 March.
    "33 33 2 * * * *, 2022-03-12T10:33:33Z, 2022-03-14T09:33:33Z",
    // There are two 1:33:33 on 7 November.
    "33 33 1 * * * *, 2022-11-06T08:33:33Z, 2022-11-06T09:33:33Z",
  })
  void the_clocks_of_california_change(String fields, String time, String next) {
    assertThat(next(cron("CRON_TZ=US/Pacific " + fields), Instant.parse(time)))
        .isEqualTo(Instant.parse(next));
  }

  @Test
  void a_calendar_with_an_empty_field_matches_nothing() {
    var spec =
        compiled(
            ScheduleSpec.newBuilder()
                .addStructuredCalendar(StructuredCalendarSpec.getDefaultInstance()),
            "");

    assertThat(next(spec, MORNING)).isNull();
  }

  @Test
  void nothing_is_due_after_the_year_2100() {
    assertThat(next(cron("@yearly"), Instant.parse("2100-01-01T00:00:00Z"))).isNull();
    assertThat(next(compiled(every(60), ""), Instant.parse("2100-12-31T23:00:00Z"))).isNull();
    assertThat(next(compiled(every(60), ""), Instant.parse("9999-12-31T23:00:00Z"))).isNull();
  }

  @Test
  void a_spec_that_excludes_everything_is_never_due() {
    var everything =
        CanonicalSpec.structured(
            CalendarSpec.newBuilder().setSecond("*").setMinute("*").setHour("*").build());
    var spec =
        compiled(
            ScheduleSpec.newBuilder()
                .addCronString("* * * * * * *")
                .addExcludeStructuredCalendar(everything),
            "");

    assertThat(next(spec, MORNING)).isNull();
    assertThat(next(cron("0 0 30 2 *"), MORNING)).as("30 February").isNull();
  }

  // What the calendar and the tz database say.

  @ParameterizedTest
  @ValueSource(ints = {2023, 2024, 2028, 2096, 2099})
  void leap_days_come_in_leap_years(int year) {
    long leap = year;
    while (!Year.isLeap(leap)) {
      leap++;
    }
    var due = next(cron("0 12 29 2 *"), LocalDate.of(year, 1, 1).atStartOfDay(UTC).toInstant());

    assertThat(due)
        .isEqualTo(
            leap > 2100 ? null : LocalDate.of((int) leap, 2, 29).atTime(12, 0).toInstant(UTC));
  }

  @Test
  void the_31st_comes_where_a_month_has_one() {
    var spec = cron("CRON_TZ=Europe/Berlin 0 9 31 * *");
    var zone = ZoneId.of("Europe/Berlin");
    var expected = new ArrayList<Instant>();
    for (var month = LocalDate.of(2026, 1, 1);
        month.getYear() < 2028;
        month = month.plusMonths(1)) {
      if (month.lengthOfMonth() == 31) {
        expected.add(
            month.with(TemporalAdjusters.lastDayOfMonth()).atTime(9, 0).atZone(zone).toInstant());
      }
    }
    var found = new ArrayList<Instant>();
    for (var due = next(spec, Instant.parse("2026-01-01T00:00:00Z"));
        due != null && due.atZone(zone).getYear() < 2028;
        due = next(spec, due)) {
      found.add(due);
    }

    assertThat(found).isEqualTo(expected);
  }

  /// A change of the clocks as the tz database has it.
  record Change(ZoneId zone, ZoneOffsetTransition transition) {}

  static Stream<Change> changes() {
    return Stream.of(
            "America/New_York",
            "US/Pacific",
            "Europe/London",
            "Europe/Berlin",
            "Asia/Beirut",
            "Australia/Lord_Howe",
            "America/Santiago",
            "Cuba",
            "Pacific/Auckland",
            "Africa/Casablanca")
        .flatMap(name -> changes(ZoneId.of(name)));
  }

  private static Stream<Change> changes(ZoneId zone) {
    var found = new ArrayList<Change>();
    var change = zone.getRules().nextTransition(Instant.parse("2024-06-01T00:00:00Z"));
    while (change != null && found.size() < 4) {
      found.add(new Change(zone, change));
      change = zone.getRules().nextTransition(change.getInstant());
    }
    return found.stream();
  }

  /// Every second around the change is looked at by itself.
  @ParameterizedTest
  @MethodSource("changes")
  void around_a_change_of_the_clocks_every_matching_second_is_found(Change tested) {
    var zone = tested.zone();
    var change = tested.transition();
    var random = RandomGeneratorFactory.of("L64X128MixRandom").create(change.toEpochSecond());
    var local = change.getDateTimeBefore();
    for (int i = 0; i < 6; i++) {
      var hours = local.getHour() + random.nextInt(-2, 3);
      var calendar =
          CanonicalSpec.structured(
              CalendarSpec.newBuilder()
                  .setHour(random.nextBoolean() ? "*" : "" + Math.floorMod(hours, 24))
                  .setMinute(random.nextBoolean() ? "*/13" : "" + random.nextInt(60))
                  .setSecond(random.nextBoolean() ? "*/17" : "" + random.nextInt(60))
                  .build());
      var compiled = CompiledCalendar.of(calendar, zone);
      var begin = change.getInstant().minusSeconds(3 * 3600);
      var end = change.getInstant().plusSeconds(3 * 3600);
      var expected = new ArrayList<Instant>();
      for (var time = begin.plusSeconds(1); time.isBefore(end); time = time.plusSeconds(1)) {
        if (matches(calendar, time.atZone(zone))) {
          expected.add(time);
        }
      }
      var found = new ArrayList<Instant>();
      for (var due = compiled.next(begin, end, Steps.usual());
          due != null && due.isBefore(end);
          due = compiled.next(due, end, Steps.usual())) {
        found.add(due);
      }
      assertThat(found).as("%s in %s", calendar, zone).isEqualTo(expected);
    }
  }

  private static boolean matches(StructuredCalendarSpec calendar, ZonedDateTime time) {
    return in(calendar.getHourList(), time.getHour())
        && in(calendar.getMinuteList(), time.getMinute())
        && in(calendar.getSecondList(), time.getSecond());
  }

  private static boolean in(List<io.temporal.api.schedule.v1.Range> ranges, int value) {
    return ranges.stream()
        .anyMatch(
            range ->
                value >= range.getStart()
                    && value <= Math.max(range.getStart(), range.getEnd())
                    && (value - range.getStart()) % Math.max(1, range.getStep()) == 0);
  }

  /// A time that the clocks skip is left out, one that they repeat comes twice.
  @ParameterizedTest
  @MethodSource("changes")
  void a_daily_time_follows_the_clocks(Change tested) {
    var zone = tested.zone();
    var change = tested.transition();
    var inside =
        (change.isGap() ? change.getDateTimeBefore() : change.getDateTimeAfter()).plusMinutes(10);
    var time = inside.toLocalTime();
    var spec = cron("CRON_TZ=%s 0 %d %d * * * *".formatted(zone, time.getMinute(), time.getHour()));
    var day = inside.toLocalDate();
    var found = new ArrayList<Instant>();
    var end = day.plusDays(1).atStartOfDay(zone).toInstant();
    for (var due = next(spec, day.atTime(LocalTime.MIN).atZone(zone).toInstant().minusSeconds(1));
        due != null && due.isBefore(end);
        due = next(spec, due)) {
      found.add(due);
    }

    assertThat(found)
        .isEqualTo(
            zone.getRules().getValidOffsets(inside).stream()
                .map(inside::toInstant)
                .sorted()
                .toList());
    assertThat(found).hasSize(change.isGap() ? 0 : 2);
  }
}
