package dev.perdure.verification.official;

import dev.perdure.verification.peer.PerdureUnderTest;
import dev.perdure.verification.peer.ServerUnderTest;

final class OfficialSdkOnPerdureWithoutStickyIT extends OfficialSdkSuite {
  @Override
  protected ServerUnderTest openServer() {
    return PerdureUnderTest.inMemory();
  }

  @Override
  protected boolean sticky() {
    return false;
  }
}
