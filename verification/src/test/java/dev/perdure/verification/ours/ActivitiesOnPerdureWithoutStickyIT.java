package dev.perdure.verification.ours;

import dev.perdure.verification.peer.PerdureUnderTest;
import dev.perdure.verification.peer.ServerUnderTest;

final class ActivitiesOnPerdureWithoutStickyIT extends ActivitySuite {
  @Override
  ServerUnderTest openServer() {
    return PerdureUnderTest.inMemory();
  }

  @Override
  boolean sticky() {
    return false;
  }
}
