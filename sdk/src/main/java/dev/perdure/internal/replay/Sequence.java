package dev.perdure.internal.replay;

/// Numbers from 1.
final class Sequence {
  private int last;

  int next() {
    return ++last;
  }
}
