package dev.perdure.server.grpc;

import dev.perdure.engine.decision.Rejection;

/// Refuses parts of requests that this server does not carry out: a clear no instead of a run that
/// quietly behaves differently.
final class NotYet {
  private NotYet() {}

  static void versioningOverride(boolean isSet) {
    if (isSet) {
      throw unimplemented("Versioning overrides are not implemented yet.");
    }
  }

  static RejectedException unimplemented(String message) {
    return new RejectedException(new Rejection(Rejection.Code.UNIMPLEMENTED, message, null));
  }
}
