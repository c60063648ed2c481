package dev.perdure.server.store;

/// Lists show the open runs before the closed ones, and read them apart: what is known of all runs
/// of one half makes conditions simpler, and each half is a stretch of an index.
enum Phase {
  OPEN,
  CLOSED
}
