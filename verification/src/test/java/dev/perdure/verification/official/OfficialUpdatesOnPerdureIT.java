package dev.perdure.verification.official;

import dev.perdure.verification.peer.PerdureUnderTest;
import dev.perdure.verification.peer.ServerUnderTest;

final class OfficialUpdatesOnPerdureIT extends OfficialUpdateSuite {
  @Override
  protected ServerUnderTest openServer() {
    return PerdureUnderTest.onFile();
  }
}
