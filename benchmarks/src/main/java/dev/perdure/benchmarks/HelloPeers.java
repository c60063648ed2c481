package dev.perdure.benchmarks;

import io.temporal.testserver.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/// Opens the client and worker that the settings name.
final class HelloPeers {
  private HelloPeers() {}

  /// `--sdk=perdure|official`, `--server=ADDRESS|official-test|in-process`.
  static HelloPeer open(Settings settings) throws IOException {
    var server = settings.text("server", "process");
    return switch (server) {
      case "official-test" -> onOfficialTestServer();
      case "in-process" -> PerdureHello.embedded(settings.directory().resolve("hello.db"));
      default -> connect(settings, server);
    };
  }

  private static HelloPeer connect(Settings settings, String address) {
    return switch (settings.text("sdk", "perdure")) {
      case "official" -> new OfficialHello(address);
      case "perdure" -> PerdureHello.connect(address);
      case String other -> throw new IllegalArgumentException("--sdk=" + other + " is not known");
    };
  }

  /// The official test server lives in the JVM of its client, as its users run it.
  private static HelloPeer onOfficialTestServer() throws IOException {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    TestServer.createPortBoundServer(port, true);
    return new OfficialHello("127.0.0.1:" + port);
  }
}
