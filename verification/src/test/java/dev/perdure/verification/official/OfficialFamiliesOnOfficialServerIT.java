package dev.perdure.verification.official;

import dev.perdure.verification.peer.OfficialTestServer;
import dev.perdure.verification.peer.ServerUnderTest;

/// Proves the suite itself: the official SDK on the official test server.
final class OfficialFamiliesOnOfficialServerIT extends OfficialFamilySuite {
  @Override
  protected ServerUnderTest openServer() {
    return OfficialTestServer.start();
  }

  @Override
  protected boolean isOfficialTestServer() {
    return true;
  }
}
