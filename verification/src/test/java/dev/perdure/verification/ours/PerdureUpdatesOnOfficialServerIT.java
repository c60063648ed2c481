package dev.perdure.verification.ours;

import dev.perdure.verification.peer.OfficialTestServer;
import dev.perdure.verification.peer.ServerUnderTest;

final class PerdureUpdatesOnOfficialServerIT extends PerdureUpdateSuite {
  @Override
  ServerUnderTest openServer() {
    return OfficialTestServer.start();
  }

  @Override
  boolean isOfficialTestServer() {
    return true;
  }
}
