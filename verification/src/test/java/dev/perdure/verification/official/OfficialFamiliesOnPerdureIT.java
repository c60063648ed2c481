package dev.perdure.verification.official;

import dev.perdure.verification.peer.PerdureUnderTest;
import dev.perdure.verification.peer.ServerUnderTest;

final class OfficialFamiliesOnPerdureIT extends OfficialFamilySuite {
  @Override
  ServerUnderTest openServer() {
    return PerdureUnderTest.onFile();
  }
}
