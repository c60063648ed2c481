package dev.perdure.verification.workers;

import dev.perdure.verification.peer.OfficialTestServer;
import dev.perdure.verification.peer.ServerUnderTest;

final class WorkersOnOfficialServerIT extends WorkerSuite {
  @Override
  protected ServerUnderTest openServer() {
    return OfficialTestServer.start();
  }
}
