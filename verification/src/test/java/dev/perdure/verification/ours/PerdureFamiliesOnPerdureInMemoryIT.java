package dev.perdure.verification.ours;

import dev.perdure.verification.peer.PerdureUnderTest;
import dev.perdure.verification.peer.ServerUnderTest;

final class PerdureFamiliesOnPerdureInMemoryIT extends PerdureFamilySuite {
  @Override
  protected ServerUnderTest openServer() {
    return PerdureUnderTest.inMemory();
  }

  @Override
  int manyChildren() {
    return 1000;
  }
}
