package dev.perdure.internal.replay;

/// Something that a run wants of the worker that has it in memory.
public sealed interface LocalWork {
  /// The local activity's number.
  int seq();

  /// Run a local activity and report how it ended.
  record Start(int seq, LocalActivityRequest request) implements LocalWork {}

  /// Ask a local activity to stop. What it reports may still count.
  record Cancel(int seq) implements LocalWork {}
}
