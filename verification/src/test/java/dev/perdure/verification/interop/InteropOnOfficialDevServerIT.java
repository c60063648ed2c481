package dev.perdure.verification.interop;

import dev.perdure.verification.peer.OfficialDevServer;
import dev.perdure.verification.peer.ServerUnderTest;

@OfficialDevServer.Needed
final class InteropOnOfficialDevServerIT extends InteropSuite {
  @Override
  protected ServerUnderTest openServer() {
    return OfficialDevServer.start();
  }

  @Override
  AutoCloseable startTheirs(String address, String queue) {
    return OfficialJavaSide.start(address, queue);
  }
}
