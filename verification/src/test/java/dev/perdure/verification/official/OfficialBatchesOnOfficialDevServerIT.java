package dev.perdure.verification.official;

import dev.perdure.verification.peer.OfficialDevServer;
import dev.perdure.verification.peer.ServerUnderTest;

/// Proves the suite itself: the official SDK on Temporal's own server.
@OfficialDevServer.Needed
final class OfficialBatchesOnOfficialDevServerIT extends OfficialBatchSuite {
  @Override
  protected ServerUnderTest openServer() {
    return OfficialDevServer.start();
  }
}
