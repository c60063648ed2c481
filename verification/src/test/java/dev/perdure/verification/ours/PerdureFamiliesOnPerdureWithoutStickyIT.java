package dev.perdure.verification.ours;

import dev.perdure.verification.peer.PerdureUnderTest;
import dev.perdure.verification.peer.ServerUnderTest;

final class PerdureFamiliesOnPerdureWithoutStickyIT extends PerdureFamilySuite {
  @Override
  ServerUnderTest openServer() {
    return PerdureUnderTest.inMemory();
  }

  @Override
  boolean sticky() {
    return false;
  }
}
