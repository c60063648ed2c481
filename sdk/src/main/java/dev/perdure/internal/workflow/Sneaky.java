package dev.perdure.internal.workflow;

/// Throws exceptions as they are, checked ones too: what workflow code threw in one coroutine is
/// thrown in another as if it had called it.
final class Sneaky {
  private Sneaky() {}

  /// Throws the exception; declared to return one so that callers can write `throw`.
  static RuntimeException rethrow(Throwable exception) {
    throw Sneaky.<RuntimeException>unchecked(exception);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> E unchecked(Throwable exception) throws E {
    throw (E) exception;
  }
}
