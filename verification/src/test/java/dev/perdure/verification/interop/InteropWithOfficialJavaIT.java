package dev.perdure.verification.interop;

final class InteropWithOfficialJavaIT extends InteropSuite {
  @Override
  AutoCloseable startTheirs(String address, String queue) {
    return OfficialJavaSide.start(address, queue);
  }
}
