package dev.perdure.engine.state;

import io.temporal.api.update.v1.Request;

/// An update that the workflow has not accepted or rejected yet. Lost at a crash: its caller asks
/// again, with the same update id.
///
/// @param isSent whether a workflow task took it along
public record PendingUpdate(String updateId, Request request, boolean isSent) {
  public PendingUpdate sent() {
    return isSent ? this : new PendingUpdate(updateId, request, true);
  }
}
