package dev.perdure.server.entity;

import dev.perdure.engine.decision.Rejection;

/// Who asked for a decision, and what becomes of its reply.
public interface Answer<R> {
  /// Asked at the start of the turn, when the request may have waited for long.
  ///
  /// @return false when nobody wants the decision any more; it is not made, and nothing follows
  default boolean wanted() {
    return true;
  }

  /// Called in the turn; nothing of the reply may leave the process yet.
  ///
  /// @return what to do when all that the reply depends on is durable
  Runnable accepted(R reply);

  /// The request was refused, or its outcome is not known. Called when that may leave the process.
  void rejected(Rejection rejection);
}
