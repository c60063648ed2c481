package dev.perdure.verification.ours;

import dev.perdure.verification.peer.OfficialDevServer;
import dev.perdure.verification.peer.ServerUnderTest;

@OfficialDevServer.Needed
final class PerdureUpdatesOnOfficialDevServerIT extends PerdureUpdateSuite {
  @Override
  protected ServerUnderTest openServer() {
    return OfficialDevServer.start();
  }
}
