package dev.perdure.benchmarks;

import java.io.IOException;
import java.nio.file.Path;

/// A Perdure server in a process of its own, on a file, `synchronous=FULL`.
final class ServerProcess implements AutoCloseable {
  private final ChildJvm process;
  private final String address;

  private ServerProcess(ChildJvm process, String address) {
    this.process = process;
    this.address = address;
  }

  static ServerProcess start(Path file, Settings settings)
      throws IOException, InterruptedException {
    var process = ChildJvm.start(ServerMain.class, settings.serverJvm(), file.toString());
    return new ServerProcess(process, process.await("READY"));
  }

  String address() {
    return address;
  }

  long pid() {
    return process.pid();
  }

  /// Group commits so far.
  long commits() throws IOException, InterruptedException {
    process.say("commits");
    return Long.parseLong(process.await("COMMITS"));
  }

  /// The heap that is in use after a collection.
  long heapBytes() throws IOException, InterruptedException {
    process.say("heap");
    return Long.parseLong(process.await("HEAP"));
  }

  @Override
  public void close() throws IOException {
    process.close();
  }
}
