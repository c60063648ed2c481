package dev.perdure.verification.ours;

import dev.perdure.verification.peer.PerdureUnderTest;
import dev.perdure.verification.peer.ServerUnderTest;

final class PerdureStateOnPerdureWithoutStickyIT extends PerdureStateSuite {
  @Override
  ServerUnderTest openServer() {
    return PerdureUnderTest.inMemory();
  }

  @Override
  boolean sticky() {
    return false;
  }
}
