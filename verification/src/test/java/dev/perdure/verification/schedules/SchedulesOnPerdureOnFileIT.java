package dev.perdure.verification.schedules;

import dev.perdure.verification.peer.PerdureUnderTest;
import dev.perdure.verification.peer.ServerUnderTest;

final class SchedulesOnPerdureOnFileIT extends ScheduleSuite {
  @Override
  ServerUnderTest openServer() {
    return PerdureUnderTest.onFile();
  }
}
