package dev.perdure.verification.coding;

import dev.perdure.verification.peer.OfficialTestServer;
import dev.perdure.verification.peer.ServerUnderTest;

final class CodedOnOfficialServerIT extends CodedSuite {
  @Override
  protected ServerUnderTest openServer() {
    return OfficialTestServer.start();
  }

  @Override
  boolean startsEagerly() {
    return false;
  }
}
