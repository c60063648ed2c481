package dev.perdure.engine.decision;

/// The engine's only source of ids and randomness, seeded by the caller.
public interface Ids {
  /// A new UUID in its text form.
  String next();

  /// A number in `[0, 1)`, for jitter.
  double jitter();
}
