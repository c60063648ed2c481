package dev.perdure.verification.official;

import dev.perdure.verification.peer.OfficialDevServer;
import dev.perdure.verification.peer.ServerUnderTest;

/// Shows that the suite expects what the official server does.
@OfficialDevServer.Needed
final class OfficialSearchOnOfficialDevServerIT extends OfficialSearchSuite {
  @Override
  protected ServerUnderTest openServer() {
    return OfficialDevServer.start();
  }
}
