package dev.perdure.verification.ours;

import dev.perdure.verification.peer.PerdureUnderTest;
import dev.perdure.verification.peer.ServerUnderTest;

final class PerdureSdkOnPerdureSkippingTimeIT extends PerdureSdkSuite {
  @Override
  protected ServerUnderTest openServer() {
    return PerdureUnderTest.skippingTime();
  }
}
