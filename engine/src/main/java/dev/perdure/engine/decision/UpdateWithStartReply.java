package dev.perdure.engine.decision;

/// What became of an update with start.
public sealed interface UpdateWithStartReply {
  /// The update is with a run, which may be one that was there already.
  record Done(StartReply start, UpdateStatus update) implements UpdateWithStartReply {}

  /// There was nothing to bring the update to, and no run could be started.
  record StartRefused(Rejection rejection) implements UpdateWithStartReply {}

  /// The run does not take the update. No run was started.
  record UpdateRefused(Rejection rejection) implements UpdateWithStartReply {}
}
