package dev.perdure.verification.official;

import dev.perdure.verification.peer.PerdureUnderTest;
import dev.perdure.verification.peer.ServerUnderTest;

final class OfficialUpdatesOnPerdureWithoutStickyIT extends OfficialUpdateSuite {
  @Override
  ServerUnderTest openServer() {
    return PerdureUnderTest.inMemory();
  }

  @Override
  boolean sticky() {
    return false;
  }
}
