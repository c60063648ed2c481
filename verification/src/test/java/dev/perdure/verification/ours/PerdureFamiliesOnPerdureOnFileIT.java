package dev.perdure.verification.ours;

import dev.perdure.verification.peer.PerdureUnderTest;
import dev.perdure.verification.peer.ServerUnderTest;

final class PerdureFamiliesOnPerdureOnFileIT extends PerdureFamilySuite {
  @Override
  protected ServerUnderTest openServer() {
    return PerdureUnderTest.onFile();
  }
}
