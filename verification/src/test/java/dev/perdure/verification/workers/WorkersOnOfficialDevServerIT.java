package dev.perdure.verification.workers;

import dev.perdure.verification.peer.OfficialDevServer;
import dev.perdure.verification.peer.ServerUnderTest;

@OfficialDevServer.Needed
final class WorkersOnOfficialDevServerIT extends WorkerSuite {
  @Override
  protected ServerUnderTest openServer() {
    return OfficialDevServer.start();
  }
}
