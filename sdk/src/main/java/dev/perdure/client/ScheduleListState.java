package dev.perdure.client;

import org.jspecify.annotations.Nullable;

/// Whether a listed schedule acts.
///
/// @param note the text for people; null for none
/// @param paused whether it is paused
public record ScheduleListState(@Nullable String note, boolean paused) {}
