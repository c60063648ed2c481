package dev.perdure.verification.coding;

import dev.perdure.verification.peer.PerdureUnderTest;
import dev.perdure.verification.peer.ServerUnderTest;

final class CodedOnPerdureIT extends CodedSuite {
  @Override
  protected ServerUnderTest openServer() {
    return PerdureUnderTest.inMemory();
  }
}
