package dev.perdure.workflow;

/// Code that may only read tried to do more: to wait, to start something or to change a handler, in
/// a query, an update validator or a condition. It fails the query, and otherwise the workflow
/// task.
public final class ReadOnlyContextException extends IllegalStateException {
  /// For the SDK.
  ///
  /// @param message what was tried where
  public ReadOnlyContextException(String message) {
    super(message);
  }
}
