package dev.perdure.verification.workers;

import dev.perdure.verification.peer.PerdureUnderTest;
import dev.perdure.verification.peer.ServerUnderTest;

final class WorkersOnPerdureIT extends WorkerSuite {
  @Override
  ServerUnderTest openServer() {
    return PerdureUnderTest.inMemory();
  }
}
