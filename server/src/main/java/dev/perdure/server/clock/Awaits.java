package dev.perdure.server.clock;

/// Counts the callers who await an outcome: the end of a run, the result of an update. Time that
/// skips only for them needs to know.
@FunctionalInterface
public interface Awaits {
  /// For a server whose time does not skip.
  Awaits UNCOUNTED = _ -> {};

  /// Callers began to wait, or wait no longer if the number is negative.
  void awaited(int more);
}
