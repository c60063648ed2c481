package dev.perdure.verification.validation;

import dev.perdure.verification.peer.OfficialTestServer;
import dev.perdure.verification.peer.ServerUnderTest;

final class ValidationOnOfficialServerIT extends ValidationSuite {
  @Override
  protected ServerUnderTest openServer() {
    return OfficialTestServer.start();
  }
}
