/// When schedules are due: specs, the calendars and cron strings in them, and their arithmetic.
@NullMarked
package dev.perdure.engine.calendar;

import org.jspecify.annotations.NullMarked;
