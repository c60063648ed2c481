package dev.perdure.verification.schedules;

import dev.perdure.verification.peer.OfficialDevServer;
import dev.perdure.verification.peer.ServerUnderTest;

@OfficialDevServer.Needed
final class BatchesOnOfficialDevServerIT extends BatchSuite {
  @Override
  protected ServerUnderTest openServer() {
    return OfficialDevServer.start();
  }
}
