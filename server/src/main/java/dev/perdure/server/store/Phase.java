package dev.perdure.server.store;

/// Lists show the open runs before the closed ones, and read them apart: what is known of all runs
/// of one half makes conditions simpler, and each half is a stretch of an index.
enum Phase {
  OPEN("close_ns IS NULL", "start_ns DESC, id DESC"),
  CLOSED("close_ns IS NOT NULL", "close_ns DESC, start_ns DESC, id DESC");

  private final String condition;
  private final String order;

  Phase(String condition, String order) {
    this.condition = condition;
    this.order = order;
  }

  /// SQL that holds for its runs.
  String condition() {
    return condition;
  }

  /// What its runs are ordered by.
  String order() {
    return order;
  }
}
