package dev.perdure.engine.state;

import java.time.Duration;

/// The worker that keeps a run's state.
///
/// @param taskQueue its own queue's name
/// @param scheduleToStart how long a task may wait for it; zero for ever
public record Sticky(String taskQueue, Duration scheduleToStart) {}
