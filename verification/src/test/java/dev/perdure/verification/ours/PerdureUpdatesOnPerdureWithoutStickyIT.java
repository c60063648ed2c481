package dev.perdure.verification.ours;

import dev.perdure.verification.peer.PerdureUnderTest;
import dev.perdure.verification.peer.ServerUnderTest;

final class PerdureUpdatesOnPerdureWithoutStickyIT extends PerdureUpdateSuite {
  @Override
  protected ServerUnderTest openServer() {
    return PerdureUnderTest.inMemory();
  }

  @Override
  int cachedRuns() {
    return 0;
  }
}
