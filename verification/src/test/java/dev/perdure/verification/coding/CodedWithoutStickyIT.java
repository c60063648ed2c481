package dev.perdure.verification.coding;

import dev.perdure.verification.peer.PerdureUnderTest;
import dev.perdure.verification.peer.ServerUnderTest;

final class CodedWithoutStickyIT extends CodedSuite {
  @Override
  protected ServerUnderTest openServer() {
    return PerdureUnderTest.inMemory();
  }

  @Override
  int cachedWorkflows() {
    return 0;
  }
}
