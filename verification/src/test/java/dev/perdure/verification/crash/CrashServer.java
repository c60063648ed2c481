package dev.perdure.verification.crash;

import dev.perdure.server.PerdureServer;
import dev.perdure.server.ServerOptions;
import dev.perdure.verification.peer.ProgramProcess;
import java.nio.file.Path;

/// The process that is killed: a server on a file, with a fixed port.
final class CrashServer {
  private CrashServer() {}

  /// Serves until it is killed.
  ///
  /// @param arguments the file and the port
  public static void main(String[] arguments) throws InterruptedException {
    var _ =
        PerdureServer.open(
            Path.of(arguments[0]),
            ServerOptions.defaults().withPort(Integer.parseInt(arguments[1])));
    System.out.println(ProgramProcess.READY);
    Thread.sleep(Long.MAX_VALUE);
  }
}
