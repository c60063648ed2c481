package dev.perdure.verification.schedules;

import dev.perdure.verification.peer.PerdureUnderTest;
import dev.perdure.verification.peer.ServerUnderTest;

final class BatchesOnPerdureOnFileIT extends BatchSuite {
  @Override
  protected ServerUnderTest openServer() {
    return PerdureUnderTest.onFile();
  }
}
