package dev.perdure.engine.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import io.temporal.api.schedule.v1.CalendarSpec;
import io.temporal.api.schedule.v1.IntervalSpec;
import io.temporal.api.schedule.v1.Range;
import io.temporal.api.schedule.v1.ScheduleSpec;
import io.temporal.api.schedule.v1.StructuredCalendarSpec;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CanonicalSpecTest {
  private static ScheduleSpec cron(String... texts) {
    return ScheduleSpec.newBuilder().addAllCronString(List.of(texts)).build();
  }

  private static Range range(int start, int end, int step) {
    return Range.newBuilder().setStart(start).setEnd(end).setStep(step).build();
  }

  @Test
  void a_cron_string_becomes_a_calendar_with_its_comment_and_zone() {
    var spec =
        CanonicalSpec.of(cron("CRON_TZ=US/Pacific 55 55,57 5 2/2 * wed-thurs *  # explanation"));

    assertThat(spec)
        .isEqualTo(
            ScheduleSpec.newBuilder()
                .setTimezoneName("US/Pacific")
                .addStructuredCalendar(
                    StructuredCalendarSpec.newBuilder()
                        .addSecond(range(55, 0, 0))
                        .addMinute(range(55, 0, 0))
                        .addMinute(range(57, 0, 0))
                        .addHour(range(5, 0, 0))
                        .addDayOfMonth(range(2, 31, 2))
                        .addMonth(range(1, 12, 0))
                        .addDayOfWeek(range(3, 4, 0))
                        .setComment("explanation"))
                .build());
    assertThat(CanonicalSpec.of(spec)).as("it is its own canonical form").isEqualTo(spec);
  }

  @ParameterizedTest
  @CsvSource({
    "@every 5d, 432000, 0",
    "@every 5h/45m, 18000, 2700",
    "@every 1h30m, 5400, 0",
    "@every 90s # comment, 90, 0"
  })
  void every_becomes_an_interval(String cron, long seconds, long phase) {
    var spec = CanonicalSpec.of(cron(cron));

    assertThat(spec.getIntervalList()).hasSize(1);
    assertThat(spec.getInterval(0).getInterval().getSeconds()).isEqualTo(seconds);
    assertThat(spec.getInterval(0).getPhase().getSeconds()).isEqualTo(phase);
    assertThat(spec.getStructuredCalendarList()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "@yearly | 0 0 1 1 *",
        "@annually | 0 0 1 1 *",
        "@monthly | 0 0 1 * *",
        "@weekly | 0 0 * * 0",
        "@daily | 0 0 * * *",
        "@midnight | 0 0 * * *",
        "@hourly | 0 * * * *"
      })
  void names_stand_for_fields(String name, String fields) {
    assertThat(CanonicalSpec.of(cron(name))).isEqualTo(CanonicalSpec.of(cron(fields)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "7", "sun", "5-7", "5-7/2", "6-7", "2-7/5", "0-7/7", "0/7"})
  void sunday_has_two_numbers(String day) {
    var week = CanonicalSpec.structured(CalendarSpec.newBuilder().setDayOfWeek(day).build());
    var days = CompiledCalendar.of(week, ZoneOffset.UTC).daysOfWeek();

    assertThat(days.get(0)).as("Sunday").isTrue();
    assertThat(days.get(1)).as("Monday").isFalse();
    assertThat(days.get(7)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 2 3 | CronString does not have 5-7 fields",
        "1 2 3 4 5 6 7 8 | CronString does not have 5-7 fields",
        "'' | CronString does not have 5-7 fields",
        "nonsense | CronString does not have 5-7 fields",
        "CRON_TZ=UTC | CronString has time zone but missing fields",
        "@every | CronString does not have interval after @every",
        "@every often | time: invalid duration \"often\"",
        "@every 1ms | interval is too small",
        "@every 5m/5m | phase cannot be greater than Interval",
        "0 1 2 3 4 1999 | Year is not in range [2000-2100]",
        "60 * * * * | Minute is not in range [0-59]",
        "a 24 * * * | Minute is not in range [0-59], Hour is not in range [0-23]",
        "1/2/3 * * * * | Minute has too many slashes",
        "1/ * * * * | Minute missing step value",
        "1/0 * * * * | Minute has invalid Step",
        "1/x * * * * | strconv.Atoi: parsing \"x\": invalid syntax",
        "1-2-3 * * * * | Minute has too many dashes",
        "9-5 * * * * | Minute End is before Start or not in range [0-59]",
        "70-80 * * * * | Minute Start is not in range [0-59]",
        "* * * * Fri-Tues | DayOfWeek End is before Start or not in range [0-7]",
        "CRON_TZ=Mars/Olympus 0 0 * * * | unknown time zone Mars/Olympus",
        "CRON_TZ=../etc/passwd 0 0 * * * | time: invalid location name",
        "CRON_TZ=GMT+2 0 0 * * * | unknown time zone GMT+2"
      })
  void a_cron_string_that_makes_no_sense_is_refused(String text, String message) {
    assertThatThrownBy(() -> CanonicalSpec.of(cron(text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void cron_strings_must_agree_on_the_time_zone() {
    assertThatThrownBy(() -> CanonicalSpec.of(cron("CRON_TZ=Europe/Berlin @daily", "@daily")))
        .hasMessage("conflicting timezone names");
    assertThatThrownBy(
            () ->
                CanonicalSpec.of(
                    cron("CRON_TZ=Europe/Berlin @daily").toBuilder()
                        .setTimezoneName("Europe/London")
                        .build()))
        .hasMessage("conflicting timezone names");
  }

  @Test
  void a_structured_calendar_is_checked_with_all_that_is_wrong() {
    var calendar =
        StructuredCalendarSpec.newBuilder()
            .addSecond(range(60, 0, 0))
            .addHour(range(5, 3, -1))
            .addYear(range(1999, 0, 0))
            .setComment("x".repeat(201));
    var spec = ScheduleSpec.newBuilder().addStructuredCalendar(calendar).build();

    assertThatThrownBy(() -> CanonicalSpec.of(spec))
        .hasMessage(
            "invalid calendar spec: Second Start is not in range [0-59], Hour End is before Start"
                + " or not in range [0-23], Hour has invalid Step, Year Start is not in range"
                + " [2000-2100], comment is too long");
    assertThatThrownBy(
            () ->
                CanonicalSpec.of(
                    ScheduleSpec.newBuilder().addExcludeStructuredCalendar(calendar).build()))
        .hasMessageStartingWith("invalid calendar spec: ");
  }

  @Test
  void intervals_are_checked() {
    assertThatThrownBy(() -> CanonicalSpec.of(interval(0, 500_000_000, 0)))
        .hasMessage("interval is too small");
    assertThatThrownBy(() -> CanonicalSpec.of(interval(10, 0, -1))).hasMessage("phase is negative");
    assertThatThrownBy(() -> CanonicalSpec.of(interval(10, 0, 10)))
        .hasMessage("phase cannot be greater than Interval");
    assertThatThrownBy(() -> CanonicalSpec.of(interval(10, -1, 0)))
        .hasMessageStartingWith("interval is not a valid duration");
  }

  private static ScheduleSpec interval(long seconds, int nanos, long phase) {
    return ScheduleSpec.newBuilder()
        .addInterval(
            IntervalSpec.newBuilder()
                .setInterval(Duration.newBuilder().setSeconds(seconds).setNanos(nanos))
                .setPhase(Duration.newBuilder().setSeconds(phase)))
        .build();
  }

  @Test
  void what_is_too_much_or_not_supported_is_refused() {
    var one = StructuredCalendarSpec.newBuilder().addHour(range(1, 0, 0)).build();
    assertThatThrownBy(
            () ->
                CanonicalSpec.of(
                    ScheduleSpec.newBuilder()
                        .addAllStructuredCalendar(Collections.nCopies(1001, one))
                        .build()))
        .hasMessage("more than 1000 calendars, intervals and exclusions");
    assertThatThrownBy(
            () ->
                CanonicalSpec.of(
                    ScheduleSpec.newBuilder()
                        .setTimezoneData(ByteString.copyFromUtf8("TZif"))
                        .build()))
        .hasMessage("timezone_data is not supported, use the name of a time zone");
  }

  @Test
  void clients_are_shown_ranges_with_their_defaults() {
    var spec = CanonicalSpec.of(cron("5,9 */2 * * *"));

    assertThat(CanonicalSpec.shown(spec).getStructuredCalendar(0).getMinuteList())
        .containsExactly(range(5, 5, 1), range(9, 9, 1));
    assertThat(CanonicalSpec.shown(spec).getStructuredCalendar(0).getHourList())
        .containsExactly(range(0, 23, 2));
  }
}
