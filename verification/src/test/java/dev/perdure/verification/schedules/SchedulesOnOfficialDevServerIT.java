package dev.perdure.verification.schedules;

import dev.perdure.verification.peer.OfficialDevServer;
import dev.perdure.verification.peer.ServerUnderTest;

@OfficialDevServer.Needed
final class SchedulesOnOfficialDevServerIT extends ScheduleSuite {
  @Override
  protected ServerUnderTest openServer() {
    return OfficialDevServer.start();
  }

  @Override
  boolean tellsOfLateUpdates() {
    return false;
  }
}
