package dev.perdure.engine.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import io.temporal.api.schedule.v1.CalendarSpec;
import io.temporal.api.schedule.v1.IntervalSpec;
import io.temporal.api.schedule.v1.ScheduleSpec;
import io.temporal.api.schedule.v1.StructuredCalendarSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A search finds what there is however much is excluded, and makes a bounded number of steps.
final class SearchTest {
  private static final Instant END_OF_MAY = Instant.parse("2026-05-31T23:59:00Z");

  private static ScheduleSpec.Builder every(long seconds) {
    return ScheduleSpec.newBuilder()
        .addInterval(
            IntervalSpec.newBuilder().setInterval(Duration.newBuilder().setSeconds(seconds)));
  }

  private static ScheduleSpec.Builder everyMinute() {
    return ScheduleSpec.newBuilder().addStructuredCalendar(all("0"));
  }

  private static StructuredCalendarSpec all(String seconds) {
    return CanonicalSpec.structured(words(seconds).build());
  }

  private static CalendarSpec.Builder words(String seconds) {
    return CalendarSpec.newBuilder().setSecond(seconds).setMinute("*").setHour("*");
  }

  private static StructuredCalendarSpec summer(String seconds) {
    return CanonicalSpec.structured(words(seconds).setMonth("6-8").build());
  }

  private static CompiledSpec compiled(ScheduleSpec.Builder spec) {
    return CompiledSpec.of(CanonicalSpec.of(spec.build()), "seed");
  }

  /// The results of a search that is gone on with until it comes to an end.
  private static List<NextTime> search(CompiledSpec spec, Instant after) {
    var results = new ArrayList<NextTime>();
    results.add(spec.next(after));
    while (results.getLast() instanceof NextTime.NotUntil(var time)) {
      results.add(spec.next(time));
    }
    return results;
  }

  private static NextTime due(String time) {
    return new NextTime.Due(Instant.parse(time), Instant.parse(time));
  }

  @Test
  void a_summer_without_times_ends() {
    var minutes = compiled(everyMinute().addExcludeStructuredCalendar(summer("0")));
    var halves =
        compiled(
            every(30)
                .addExcludeStructuredCalendar(summer("0-29"))
                .addExcludeStructuredCalendar(summer("30-59")));

    assertThat(search(minutes, END_OF_MAY)).last().isEqualTo(due("2026-09-01T00:00:00Z"));
    assertThat(search(halves, END_OF_MAY.plusSeconds(30)))
        .last()
        .isEqualTo(due("2026-09-01T00:00:00Z"));
  }

  @Test
  void whole_days_are_passed_over_if_no_time_is_in_the_seconds_that_are_not_excluded() {
    var minutes = compiled(everyMinute().addExcludeStructuredCalendar(summer("0")));
    var intervals = compiled(every(120).addExcludeStructuredCalendar(summer("0")));

    assertThat(minutes.next(END_OF_MAY, Steps.of(1_000))).isEqualTo(due("2026-09-01T00:00:00Z"));
    assertThat(intervals.next(END_OF_MAY, Steps.of(1_000))).isEqualTo(due("2026-09-01T00:00:00Z"));
  }

  @Test
  void a_second_that_is_not_excluded_is_found() {
    var spec =
        compiled(
            everyMinute()
                .addStructuredCalendar(all("7"))
                .addExcludeStructuredCalendar(summer("0")));

    assertThat(spec.next(END_OF_MAY)).isEqualTo(due("2026-05-31T23:59:07Z"));
    assertThat(spec.next(Instant.parse("2026-05-31T23:59:07Z")))
        .isEqualTo(due("2026-06-01T00:00:07Z"));
  }

  @Test
  void many_parts_do_not_make_a_search_long() {
    var spec =
        every(1)
            .addExcludeStructuredCalendar(all("0-29"))
            .addExcludeStructuredCalendar(all("30-59"));
    for (int i = 0; i < 20; i++) {
      spec.addCronString("0 0 30 2 *");
    }
    var steps = Steps.usual();

    assertThat(compiled(spec).next(END_OF_MAY, steps))
        .isInstanceOfSatisfying(
            NextTime.NotUntil.class, result -> assertThat(result.time()).isAfter(END_OF_MAY));
    assertThat(steps.left()).isGreaterThan(-100);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0 0 30 2 *", "0 0 29 2 5", "59 23 31 12 *", "0 0 31 4,6,9,11 *", "* * * * *"})
  void a_thousand_calendars_make_way_without_any_steps(String cron) {
    var spec = ScheduleSpec.newBuilder().setJitter(Duration.newBuilder().setSeconds(86_400));
    for (int i = 0; i < CanonicalSpec.MOST_PARTS; i++) {
      spec.addCronString(cron);
    }
    var steps = Steps.of(0);
    var next = compiled(spec).next(END_OF_MAY, steps);

    assertThat(next)
        .satisfiesAnyOf(
            result ->
                assertThat(result)
                    .isEqualTo(new NextTime.NotUntil(END_OF_MAY.plusSeconds(31 * 86_400))),
            result -> assertThat(result).isInstanceOf(NextTime.Due.class));
    assertThat(steps.left()).isGreaterThan(-CanonicalSpec.MOST_PARTS * 150);
  }

  @Test
  void a_calendar_with_an_empty_field_takes_no_steps() {
    var spec = ScheduleSpec.newBuilder().addStructuredCalendar(all("0").toBuilder().clearSecond());
    var steps = Steps.usual();

    assertThat(compiled(spec).next(END_OF_MAY, steps)).isEqualTo(new NextTime.Never());
    assertThat(steps.left()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0 0 30 2 *", "0 0 31 4,6,9,11 *", "0 0 29 2 * 2100"})
  void a_calendar_of_days_that_never_come_is_in_vain(String cron) {
    assertThat(compiled(ScheduleSpec.newBuilder().addCronString(cron)).isInVain()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0 0 29 2 5", "0 0 1 1 * 2000", "59 59 23 31 12 * 2100", "* * * * *"})
  void a_calendar_of_rare_days_and_of_days_that_have_passed_is_not(String cron) {
    assertThat(compiled(ScheduleSpec.newBuilder().addCronString(cron)).isInVain()).isFalse();
  }

  @Test
  void a_spec_is_in_vain_when_all_of_its_times_are_excluded_or_outside() {
    var everything = all("*");
    var seconds = Timestamp.newBuilder().setSeconds(1_900_000_000);
    var later = Timestamp.newBuilder().setSeconds(2_000_000_000);

    assertThat(compiled(everyMinute().addExcludeStructuredCalendar(everything)).isInVain())
        .isTrue();
    assertThat(compiled(every(60).addExcludeStructuredCalendar(everything)).isInVain()).isTrue();
    assertThat(compiled(every(60).setStartTime(later).setEndTime(seconds)).isInVain()).isTrue();
    assertThat(
            compiled(
                    ScheduleSpec.newBuilder()
                        .addStructuredCalendar(all("0").toBuilder().clearHour()))
                .isInVain())
        .as("a field without any value")
        .isTrue();
    assertThat(compiled(every(60).setStartTime(seconds).setEndTime(later)).isInVain()).isFalse();
    assertThat(compiled(every(60).addExcludeStructuredCalendar(summer("0"))).isInVain()).isFalse();
  }

  @Test
  void a_spec_that_names_no_times_is_for_triggers_and_not_in_vain() {
    assertThat(compiled(ScheduleSpec.newBuilder()).isInVain()).isFalse();
    assertThat(
            compiled(ScheduleSpec.newBuilder().addExcludeStructuredCalendar(all("*"))).isInVain())
        .isFalse();
  }

  /// Whatever is excluded: the result is that of looking at each second by itself.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void a_search_in_parts_finds_every_time(long seed) {
    var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    var seconds = List.of("0", "0-29", "30-59", "*", "*/20", "0,7");
    var spec = every(60L * random.nextInt(1, 3)).setTimezoneName("America/New_York");
    spec.addStructuredCalendar(all(seconds.get(random.nextInt(seconds.size()))));
    var exclusions = new ArrayList<CompiledCalendar>();
    for (int i = 0; i < 3; i++) {
      var exclusion =
          CanonicalSpec.structured(
              CalendarSpec.newBuilder()
                  .setSecond(seconds.get(random.nextInt(seconds.size())))
                  .setMinute(random.nextBoolean() ? "*" : "0-49")
                  .setHour(random.nextBoolean() ? "*" : "*/2")
                  .setDayOfWeek(random.nextBoolean() ? "*" : "sun")
                  .build());
      exclusions.add(CompiledCalendar.of(exclusion, Zones.of("America/New_York")));
      spec.addExcludeStructuredCalendar(exclusion);
    }
    var unexcluded = compiled(spec.clone().clearExcludeStructuredCalendar());
    var compiled = compiled(spec);
    // The clocks change on 1 November.
    var begin = Instant.parse("2026-10-31T20:00:00Z");
    var end = Instant.parse("2026-11-02T20:00:00Z");

    assertThat(times(compiled, begin, end))
        .isEqualTo(
            times(unexcluded, begin, end).stream()
                .filter(time -> exclusions.stream().noneMatch(one -> one.matches(time)))
                .toList());
  }

  private static List<Instant> times(CompiledSpec spec, Instant begin, Instant end) {
    var times = new ArrayList<Instant>();
    for (var at = begin; at.isBefore(end); ) {
      switch (spec.next(at, Steps.of(10))) {
        case NextTime.Due due -> {
          at = due.nominal();
          if (at.isBefore(end)) {
            times.add(at);
          }
        }
        case NextTime.NotUntil(var time) -> at = time;
        case NextTime.Never _ -> {
          return times;
        }
      }
    }
    return times;
  }
}
