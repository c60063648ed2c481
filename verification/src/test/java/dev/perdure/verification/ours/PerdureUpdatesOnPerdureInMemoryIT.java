package dev.perdure.verification.ours;

import dev.perdure.verification.peer.PerdureUnderTest;
import dev.perdure.verification.peer.ServerUnderTest;

final class PerdureUpdatesOnPerdureInMemoryIT extends PerdureUpdateSuite {
  @Override
  protected ServerUnderTest openServer() {
    return PerdureUnderTest.inMemory();
  }
}
