package dev.perdure.verification.ours;

import dev.perdure.verification.peer.OfficialTestServer;
import dev.perdure.verification.peer.ServerUnderTest;

final class PerdureFamiliesOnOfficialServerIT extends PerdureFamilySuite {
  @Override
  protected ServerUnderTest openServer() {
    return OfficialTestServer.start();
  }

  @Override
  protected boolean isOfficialTestServer() {
    return true;
  }
}
