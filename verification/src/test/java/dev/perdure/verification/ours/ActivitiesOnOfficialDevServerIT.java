package dev.perdure.verification.ours;

import dev.perdure.verification.peer.OfficialDevServer;
import dev.perdure.verification.peer.ServerUnderTest;

@OfficialDevServer.Needed
final class ActivitiesOnOfficialDevServerIT extends ActivitySuite {
  @Override
  protected ServerUnderTest openServer() {
    return OfficialDevServer.start();
  }

  /// Server 1.29.1 takes them only with a failure by token.
  @Override
  boolean keepsDetailsOfFailuresById() {
    return false;
  }
}
