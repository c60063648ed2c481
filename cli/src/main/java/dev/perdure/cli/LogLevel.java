package dev.perdure.cli;

import ch.qos.logback.classic.Level;

/// The least important messages that are written to the log.
enum LogLevel {
  DEBUG,
  INFO,
  WARN,
  ERROR,
  /// Nothing at all.
  NEVER;

  Level level() {
    return switch (this) {
      case DEBUG -> Level.DEBUG;
      case INFO -> Level.INFO;
      case WARN -> Level.WARN;
      case ERROR -> Level.ERROR;
      case NEVER -> Level.OFF;
    };
  }
}
