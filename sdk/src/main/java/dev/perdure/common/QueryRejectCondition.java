package dev.perdure.common;

/// Workflows in which states do not answer a query.
public enum QueryRejectCondition {
  /// Every workflow answers, closed ones too.
  NONE,
  /// Closed workflows do not answer.
  NOT_OPEN,
  /// Closed workflows answer only when they completed.
  NOT_COMPLETED_CLEANLY
}
