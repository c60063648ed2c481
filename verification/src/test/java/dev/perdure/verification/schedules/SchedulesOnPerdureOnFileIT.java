package dev.perdure.verification.schedules;

import dev.perdure.verification.peer.PerdureUnderTest;
import dev.perdure.verification.peer.ServerUnderTest;

final class SchedulesOnPerdureOnFileIT extends ScheduleSuite {
  @Override
  protected ServerUnderTest openServer() {
    return PerdureUnderTest.onFile();
  }
}
