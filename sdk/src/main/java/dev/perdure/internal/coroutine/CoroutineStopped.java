package dev.perdure.internal.coroutine;

/// Unwinds a coroutine whose run leaves memory: thrown where it waits, and by everything that it
/// calls from then on. Not an exception, so that `catch (Exception e)` lets it pass.
public final class CoroutineStopped extends Error {
  CoroutineStopped() {
    super("The workflow run was evicted from the worker's memory.", null, false, false);
  }
}
