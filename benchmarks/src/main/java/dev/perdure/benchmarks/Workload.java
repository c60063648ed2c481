package dev.perdure.benchmarks;

import java.util.Locale;

/// What one workflow of a load does, besides starting and giving its result.
enum Workload {
  /// One activity.
  HELLO,
  /// Ten signals from the caller, one after the other.
  SIGNAL,
  /// Ten updates from the caller, one after the other.
  UPDATE,
  /// Ten queries from the caller, one after the other.
  QUERY,
  /// Ten activities, one after the other.
  CHAIN10;

  /// How many signals, updates, queries or activities each workflow has.
  static final int STEPS = 10;

  static Workload of(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
