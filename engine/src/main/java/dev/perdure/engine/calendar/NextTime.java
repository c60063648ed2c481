package dev.perdure.engine.calendar;

import java.time.Instant;

/// What a search for the next time of a schedule comes to.
public sealed interface NextTime {
  /// A time of the schedule.
  ///
  /// @param nominal as the spec says
  /// @param actual with the jitter
  record Due(Instant nominal, Instant actual) implements NextTime {}

  /// None comes up to this time. Whether one comes after it takes another search, from there on.
  record NotUntil(Instant time) implements NextTime {}

  /// None comes any more.
  record Never() implements NextTime {}
}
