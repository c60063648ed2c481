package dev.perdure.internal.replay;

/// The workflow code did something else than what its history says it did before.
public final class NondeterminismException extends RuntimeException {
  NondeterminismException(String message) {
    super("[TMPRL1100] Nondeterminism error: " + message);
  }
}
