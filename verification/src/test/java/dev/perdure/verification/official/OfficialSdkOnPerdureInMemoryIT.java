package dev.perdure.verification.official;

import dev.perdure.verification.peer.PerdureUnderTest;
import dev.perdure.verification.peer.ServerUnderTest;

final class OfficialSdkOnPerdureInMemoryIT extends OfficialSdkSuite {
  @Override
  protected ServerUnderTest openServer() {
    return PerdureUnderTest.inMemory();
  }
}
