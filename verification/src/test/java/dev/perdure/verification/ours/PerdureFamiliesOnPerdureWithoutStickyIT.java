package dev.perdure.verification.ours;

import dev.perdure.verification.peer.PerdureUnderTest;
import dev.perdure.verification.peer.ServerUnderTest;

final class PerdureFamiliesOnPerdureWithoutStickyIT extends PerdureFamilySuite {
  @Override
  protected ServerUnderTest openServer() {
    return PerdureUnderTest.inMemory();
  }

  @Override
  protected boolean sticky() {
    return false;
  }
}
