package dev.perdure.verification.ours;

import dev.perdure.verification.peer.PerdureUnderTest;
import dev.perdure.verification.peer.ServerUnderTest;

final class PerdureSdkOnPerdureOnFileIT extends PerdureSdkSuite {
  @Override
  protected ServerUnderTest openServer() {
    return PerdureUnderTest.onFile();
  }
}
