package dev.perdure.verification.schedules;

import dev.perdure.verification.peer.PerdureUnderTest;
import dev.perdure.verification.peer.ServerUnderTest;

final class SchedulesOnPerdureInMemoryIT extends ScheduleSuite {
  @Override
  protected ServerUnderTest openServer() {
    return PerdureUnderTest.inMemory();
  }
}
