package dev.perdure.cli;

/// How a log line looks.
enum LogFormat {
  /// For people: time of day, level, logger, message.
  PRETTY,
  /// For files: the full instant first, otherwise as [#PRETTY].
  TEXT,
  /// For machines: one JSON object in each line.
  JSON
}
