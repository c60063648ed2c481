package dev.perdure.verification.ours;

import dev.perdure.verification.peer.OfficialTestServer;
import dev.perdure.verification.peer.ServerUnderTest;

final class ActivitiesOnOfficialServerIT extends ActivitySuite {
  @Override
  protected ServerUnderTest openServer() {
    return OfficialTestServer.start();
  }
}
