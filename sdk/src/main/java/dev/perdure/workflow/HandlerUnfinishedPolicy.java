package dev.perdure.workflow;

/// What happens when a workflow ends while it still handles a signal or an update. The handler is
/// given up either way.
public enum HandlerUnfinishedPolicy {
  /// A warning is logged.
  WARN_AND_ABANDON,
  /// Nothing else happens.
  ABANDON
}
